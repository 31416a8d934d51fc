BASE <https://w3id.org/iccis/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA { <instrument/peace> dcterms:date "1894" }
