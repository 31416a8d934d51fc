BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <mapping/1> <http://www.w3.org/2000/01/rdf-schema#comment> ?value }
