BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <indication/1> iccis:takenFrom ?value }
INSERT { <indication/1> iccis:takenFrom <source/own-analysis> }
WHERE { <indication/1> iccis:takenFrom ?value }
