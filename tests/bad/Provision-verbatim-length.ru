BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <code/pledge/2> iccis:verbatim ?verbatim }
INSERT { <code/pledge/2> iccis:verbatim "2. Not to attack."@en }
WHERE { <code/pledge/2> iccis:verbatim ?verbatim }
