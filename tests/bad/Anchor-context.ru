BASE <https://w3id.org/iccis/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <code/en/words/0-9/quote> oa:suffix ?suffix }
INSERT { <code/en/words/0-9/quote> oa:suffix " sent no letter" }
WHERE { <code/en/words/0-9/quote> oa:suffix ?suffix }
