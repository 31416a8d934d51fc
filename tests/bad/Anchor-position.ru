BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA { <x> a iccis:Anchor ; oa:hasSource <code/en> ; oa:hasSelector <x/quote> .
<x/quote> a oa:TextQuoteSelector ; oa:prefix "" ; oa:exact "Ruritania" ; oa:suffix " sent" . }
