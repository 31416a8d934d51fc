BASE <https://w3id.org/iccis/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>

INSERT DATA { <mappings> sssom:mappings <mapping/2> . <mapping/2> a owl:Axiom ; sssom:mapping_justification <https://w3id.org/semapv/vocab/ManualMappingCuration> ; sssom:confidence 0.9 ; rdfs:comment "seen" ; sssom:object_category "agent" ; sssom:object_label "a realm" ; owl:annotatedTarget <https://example.org/ruritania> ; owl:annotatedProperty skos:exactMatch ; owl:annotatedSource <actor/king> }
