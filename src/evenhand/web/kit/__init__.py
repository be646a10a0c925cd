"""What every door needs: the visit and its transaction, who calls, words for refusals, tables, charts, maps.

Knows the rooms only as far as a door itself does (who is a city's staff, who is its resident), and no door.
"""
