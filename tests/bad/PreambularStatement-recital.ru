BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT { <statement/1> iccis:statedIn <code/recital/2> ; iccis:quote "Noting the use of networks" ; iccis:restsOn ?anchor }
WHERE { <statement/2> iccis:restsOn ?anchor }
