"""The draw that anybody can recompute: rules, entries, log, officials, beacon, keys, order, allocation, result, bundle.

Nothing here knows who entered: a label is sixteen random bytes, made anew for every draw. Nothing makes randomness,
reads a clock or a file: they are arguments, so that the same bytes always give the same result. The order of events is
the security: rules, entries with receipts, freeze with officials' commitments, reveals, the beacon's round, keys.
Every refusal is a `Flawed` with a code of the closed list in `flaws`.
"""
