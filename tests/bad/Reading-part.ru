BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <reading/2> iccis:readsText <code> } INSERT { <reading/2> iccis:readsText <instrument/peace> } WHERE {}
