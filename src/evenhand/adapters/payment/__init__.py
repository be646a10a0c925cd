"""Adapters of the socket `payment` (apps/orders/ports.py)."""
