"""`python -m evenhand.core.routing.ruin`: compile the searches now, so that nobody waits for it later."""

# Runs in Python: nothing here is compiled.

from evenhand.core.routing.ruin import full, search

search.warm()
full.warm()
