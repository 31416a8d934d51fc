BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <event/2> a iccis:Event ; iccis:concernsDocument <code> ; iccis:evidence "seen" ; iccis:sequence 1 ; iccis:takenFrom <source/1> }
