BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <code/other> a iccis:Witness ; eli:realizes <code> ; iccis:carries <code> }
