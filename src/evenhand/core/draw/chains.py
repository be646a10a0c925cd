"""A drand chain's arithmetic: its hash over its parameters, rounds and their hours. The chain is data of the rules."""

from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be32, be64, digest
from evenhand.core.draw.shape import Chain, Drand

SCHEME = "bls-unchained-g1-rfc9380"
"""Signatures on G1, keys on G2, no round depends on the one before, hashed to the curve as RFC 9380 says."""


def chain_hash(chain: Chain) -> bytes:
    """What a chain is called by: SHA-256 over its parameters."""
    key, group = bytes.fromhex(chain.public_key), bytes.fromhex(chain.groupHash)
    return digest(be32(chain.period), be64(chain.genesis_time), key, group, chain.beaconID.encode())


def round_at(chain: Chain, t: int) -> int:
    """The round that is current at `t`, Unix seconds; 0 or less before the chain began."""
    return (t - chain.genesis_time) // chain.period + 1


def time_of(chain: Chain, number: int) -> int:
    """When a round appears, Unix seconds."""
    return chain.genesis_time + (number - 1) * chain.period


def check(drand: Drand) -> None:
    """Flawed: SCHEME_UNKNOWN, BEACON_INVALID (the hash is not that of the parameters), ROUND_WRONG (against `t`)."""
    if drand.chain.schemeID != SCHEME:
        raise Flawed(Flaw.SCHEME_UNKNOWN, "schemeID", f"must be {SCHEME}")
    if chain_hash(drand.chain).hex() != drand.chain.hash:
        raise Flawed(Flaw.BEACON_INVALID, "hash", "is not the hash of the chain's parameters")
    if round_at(drand.chain, drand.t) != drand.round:
        raise Flawed(Flaw.ROUND_WRONG, "round", f"is {round_at(drand.chain, drand.t)} at that hour")
