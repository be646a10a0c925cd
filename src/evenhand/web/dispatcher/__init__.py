"""The dispatcher's door: plan a wave, look at it on a map and as a list, let it leave. The list alone suffices."""
