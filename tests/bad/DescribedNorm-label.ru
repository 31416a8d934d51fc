BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE WHERE { <norm/truce/1.1> skos:prefLabel ?value }
