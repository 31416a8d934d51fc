BASE <https://w3id.org/iccis/id/>

INSERT { <reading/3> ?p ?o ; <http://purl.org/spar/cito/disagreesWith> <reading/2> }
WHERE { <reading/2> ?p ?o }
