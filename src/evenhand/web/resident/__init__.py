"""The resident's door: verify, claim, pay, follow the parcel, show its code. Every form works without a script.

It shows a person only what is their own, and of their data only masks.
"""
