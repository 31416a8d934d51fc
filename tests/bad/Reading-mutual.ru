BASE <https://w3id.org/iccis/id/>

DELETE DATA { <reading/own/1.b> <http://purl.org/spar/cito/disagreesWith> <reading/own/1.a> }
