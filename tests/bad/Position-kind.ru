BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { ?position a ?kind }
INSERT { ?position a iccis:Position }
WHERE { ?position a ?kind VALUES ?position { <position/2.2/right> <position/2.2/burden> } }
