BASE <https://w3id.org/iccis/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE WHERE { <position/1.1/claim/bearer> skos:prefLabel ?label }
