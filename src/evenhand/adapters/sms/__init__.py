"""Adapters of the socket `sms` (apps/notices/ports.py)."""
