BASE <https://w3id.org/iccis/id/>

DELETE WHERE { <norm/a.1> ?p ?o . <norm/a.1/action> ?q ?r . <position/a.1/liberty> ?s ?t . <position/a.1/no-right> ?u ?v . <position/a.1/no-right/bearer> ?w ?x }
