"""Names of engines and formats, for the command line to offer before anything heavy is imported."""

ENGINE_NAMES = ("oxigraph", "rdflib")
"""The first is the default."""
FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
"""Formats of answers; Turtle holds graphs, the others everything else."""
