BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <parse/1.c> ?p ?o }
WHERE { <parse/1.b> ?p ?o FILTER (?p != iccis:parseOf) }
