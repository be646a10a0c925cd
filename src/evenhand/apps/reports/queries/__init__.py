"""Reads of reports: the audit of a city, and the figures of its panels."""

from evenhand.apps.reports.queries.audits import MUST_BE_ZERO, Audit, audit
from evenhand.apps.reports.queries.figures import Unpromised, unpromised
from evenhand.apps.reports.queries.kept import Panel, figures_as_of, panels

__all__ = ["MUST_BE_ZERO", "Audit", "Panel", "Unpromised", "audit", "figures_as_of", "panels", "unpromised"]
