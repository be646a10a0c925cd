"""The model house: an imagined city that acts on a real one. It knows the rules (core) and, of the system, only its addresses."""
