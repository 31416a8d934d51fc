BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT {
    ?thing iccis:statedIn <code/pledge/1> ; iccis:quote "fully" ; iccis:restsOn ?anchor
}
WHERE { <qualifier/1.a> iccis:restsOn ?anchor VALUES ?thing { <norm/2.2> <norm/2.2/action> } }
