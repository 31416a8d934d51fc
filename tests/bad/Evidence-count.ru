BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE DATA { <event/1> iccis:evidence "seen in 1 source" } ; INSERT DATA { <event/1> iccis:evidence "seen in 2 sources" }
