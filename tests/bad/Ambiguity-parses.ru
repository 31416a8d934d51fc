BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <parse/1.b> ?p ?o }
