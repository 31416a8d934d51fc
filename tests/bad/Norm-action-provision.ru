BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/1.1> iccis:action ?action . ?action ?p ?o }
INSERT { <norm/1.1> iccis:action <norm/2.1/action> }
WHERE { <norm/1.1> iccis:action ?action . ?action ?p ?o }
