BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <norm-survey/1> dcterms:date ?value }
