BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <norm/truce/1.1> iccis:bearer <actor/allies> }
