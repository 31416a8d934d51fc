BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <source/1> iccis:writtenBy <actor/ruritania> }
