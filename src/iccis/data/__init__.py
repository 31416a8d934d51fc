"""From the source text to triples in a store, and look-up in them."""
