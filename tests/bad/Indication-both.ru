BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <indication/1> iccis:speaksAgainst <parse/1.a> }
