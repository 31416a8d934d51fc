BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <norm-of-parse/1> iccis:underParse <parse/1.b> }
