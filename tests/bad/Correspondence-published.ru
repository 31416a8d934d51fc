BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE DATA { <correspondence/2> iccis:takenFrom <source/1> } ; INSERT DATA { <correspondence/2> iccis:takenFrom <source/own-analysis> }
