"""Adapters of the socket `voice` (apps/notices/ports.py): calls that read a message aloud."""
