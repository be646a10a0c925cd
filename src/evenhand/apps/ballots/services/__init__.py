"""Verbs of ballots, by storey: lists of winners taken in, numbers redeemed and lapsed."""

from evenhand.apps.ballots.services.importing import Imported, import_winners
from evenhand.apps.ballots.services.redeeming import Redeemed, lapse_numbers, redeem

__all__ = ["Imported", "Redeemed", "import_winners", "lapse_numbers", "redeem"]
