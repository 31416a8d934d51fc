"""Tools for language models: ten functions, and the protocol that offers them."""
