BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <norm/2.1> iccis:establishes <position/2.2/right>, <position/2.2/burden> . }
