BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/a.1> iccis:bearer ?bearer }
INSERT { <norm/a.1> iccis:bearer <actor/allies> }
WHERE { <norm/a.1> iccis:bearer ?bearer }
