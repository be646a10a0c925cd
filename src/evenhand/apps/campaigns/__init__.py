"""Campaigns: the goods that a city offers, and the releases of each, with the terms they were announced with.

What is published is frozen and hashed; the database lets nobody change or delete it. This room must not count anything
down (claims does) and never asks who takes part.
"""
