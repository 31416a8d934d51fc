"""Everything that must hold: consistency of the data, shapes, closure and recorded answers."""
