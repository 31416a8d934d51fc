BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <collation/1> iccis:inProvision <code/pledge/1> }
