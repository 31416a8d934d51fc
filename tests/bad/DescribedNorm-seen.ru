BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <norm/truce/1.1> iccis:evidence ?value }
INSERT { <norm/truce/1.1> iccis:evidence "content reported; words not seen" }
WHERE { <norm/truce/1.1> iccis:evidence ?value }
