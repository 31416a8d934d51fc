BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <position/2.1/claim> iccis:bearer ?bearer }
INSERT { <position/2.1/claim> iccis:bearer <actor/state> }
WHERE { <position/2.1/claim> iccis:bearer ?bearer }
