BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <code/adherence> iccis:introducedBy <code/chapeau> }
