BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT {
  <correspondence/3> ?p ?o ;
    iccis:correspondsTo <instrument/truce> ;
    iccis:hasCorrespondenceType <correspondence-type/no-counterpart> .
  <correspondence-type/no-counterpart> a iccis:CorrespondenceType
}
WHERE { <correspondence/1> ?p ?o FILTER (?p NOT IN (iccis:correspondsTo, iccis:hasCorrespondenceType)) }
