BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <position/1.1/duty> iccis:bearer ?bearer }
INSERT { <position/1.1/duty> iccis:bearer <actor/allies> }
WHERE { <position/1.1/duty> iccis:bearer ?bearer }
