BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <norm-comparison/2> ?p ?o } WHERE { <norm-comparison/1> ?p ?o }
