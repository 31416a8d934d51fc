BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { ?action iccis:describes ?part }
INSERT { ?action iccis:describes <instrument/zenda> }
WHERE { <norm/truce/1.1> iccis:action ?action . ?action iccis:describes ?part }
