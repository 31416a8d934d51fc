BASE <https://w3id.org/iccis/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE { <concept/networks> skos:prefLabel ?label }
INSERT { <concept/networks> skos:prefLabel "protection"@en }
WHERE { <concept/networks> skos:prefLabel ?label }
