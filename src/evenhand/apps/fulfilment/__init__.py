"""Fulfilment: outlets, lots, what is on their shelves, and the parcels packed from them.

Every unit is on exactly one shelf. Nothing leaves a lot that its policy wants disinfected before it is, and this room
never asks who a parcel is for.
"""
