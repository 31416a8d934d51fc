BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <supposition/1.b> ?p ?o . <parse/1.b> iccis:supposes <supposition/1.b> }
WHERE { <supposition/1.a> ?p ?o }
