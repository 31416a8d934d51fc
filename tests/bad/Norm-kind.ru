BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/a.1> a iccis:Permission }
INSERT { <norm/a.1> a iccis:Norm }
WHERE { <norm/a.1> a iccis:Permission }
