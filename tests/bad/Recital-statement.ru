BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <statement/2> ?p ?o }
