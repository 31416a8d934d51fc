BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <norm/1.1> iccis:directedTo <actor/allies> }
