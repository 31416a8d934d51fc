BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <supposition/2> ?p ?o }
WHERE { <supposition/1.a> ?p ?o }
