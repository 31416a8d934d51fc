BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

DELETE WHERE { <letter> eli:date_document ?value }
