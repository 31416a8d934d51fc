BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <position/2.2/right> a iccis:Right }
INSERT { <position/2.2/right> a iccis:Power }
WHERE { <position/2.2/right> a iccis:Right }
