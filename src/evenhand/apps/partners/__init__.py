"""Partners: other systems that act for a merchant or show figures: their keys, what they asked, what they are told.

A partner never learns who somebody is: facts carry ids, counts and codes. Keys are kept as hashes, secrets not at all.
"""
