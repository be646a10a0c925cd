"""Ways to tell other people's servers."""
