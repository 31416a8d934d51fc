BASE <https://w3id.org/iccis/id/>
PREFIX vann: <http://purl.org/vocab/vann/>

DELETE WHERE { <https://w3id.org/iccis/ontology> vann:preferredNamespacePrefix ?value }
