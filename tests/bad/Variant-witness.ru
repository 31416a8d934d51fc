BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

INSERT DATA { <variant/2> a iccis:Variant ; iccis:evidence "seen" ; iccis:hasVariantKind <variant-kind/wording> ; iccis:variantText "friends" }
