"""One thing of the graph: as data, as text and as documents."""
