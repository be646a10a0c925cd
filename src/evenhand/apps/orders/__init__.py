"""Orders: an entitlement redeemed, paid for, refunded.

Knows what was promised to whom at what price, never who that person is and never where the goods lie.
"""
