"""The model house: an imagined city acts on a real system, of which it knows the rules (core) and the addresses."""
