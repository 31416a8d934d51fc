BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA {
  <norm-survey/1> iccis:surveyedWith <instrument/truce> .
  <instrument/truce> a iccis:RelatedInstrument ; <http://www.w3.org/2004/02/skos/core#definition> "Truce."@en
}
