BASE <https://w3id.org/iccis/id/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>

DELETE { <principle/protection> iccis:statedIn ?home }
INSERT { <principle/protection> iccis:mentionedIn ?home }
WHERE { <principle/protection> iccis:statedIn ?home }
