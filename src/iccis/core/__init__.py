"""Namespaces, terms, Turtle, errors and the layout of the project; imports nothing of ours."""
