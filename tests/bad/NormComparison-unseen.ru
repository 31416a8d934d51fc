BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <norm/truce/1.1> iccis:hasStrength ?value }
