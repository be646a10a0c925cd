"""Notices: words to a person, written with what causes them and sent after it is settled.

A notice is a row of the transaction that causes it; the worker sends it after the commit, until the gateway has it.
This room must hold no phone and no name: it asks the vault at the moment of sending, and keeps nothing of the answer.
"""
