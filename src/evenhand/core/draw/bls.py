"""BLS12-381 as drand's quicknet signs: signatures on G1 (48 bytes), keys on G2 (96), RFC 9380 hash to the curve.

`py_ecc` is the slow and plain reading; `pyblst` does the same in two milliseconds where it is installed. Both refuse
infinity, points off the curve or outside the subgroup, and any spelling but the canonical one.
"""

from hashlib import sha256

from py_ecc.bls.g2_primitives import subgroup_check
from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G2, decompress_G1, decompress_G2
from py_ecc.bls.typing import G1Compressed, G2Compressed
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12
from py_ecc.optimized_bls12_381.optimized_curve import G2, is_inf, neg
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing

try:
    import pyblst
except ImportError:  # the extra `draw` is not installed
    pyblst = None

DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SIGNATURE_SIZE = 48
KEY_SIZE = 96
INFINITE = 0x40
"""The flag of the point at infinity: a signature or key that holds for every message."""


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is that of the message under the key. False for anything that is no proper point."""
    if len(signature) != SIGNATURE_SIZE or len(public) != KEY_SIZE:
        return False
    if signature[0] & INFINITE or public[0] & INFINITE:
        return False
    return plain(public, message, signature) if pyblst is None else fast(public, message, signature)


def fast(public: bytes, message: bytes, signature: bytes) -> bool:
    """`holds` with pyblst, whose `uncompress` checks curve and subgroup."""
    try:
        point = pyblst.BlstP1Element.uncompress(signature)
        key = pyblst.BlstP2Element.uncompress(public)
    except ValueError:
        return False
    hashed = pyblst.BlstP1Element.hash_to_group(message, DST)
    return bool(pyblst.final_verify(pyblst.miller_loop(point, _generator()), pyblst.miller_loop(hashed, key)))


def plain(public: bytes, message: bytes, signature: bytes) -> bool:
    """`holds` with py_ecc: e(signature, generator) = e(hashed message, key), as one product of two pairings."""
    try:
        point = decompress_G1(G1Compressed(int.from_bytes(signature)))
        key = decompress_G2(G2Compressed((int.from_bytes(public[:48]), int.from_bytes(public[48:]))))
    except ValueError:
        return False
    if is_inf(point) or is_inf(key) or not subgroup_check(point) or not subgroup_check(key):
        return False
    hashed = hash_to_G1(message, DST, sha256)  # type: ignore[arg-type]  # it calls what it annotates as the result
    both = pairing(G2, point, final_exponentiate=False) * pairing(key, neg(hashed), final_exponentiate=False)
    return bool(final_exponentiate(both) == FQ12.one())


def _generator() -> "pyblst.BlstP2Element":
    high, low = compress_G2(G2)
    return pyblst.BlstP2Element.uncompress(high.to_bytes(48) + low.to_bytes(48))
