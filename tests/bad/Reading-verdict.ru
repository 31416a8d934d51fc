BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <reading/2> iccis:takenFrom ?source ; iccis:heldBy ?holder }
INSERT { <reading/2> iccis:takenFrom <source/own-analysis> ; iccis:heldBy <party/1> }
WHERE { <reading/2> iccis:takenFrom ?source ; iccis:heldBy ?holder }
