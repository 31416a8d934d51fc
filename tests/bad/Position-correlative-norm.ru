BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE DATA { <norm/1.1> iccis:establishes <position/1.1/claim> . <norm/a.1> iccis:establishes <position/a.1/no-right> } ;
INSERT DATA { <norm/a.1> iccis:establishes <position/1.1/claim> . <norm/1.1> iccis:establishes <position/a.1/no-right> }
