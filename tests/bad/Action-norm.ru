BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT { <action/stray> a iccis:Action ; skos:prefLabel "stray"@en ; iccis:verb "attack" ; iccis:quote "attack" ; iccis:statedIn <code/pledge/2> ; iccis:restsOn ?anchor }
WHERE { <norm/2.2/action> iccis:restsOn ?anchor }
