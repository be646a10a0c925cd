"""Who carries what where and when: problems and plans as values, a judge, and a solver that the judge does not know.

Distances are integer meters, times integer seconds since a zero that the caller chose; this package knows no clock.
"""
