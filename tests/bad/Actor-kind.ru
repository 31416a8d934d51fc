BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <actor/allies> a iccis:Role }
INSERT { <actor/allies> a iccis:Actor }
WHERE { <actor/allies> a iccis:Role }
