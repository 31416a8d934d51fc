BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <mapping/1> <https://w3id.org/sssom/comment> ?value }
