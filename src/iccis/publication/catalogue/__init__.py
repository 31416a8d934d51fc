"""The catalogue of what is published: DCAT, VoID, schema.org and Frictionless."""
