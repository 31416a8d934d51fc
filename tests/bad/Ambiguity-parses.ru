BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE WHERE { <parse/1.b> ?p ?o } ;
DELETE WHERE { <parse/1.a> iccis:supposes ?supposition . ?supposition ?q ?value }
