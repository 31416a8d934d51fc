"""Pictures of the norms and concepts, as SVG."""
