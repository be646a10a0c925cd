"""The journal: facts in the order they became known, what falls due, the clock and the wall of each city.

It is the outbox from which the worker moves every claim on, and the chain an auditor follows. Facts are appended, never
changed or deleted. It must not know what any fact means.
"""
