BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <norm-survey/1> iccis:hasCollationStatus ?value }
