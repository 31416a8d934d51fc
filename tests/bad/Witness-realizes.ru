BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

INSERT DATA { <code/en> eli:realizes <press> . }
