BASE <https://w3id.org/iccis/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE { <actor/king> skos:prefLabel ?label }
INSERT { <actor/king> skos:prefLabel "State"@en }
WHERE { <actor/king> skos:prefLabel ?label }
