BASE <https://w3id.org/iccis/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <code/en/words/0-9/position> oa:end ?end }
INSERT { <code/en/words/0-9/position> oa:end ?later }
WHERE { <code/en/words/0-9/position> oa:end ?end BIND (?end + 1 AS ?later) }
