BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA { <x> a iccis:Anchor ; oa:hasSource <code/en> ; oa:hasSelector <x/position> .
<x/position> a oa:TextPositionSelector ; oa:start 0 ; oa:end 9 . }
