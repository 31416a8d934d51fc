BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

DELETE WHERE { <code/section/1> eli:number ?value }
