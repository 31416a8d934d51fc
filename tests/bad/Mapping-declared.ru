BASE <https://w3id.org/iccis/id/>
PREFIX sssom: <https://w3id.org/sssom/>

INSERT DATA { <mapping/2> a sssom:Mapping ; sssom:subject_id <actor/stranger> ; sssom:predicate_id <http://www.w3.org/2004/02/skos/core#exactMatch> ; sssom:mapping_justification <https://w3id.org/semapv/vocab/ManualMappingCuration> ; sssom:confidence 0.9 ; sssom:comment "seen" }
