"""What publishing is compared with: parse files with rdflib, and do nothing with them."""

import sys

from rdflib import Graph

for file in sys.argv[1:]:
    Graph().parse(file, format="turtle")
