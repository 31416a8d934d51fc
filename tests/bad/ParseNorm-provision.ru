BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  <ambiguity/2> a iccis:Ambiguity ;
    iccis:affects <norm/2.1> ;
    iccis:bearsOn <aspect/scope> ;
    iccis:quote "allies" ;
    iccis:restsOn <code/en/words/271-277> ;
    iccis:statedIn <code/pledge/2> ;
    skos:definition "Whose allies?"@en ;
    skos:prefLabel "ambiguity 2"@en .
  <parse/2.a> a iccis:Parse ;
    iccis:parseOf <ambiguity/2> ;
    iccis:takes "Ours."@en ;
    skos:prefLabel "parse 2.a"@en .
  <parse/2.b> a iccis:Parse ;
    iccis:parseOf <ambiguity/2> ;
    iccis:takes "Theirs."@en ;
    skos:prefLabel "parse 2.b"@en .
  <norm-of-parse/1> iccis:underParse <parse/2.a>
}
