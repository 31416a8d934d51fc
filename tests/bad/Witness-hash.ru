BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <code/en> iccis:textSha256 ?hash }
INSERT { <code/en> iccis:textSha256 "00" }
WHERE { <code/en> iccis:textSha256 ?hash }
