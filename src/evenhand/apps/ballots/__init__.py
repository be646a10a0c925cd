"""Ballots: draws that anyone can check, and the winners of draws that a city held by itself.

Holds the rules, leaves, heads, officials' words and results of each draw, and the numbers of external winner lists. It
knows claims and gives winners entitlements there; claims never know it. It must not decide a draw by anything but what
was published before the seed existed, and it keeps no identity number, only keyed hashes.
"""
