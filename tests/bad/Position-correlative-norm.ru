BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE DATA { <norm/2.2> iccis:establishes <position/2.2/burden> . <norm/a.1> iccis:establishes <position/a.1/no-right> } ;
INSERT DATA { <norm/a.1> iccis:establishes <position/2.2/burden> . <norm/2.2> iccis:establishes <position/a.1/no-right> }
