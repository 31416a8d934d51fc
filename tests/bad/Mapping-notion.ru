BASE <https://w3id.org/iccis/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>

INSERT DATA { <mapping/2> a sssom:Mapping ; sssom:mapping_justification <https://w3id.org/semapv/vocab/ManualMappingCuration> ; sssom:confidence 0.9 ; sssom:comment "seen" ; sssom:object_category "agent" ; sssom:object_label "kingdom" ; sssom:match_string "ruritania" ; sssom:object_id <https://example.org/kingdom> ; sssom:predicate_id skos:broadMatch ; sssom:subject_id <actor/ruritania> }
