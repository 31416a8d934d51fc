BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <code/pledge/2> iccis:sourceStart ?start ; iccis:verbatim ?verbatim }
INSERT { <code/pledge/2> iccis:sourceStart ?later ; iccis:verbatim ?shorter }
WHERE { <code/pledge/2> iccis:sourceStart ?start ; iccis:verbatim ?verbatim
    BIND (?start + 1 AS ?later) BIND (SUBSTR(?verbatim, 2) AS ?shorter) }
