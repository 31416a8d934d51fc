BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <collation/2> a iccis:Collation ; iccis:evidence "seen" ; iccis:hasCollationStatus <collation-status/whole> ; iccis:inProvision <code/pledge/1> ; iccis:takenFrom <source/1> }
