BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <parse/1.b> iccis:takenFrom <source/1> }
