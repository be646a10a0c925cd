"""`evenhand day`: one whole day of imagined cities against the running system, and the audit at its end.

The residents, merchants, riders and officials come from `evenhand.simulation` and know only the system's addresses.
This package prepares their cities, sets the clocks, lets them act and asks the rooms afterwards whether all was kept.
"""
