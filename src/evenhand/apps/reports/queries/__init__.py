"""Reads of reports: the audit of a city, the figures of its panels, and the cities in which work waits."""

from evenhand.apps.reports.queries.audits import MUST_BE_ZERO, Audit, audit
from evenhand.apps.reports.queries.figures import Unpromised, unpromised
from evenhand.apps.reports.queries.kept import Panel, figures_as_of, panels
from evenhand.apps.reports.queries.stirring import stirring

__all__ = ["MUST_BE_ZERO", "Audit", "Panel", "Unpromised", "audit", "figures_as_of", "panels", "stirring", "unpromised"]
