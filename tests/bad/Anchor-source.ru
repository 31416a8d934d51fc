BASE <https://w3id.org/iccis/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE WHERE { <code/en/words/0-9> oa:hasSource ?value }
