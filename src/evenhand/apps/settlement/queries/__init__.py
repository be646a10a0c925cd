"""Reads of settlement, by storey: what is booked, what is stated for whom, what a budget still bears."""

from evenhand.apps.settlement.queries.bills import Bill, bills
from evenhand.apps.settlement.queries.booked import (
    Statement,
    entries,
    of_order,
    postings,
    rates,
    recomputed,
    statement,
    statements,
    sums,
    unbalanced,
)
from evenhand.apps.settlement.queries.budget import Budget, budget, cost, within
from evenhand.apps.settlement.queries.corrections import Correction, corrections, refundable
from evenhand.apps.settlement.queries.evidence import Line, LotUse, lines, lots
from evenhand.apps.settlement.queries.periods import Period, digest, period, periods

__all__ = [
    "Bill",
    "Budget",
    "Correction",
    "Line",
    "LotUse",
    "Period",
    "Statement",
    "bills",
    "budget",
    "corrections",
    "cost",
    "digest",
    "entries",
    "lines",
    "lots",
    "of_order",
    "period",
    "periods",
    "postings",
    "rates",
    "recomputed",
    "refundable",
    "statement",
    "statements",
    "sums",
    "unbalanced",
    "within",
]
