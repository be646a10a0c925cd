"""Verbs of claims, beside admission: put up counters, ask for somebody, give back, carry what is left."""

from evenhand.apps.claims.services.asking import ask
from evenhand.apps.claims.services.counters import open_quotas, return_reserves
from evenhand.apps.claims.services.returning import carry_leftovers, give_back

__all__ = ["ask", "carry_leftovers", "give_back", "open_quotas", "return_reserves"]
