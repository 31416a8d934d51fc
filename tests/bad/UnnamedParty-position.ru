BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <position/2.1/claim> iccis:bearer ?bearer }
INSERT { <position/2.1/claim> iccis:bearer <position/1.1/claim/bearer> }
WHERE { <position/2.1/claim> iccis:bearer ?bearer }
