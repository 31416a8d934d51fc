BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <correspondence/1> iccis:hasCorrespondenceType ?type }
INSERT { <correspondence/1> iccis:hasCorrespondenceType <correspondence-type/no-counterpart> . <correspondence-type/no-counterpart> a iccis:CorrespondenceType }
WHERE { <correspondence/1> iccis:hasCorrespondenceType ?type }
