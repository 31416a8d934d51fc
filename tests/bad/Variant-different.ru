BASE <https://w3id.org/iccis/id/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <variant/1> iccis:variantText "friends" } INSERT { <variant/1> iccis:variantText "allies" } WHERE {}
