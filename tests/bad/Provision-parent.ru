BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>

INSERT DATA { <code/chapeau> eli:is_part_of <code> . }
