BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/2.2> iccis:bearer ?bearer }
INSERT { <norm/2.2> iccis:bearer <actor/state> }
WHERE { <norm/2.2> iccis:bearer ?bearer }
