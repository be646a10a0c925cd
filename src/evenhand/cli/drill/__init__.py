"""The drill: an opening rehearsed on the real processes by imagined residents, and what would happen to them."""
