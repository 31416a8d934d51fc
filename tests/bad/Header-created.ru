BASE <https://w3id.org/iccis/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <https://w3id.org/iccis/ontology> dcterms:created ?value }
