BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { ?s iccis:aboutThing ?t }
INSERT { ?s iccis:aboutThing <norm/2.1> }
WHERE { ?s iccis:aboutThing ?t }
