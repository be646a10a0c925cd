"""A FAKE beacon with real BLS signatures, for rehearsals: its key stands here, so anybody could predict it.

It speaks as a drand chain does and its rounds are verified like any other's. Its name says REHEARSAL wherever it
stands, and a city that serves people can't name it.
"""

from datetime import datetime
from functools import cache
from hashlib import sha256

from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G1, compress_G2
from py_ecc.optimized_bls12_381.optimized_curve import G2, curve_order, multiply

from evenhand.core.draw import bls, chains
from evenhand.core.draw.notation import be64, digest
from evenhand.core.draw.shape import Chain

CODE = "rehearsal"
RELAYS = ("REHEARSAL",)
SECRET = int.from_bytes(sha256(b"evenhand/rehearsal-beacon/1").digest()) % curve_order
PERIOD_S = 3
GENESIS = 1_500_000_000
GROUP = sha256(b"evenhand/rehearsal-group/1").hexdigest()


@cache
def chain() -> Chain:
    """The chain's parameters."""
    high, low = compress_G2(multiply(G2, SECRET))
    key = (high.to_bytes(48) + low.to_bytes(48)).hex()
    bare = Chain("0" * 64, key, PERIOD_S, GENESIS, GROUP, chains.SCHEME, "REHEARSAL")
    return Chain(chains.chain_hash(bare).hex(), key, PERIOD_S, GENESIS, GROUP, chains.SCHEME, "REHEARSAL")


@cache
def sign(number: int) -> bytes:
    """A round's signature, whenever it is asked for: that is why it is a fake."""
    hashed = hash_to_G1(digest(be64(number)), bls.DST, sha256)  # type: ignore[arg-type]  # as in core.draw.bls
    return int(compress_G1(multiply(hashed, SECRET))).to_bytes(48)


def fetch(number: int, at: datetime) -> tuple[bytes, str] | None:
    """A round, not before its hour on the city's clock."""
    return (sign(number), RELAYS[0]) if at.timestamp() >= chains.time_of(chain(), number) else None
