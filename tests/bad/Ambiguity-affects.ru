BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <ambiguity/1> iccis:affects ?thing . <parse/1.a> iccis:supposes ?supposition . ?supposition ?p ?o }
