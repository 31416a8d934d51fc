BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE DATA { <collation/1> iccis:evidence "seen" } ; INSERT DATA { <collation/1> iccis:evidence "content reported" }
