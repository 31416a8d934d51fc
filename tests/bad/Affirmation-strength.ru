BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/2.2> iccis:hasStrength ?strength }
INSERT { <norm/2.2> iccis:hasStrength <strength/firm> }
WHERE { <norm/2.2> iccis:hasStrength ?strength }
