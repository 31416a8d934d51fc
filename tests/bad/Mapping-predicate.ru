BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <mapping/1> <http://www.w3.org/2002/07/owl#annotatedProperty> ?value }
