BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <norm-survey/1> iccis:surveyedWith <instrument/peace> }
