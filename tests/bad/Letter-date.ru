BASE <https://w3id.org/iccis/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <letter> dcterms:date ?value }
