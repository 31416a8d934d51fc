BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <norm-comparison/1> iccis:conditionRelation ?value }
