BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT { <need/1> a iccis:Need ; skos:prefLabel "need"@en ; iccis:quote ?quote ; iccis:statedIn <code/recital/2> ; iccis:restsOn ?anchor }
WHERE { <statement/2> iccis:quote ?quote ; iccis:restsOn ?anchor }
