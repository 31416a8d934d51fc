BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <norm/2.3> ?p ?o }
WHERE { <norm/2.2> ?p ?o FILTER (?p != iccis:affirms) }
