BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <event/1> iccis:takenFrom ?source ; iccis:evidence "seen in 1 source" }
INSERT { <event/1> iccis:evidence "seen" }
WHERE { <event/1> iccis:takenFrom ?source }
