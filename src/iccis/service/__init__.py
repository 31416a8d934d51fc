"""The HTTP service: SPARQL endpoint, documents by content negotiation, JSON interface."""
