BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <correspondence/3> ?p ?o ; iccis:correspondsFrom <code> ; iccis:hasCorrespondenceType <correspondence-type/no-counterpart> }
WHERE { <correspondence/1> ?p ?o FILTER (?p NOT IN (iccis:correspondsFrom, iccis:hasCorrespondenceType)) }
