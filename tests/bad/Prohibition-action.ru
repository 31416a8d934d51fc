BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/2.1/action> iccis:verb ?verb }
INSERT { <norm/2.1/action> iccis:verb "refrain" }
WHERE { <norm/2.1/action> iccis:verb ?verb }
