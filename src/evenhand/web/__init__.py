"""The doors: pages for residents, merchants, riders, dispatchers, officials and the public, one folder per audience.

A door identifies who knocks, opens the city's one transaction, asks one service and answers in words. It holds no rule
of sharing, no SQL and no state: rules live in core, facts in the rooms.
"""
