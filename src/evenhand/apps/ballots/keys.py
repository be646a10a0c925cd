"""The city's key of its draws' logs: signs receipts, heads, seals and results."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evenhand.core import keys


def log_key(city: str) -> Ed25519PrivateKey:
    """The same for all draws of a city; its public half stands in each rule file."""
    return Ed25519PrivateKey.from_private_bytes(keys.derive(settings.EVENHAND_MASTER_KEY, "draw-log", city))
