"""Cases: what a person asks a person to look at: a callback, an appeal, a misused document, something wrong.

A case has a deadline and one answer, by somebody else than whoever opened it for the person. The room must hold no
words that could name anybody: those lie in the vault as slips, and a case knows their id.
"""
