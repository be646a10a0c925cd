"""The rider's door: one job at a time, the code before the parcel, a reason when it fails.

A rider sees a door, a masked name and a masked phone, and only while the order is theirs.
"""
