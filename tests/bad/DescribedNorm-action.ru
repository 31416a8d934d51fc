BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  <norm/truce/1.1> iccis:action <norm/truce/1.1/action-2> .
  <norm/truce/1.1/action-2> a iccis:Action ; iccis:describes <instrument/truce> ; iccis:verb "watch" ; skos:prefLabel "watch"@en
}
