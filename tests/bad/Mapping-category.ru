BASE <https://w3id.org/iccis/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>

INSERT DATA { <mapping/1> sssom:object_category "people" }
