BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <code/pledge/2> iccis:text ?text }
INSERT { <code/pledge/2> iccis:text "2. Not to attack networks of allied."@en }
WHERE { <code/pledge/2> iccis:text ?text }
