BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/2.2> iccis:action ?action . ?action ?p ?o }
INSERT { <norm/2.2> iccis:action <norm/1.1/action> }
WHERE { <norm/2.2> iccis:action ?action . ?action ?p ?o }
