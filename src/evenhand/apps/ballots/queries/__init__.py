"""Reads of ballots: winner lists and their numbers."""

from evenhand.apps.ballots.queries.winners import (
    Listed,
    Number,
    campaigns_with_lists,
    lapsed,
    lists,
    report_key,
)

__all__ = ["Listed", "Number", "campaigns_with_lists", "lapsed", "lists", "report_key"]
