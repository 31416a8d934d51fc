BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <correspondence/1> iccis:correspondsFromNorm <norm/2.1> }
