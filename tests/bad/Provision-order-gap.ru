BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <code/pledge/2> iccis:order ?order }
INSERT { <code/pledge/2> iccis:order 10 }
WHERE { <code/pledge/2> iccis:order ?order }
