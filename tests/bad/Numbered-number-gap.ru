BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

DELETE { <code/pledge/2> eli:number ?number }
INSERT { <code/pledge/2> eli:number "3" }
WHERE { <code/pledge/2> eli:number ?number }
