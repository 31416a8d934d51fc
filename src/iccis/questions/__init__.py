"""Questions: their files, parameters and graph sets; the engines that answer them; output and exports.

The names of engines and formats stand here, for the command line to offer before anything heavy is imported.
"""

ENGINE_NAMES = ("oxigraph", "rdflib")
"""The first is the default."""
FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
"""Formats of answers; Turtle holds graphs, the others everything else."""
