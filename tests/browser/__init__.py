"""A package, so that its site lives as long as its tests and no longer: its worker would serve other tests' cities."""
