#!/usr/bin/env python3
"""Check a draw from its published bundle: one file, offline, with nothing but Python 3.10 or newer.

    python3 evenhand_verify.py BUNDLE                   a folder or a .zip, as the city published it
        --entry FILE      also check one entrant's paper (leaf, row and their proofs)
        --receipt FILE    also check that a signed receipt was kept
        --head FILE       also check that a head seen elsewhere is of this log
        --code CODE       look up an entry by the code on a slip of paper
        --seen HEX        a digest of the final head or the seal that you have read yourself at a place of your trust
        --place NAME=KEY  the public key (hex) of a mirror you trust
        --json            the findings as one line of JSON

Exit code 0: verified. 1: something does not match. 2: the input is damaged or unknown. 3: what could be checked is
valid, but the beacon or the anchors were not checked, a fallback applied, the draw ended void, or it is below level A.

With the package py_ecc the beacon's signature is checked too (pip install py_ecc). Nothing here comes from the system
that held the draw: this file reads the published rules of the protocol anew, from SHA-256 and Ed25519 upward.
"""

import argparse
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
from collections import Counter
from functools import cache
from heapq import nsmallest
from math import comb
from pathlib import Path

try:
    from py_ecc.bls.g2_primitives import subgroup_check
    from py_ecc.bls.hash_to_curve import hash_to_G1
    from py_ecc.bls.point_compression import decompress_G1, decompress_G2
    from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, is_inf, neg, pairing
except ImportError:
    pairing = None

VERIFIED, MISMATCH, BAD_INPUT, LIMITED = 0, 1, 2, 3
EVERY_FILE = {
    "rules.json", "leaves.bin", "heads.json", "freeze.json", "seal.json", "anchors.json", "beacon.json", "manual.json",
    "ikm.txt", "rows.bin", "result.json", "voids.json", "alternates.json", "audit.json", "auditors.json",
}  # fmt: skip
WITHHELD = {"leaves.bin", "rows.bin"}
DAY = 86_400


class Mismatch(Exception):
    """Something published contradicts something else that is published."""


class BadInput(Exception):
    """The input is damaged, incomplete or of a kind this file does not know."""


def must(holds, words):
    """Mismatch, unless it holds."""
    if not holds:
        raise Mismatch(words)


def well(holds, words):
    """Bad input, unless it holds."""
    if not holds:
        raise BadInput(words)


# ---------------------------------------------------------------- bytes


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def be64(number):
    return number.to_bytes(8, "big")


def unhex(text, size=None):
    well(isinstance(text, str) and re.fullmatch(r"([0-9a-f]{2})*", text), "hex must be lower case and whole")
    well(size is None or len(text) == 2 * size, f"expected {size} bytes of hex")
    return bytes.fromhex(text)


def whole(number, least=0):
    """A whole number, and no truth value posing as one."""
    well(type(number) is int and number >= least, f"expected a whole number from {least}")
    return number


def read_json(raw, name):
    """Canonical JSON (RFC 8785) of whole numbers: there is one spelling, and every other one is refused."""
    try:
        value = json.loads(raw.decode("utf-8"))
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        well(text.encode("utf-8") == raw, f"{name} is not canonical JSON")
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not JSON") from None
    check_plain(value, name)
    return value


def check_plain(value, name):
    if isinstance(value, dict):
        well(all(re.fullmatch(r"[A-Za-z0-9_]{1,40}", key) for key in value), f"{name} has a strange key")
        for each in value.values():
            check_plain(each, name)
    elif isinstance(value, list):
        for each in value:
            check_plain(each, name)
    elif isinstance(value, (int, float)):
        well(isinstance(value, int) and abs(value) < 2**53, f"{name} has a number that is not whole or too large")


# ---------------------------------------------------------------- Ed25519 (RFC 8032), strict

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (not x and sign):
        return None
    return P - x if x & 1 != sign else x


def decode_point(raw):
    """The point of 32 bytes; None, for any spelling but the canonical one."""
    number = int.from_bytes(raw, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recover_x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@cache
def signature_holds(public, signature, text):
    """Whether the signature is that of the text: S below the order, canonical points, S·B − k·A spelled like R."""
    key = decode_point(public) if len(public) == 32 and len(signature) == 64 else None
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % ORDER
    minus = (P - key[0], key[1], key[2], P - key[3])
    x, y, z, _ = add(multiply(s, BASE), multiply(k, minus))
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def must_sign(key, signature, text, what):
    must(signature_holds(key, unhex(signature, 64), text), f"{what}: the signature is false")


# ---------------------------------------------------------------- trees (RFC 6962, 9162)


def leaf_hash(raw):
    return hashlib.sha256(b"\0" + raw).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def roots_at(raws, sizes):
    """The root of the first n leaves, for each n of `sizes`, in one pass over the right edge of the tree."""
    wanted, found, peaks = set(sizes), {}, []
    if 0 in wanted:
        found[0] = sha()
    for size, raw in enumerate(raws, 1):
        peaks.append(leaf_hash(raw))
        for _ in range((size & -size).bit_length() - 1):
            right = peaks.pop()
            peaks.append(node(peaks.pop(), right))
        if size in wanted:
            root = peaks[-1]
            for left in reversed(peaks[:-1]):
                root = node(left, root)
            found[size] = root
    return found


def root_of(raws):
    return roots_at(raws, [len(raws)])[len(raws)]


def climb(place, last, found, proof):
    """One path of a proof up to the root; what the left siblings alone make is the older root."""
    older = found
    for step in proof:
        must(last > 0, "a proof is too long")
        if place & 1 or place == last:
            found, older = node(step, found), node(step, older)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, step)
        place, last = place >> 1, last >> 1
    must(last == 0, "a proof is too short")
    return older, found


def check_inclusion(hashed, index, size, proof, root, what):
    must(0 <= index < size, f"{what} lies outside of the tree")
    must(climb(index, size - 1, hashed, proof)[1] == root, f"{what}: the proof does not lead to the root")


def check_consistency(before, size, old, new, proof):
    if before == size:
        must(old == new and not proof, "two heads of one size have different roots")
        return
    must(0 < before < size, "a log has shrunk")
    steps = list(proof) if before & (before - 1) else [old, *proof]
    must(steps, "a consistency proof is empty")
    place, last = before - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    must(climb(place, last, steps[0], steps[1:]) == (old, new), "a head's log is not the beginning of the next one's")


# ---------------------------------------------------------------- the beacon

DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SCHEME = "bls-unchained-g1-rfc9380"


def chain_hash(chain):
    return sha(
        chain["period"].to_bytes(4, "big"),
        be64(chain["genesis_time"]),
        unhex(chain["public_key"], 96),
        unhex(chain["groupHash"], 32),
        chain["beaconID"].encode(),
    )


def check_round(drand):
    chain = drand["chain"]
    well(chain["schemeID"] == SCHEME, "the beacon's scheme is unknown")
    must(chain_hash(chain).hex() == chain["hash"], "the chain's hash is not that of its parameters")
    must((drand["t"] - chain["genesis_time"]) // chain["period"] + 1 == drand["round"], "round and hour disagree")


def time_of(drand):
    return drand["chain"]["genesis_time"] + (drand["round"] - 1) * drand["chain"]["period"]


@cache
def beacon_holds(public, number, signature):
    """Whether this is the round's signature (BLS12-381, signature on G1). None: py_ecc is not installed."""
    if signature[0] & 0x40 or public[0] & 0x40:
        return False
    if pairing is None:
        return None
    try:
        point = decompress_G1(int.from_bytes(signature, "big"))
        key = decompress_G2((int.from_bytes(public[:48], "big"), int.from_bytes(public[48:], "big")))
    except ValueError:
        return False
    if is_inf(point) or is_inf(key) or not subgroup_check(point) or not subgroup_check(key):
        return False
    hashed = hash_to_G1(sha(be64(number)), DST, hashlib.sha256)
    both = pairing(G2, point, final_exponentiate=False) * pairing(key, neg(hashed), final_exponentiate=False)
    return final_exponentiate(both) == FQ12.one()


# ---------------------------------------------------------------- keys


def hmac_with(key):
    """HMAC-SHA256 under one key, its two pads hashed once."""
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key.ljust(64, b"\0")))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key.ljust(64, b"\0")))

    def hmac(text):
        first, second = inner.copy(), outer.copy()
        first.update(text)
        second.update(first.digest())
        return second.digest()

    return hmac


def key_of(hmac, label, tickets):
    """The least of the label's tickets: T(l,0) = HKDF-Expand(PRK, l), T(l,j) = HKDF-Expand(PRK, l # j)."""
    first = hmac(label + b"\1")
    if tickets == 1:
        return first
    return min(first, *(hmac(b"%b#%d\1" % (label, index)) for index in range(1, tickets)))


# ---------------------------------------------------------------- leaves and rows

LEAF = struct.Struct(">4sB16sII16s32sB")
ROW = struct.Struct(">4sQ16s32sBBI")
NO_TAG = bytes(16)
NONE, WINNER, ALTERNATE, CAPPED = range(4)


def split_leaves(raw):
    """The leaves one after the other: each tells in its last fixed byte how many categories follow."""
    found, at = [], 0
    while at < len(raw):
        well(at + LEAF.size <= len(raw), "the last leaf is cut off")
        end = at + LEAF.size + raw[at + LEAF.size - 1]
        well(end <= len(raw), "the last leaf is cut off")
        found.append(raw[at:end])
        at = end
    return found


def roster_of(raws, rules):
    """The entries that count: each label's last leaf, unless it withdraws. Label: (tickets, household, categories)."""
    most = rules["weights"]["max"]
    classes = {i for i, category in enumerate(rules["categories"]) if category["who"] != "all"}
    counted = {}
    for raw in raws:
        magic, kind, label, num, den, household, _, _ = LEAF.unpack_from(raw)
        listed = raw[LEAF.size :]
        well(magic == b"EHL1" and kind in (1, 2), "a leaf is of no known kind")
        counted.pop(label, None)
        if kind == 2:
            well(not any(raw[21:]), "a withdrawal has zeros after the label")
            continue
        well(den == 1 and 1 <= num <= most, "a leaf has a weight that the rules do not give")
        well(list(listed) == sorted(set(listed)) and classes.issuperset(listed), "a leaf lists wrong categories")
        counted[label] = (num, household, listed)
    if rules["household"]["mode"] == "joint":
        tags = [entry[1] for entry in counted.values() if entry[1] != NO_TAG]
        must(len(tags) == len(set(tags)), "a household that enters jointly has two entries")
    return counted


def allocate(order, roster, rules):
    """Everybody's (outcome, category, position), each category's size, and its cut-off."""
    categories, cap = rules["categories"], rules["household"]["cap"]
    size = {category["code"]: category["winners"] for category in categories}
    placed, won, cutoffs = {}, Counter(), []
    for index, category in enumerate(categories):
        count, last = 0, bytes(32)
        for key, label in order:
            if count == size[category["code"]]:
                break
            _, household, listed = roster[label]
            if placed.get(label, (NONE,))[0] == WINNER or not (category["who"] == "all" or index in listed):
                continue
            if household != NO_TAG and won[household] >= cap:
                placed[label] = (CAPPED, 0xFF, 0)
                continue
            count, last = count + 1, key
            won[household] += 1
            placed[label] = (WINNER, index, count)
        left = size[category["code"]] - count
        if left and category["unused"] != "hold":
            size[category["unused"]] += left
        cutoffs.append(b"\xff" * 32 if left else last)
    line_up(order, roster, rules, placed, won)
    return placed, size, cutoffs


def may_win(rules, listed, index):
    return rules["categories"][index]["who"] == "all" or index in listed


def line_up(order, roster, rules, placed, won):
    """The alternates: next in the order, eligible for something, within the household's cap."""
    standing = 0
    for _, label in order:
        if standing == rules["alternates"]["count"]:
            return
        _, household, listed = roster[label]
        crowded = household != NO_TAG and won[household] >= rules["household"]["cap"]
        eligible = any(may_win(rules, listed, index) for index in range(len(rules["categories"])))
        if label not in placed and eligible and not crowded:
            standing += 1
            won[household] += 1
            placed[label] = (ALTERNATE, 0xFF, standing)


# ---------------------------------------------------------------- one draw


class Draw:
    """A bundle and what has been found out about it. Each check is one method; together they are `checks`."""

    def __init__(self, files, seen=(), places=None):
        well(files.keys() >= EVERY_FILE - WITHHELD and "manifest.json" in files, "the bundle lacks files")
        withheld = WITHHELD - files.keys()
        well(withheld in (set(), WITHHELD), "the bundle lacks leaves or rows")
        self.files, self.seen, self.places = files, set(seen), places or {}
        self.open = not withheld
        self.told, self.limits = [], []
        self.rules = self.json("rules.json")
        self.digest = sha(files["rules.json"])
        self.log_key = unhex(self.rules["log_key"], 32)
        self.heads = self.json("heads.json")
        self.attempt = 0

    def json(self, name):
        return read_json(self.files[name], name)

    def say(self, words):
        self.told.append(words)

    def limit(self, words):
        self.limits.append(words)

    def checks(self):
        for check in (
            self.check_manifest, self.check_rules, self.check_voids, self.check_log, self.check_freeze, self.check_seal,
            self.check_anchors, self.check_beacon, self.check_manual, self.check_ikm, self.check_rows,
            self.check_result, self.check_alternates, self.check_audit, self.check_auditors,
        ):  # fmt: skip
            check()

    # -------- what was published, and under which rules

    def check_manifest(self):
        told = self.json("manifest.json")
        manifest = told["manifest"]
        well(set(told) == {"manifest", "signature"}, "the manifest has unknown fields")
        well(set(manifest) == {"v", "draw_id", "files"} and manifest["v"] == 1, "the bundle's version is unknown")
        found = sorted([name, len(raw), sha(raw).hex()] for name, raw in self.files.items() if name != "manifest.json")
        must(manifest["files"] == found, "the files are not those in the manifest")
        must(manifest["draw_id"] == self.rules["draw_id"], "the manifest is of another draw")
        must_sign(self.log_key, told["signature"], b"evenhand/bundle/1\0" + sha(canonical(manifest)), "manifest")
        self.say(f"{len(found)} files are those that the city listed and signed")

    def check_rules(self):
        rules = self.rules
        well(type(rules["v"]) is int and rules["v"] == 1, "the version of the rules is unknown")
        well(rules["level"] in ("A", "B", "L", "C"), "the level is unknown")
        well(rules["weights"]["algorithm"] == "tickets", "the algorithm of weights is unknown")
        well(1 <= whole(rules["weights"]["max"]) <= 64, "more tickets than keys are made for")
        well([each["index"] for each in rules["officials"]] == list(range(len(rules["officials"]))), "officials")
        self.lobby = rules["level"] in ("L", "C")
        must(self.lobby == (rules["reveal_closes"] is None), "level and reveals disagree")
        must(self.lobby or len({each["key"] for each in rules["officials"]}) >= 2, "fewer than two officials")
        must((rules["sources"]["drand"] is not None) == (rules["level"] in ("A", "L")), "level and beacon disagree")
        self.check_sources()
        self.check_places()
        if rules["level"] != "A":
            self.limit(f"the draw is of level {rules['level']}")
        self.say(f"rules {self.digest.hex()} are canonical and agree with themselves")

    def check_sources(self):
        sources = self.rules["sources"]
        for drand in [sources["drand"], *self.rules["fallbacks"]]:
            if drand is not None:
                check_round(drand)
        space = 1
        for part in [part for source in sources["manual"] for part in source["parts"]]:
            n, k = whole(part["n"], 1), whole(part["k"], 1)
            space *= comb(n, k) if part["kind"] == "set" else n**k
        must(self.rules["level"] != "B" or space.bit_length() > 64, "the sources bring fewer than 64 bits")

    def check_places(self):
        codes = [category["code"] for category in self.rules["categories"]]
        well(len(set(codes)) == len(codes) and 0 < len(codes) < 256, "categories")
        for index, category in enumerate(self.rules["categories"]):
            well(category["unused"] in ["hold", *codes[index + 1 :]], "a category's rest goes nowhere")
            whole(category["winners"])
        whole(self.rules["alternates"]["count"])
        whole(self.rules["household"]["cap"], 1)

    def check_voids(self):
        voids = self.json("voids.json")
        for attempt, each in enumerate(voids):
            told, signatures = each["void"], each["signatures"]
            well(set(told) == {"rules", "attempt", "reason", "unix_s"}, "a void has unknown fields")
            reasons = ("anchor_missing", "roster_error", "court_order", "key_compromise")
            well(told["reason"] in reasons, "a void has an unknown reason")
            must((told["rules"], told["attempt"]) == (self.digest.hex(), attempt), "a void is of another attempt")
            must(len({index for index, _ in signatures}) >= 2, "a void needs two officials")
            for index, signature in signatures:
                must_sign(self.official(index), signature, b"evenhand/void/1\0" + sha(canonical(told)), "void")
            self.say(f"attempt {attempt} was declared void: {told['reason']}")
            if told["reason"] == "roster_error":
                must(attempt == len(voids) - 1, "a draw with a wrong roster was held again")
                self.limit("the draw ended void (roster_error): its result counts for nobody")
            else:
                self.attempt += 1

    def official(self, index):
        must(0 <= whole(index) < len(self.rules["officials"]), "there is no such official")
        return unhex(self.rules["officials"][index]["key"], 32)

    # -------- the hour at which chance appeared

    @property
    def awaited(self):
        """The beacon's round: the first, or a fallback, a day later for each void."""
        fallback = (self.json("beacon.json") or {}).get("fallback", -1)
        sources = self.rules["sources"]
        drand = sources["drand"] if fallback == -1 else self.rules["fallbacks"][whole(fallback)]
        return self.later(drand)

    def later(self, drand):
        step = -(-DAY // drand["chain"]["period"]) * self.attempt
        return {"round": drand["round"] + step, "chain": drand["chain"]}

    @property
    def first_hour(self):
        """When the first attempt's chance was due: everything that was promised must be older."""
        sources = self.rules["sources"]
        return sources["t"] if sources["drand"] is None else time_of(sources["drand"])

    # -------- the log

    def check_log(self):
        well(self.heads, "there is no head")
        before = None
        for head in self.heads:
            self.check_head(head)
            if before is not None:
                must(before["unix_ms"] < head["unix_ms"], "heads do not ascend in time")
                must(not any(unhex(before["record"])), "something follows the final head")
            if before is not None and before["size"]:
                proof = [unhex(step, 32) for step in head["proof"]]
                old, new = unhex(before["root"], 32), unhex(head["root"], 32)
                check_consistency(before["size"], head["size"], old, new, proof)
            else:
                must(head["proof"] == [], "a proof from nothing proves nothing")
            before = head
        if self.open:
            self.check_leaves()
        self.say(f"{len(self.heads)} signed heads: the log only ever grew")

    def check_head(self, head):
        well(set(head) == {"size", "root", "unix_ms", "record", "signature", "proof"}, "a head has unknown fields")
        must_sign(self.log_key, head["signature"], self.head_text(head), "head")

    def head_text(self, head):
        size, at = be64(whole(head["size"])), be64(whole(head["unix_ms"]))
        return b"evenhand/head/1\0" + self.digest + size + unhex(head["root"], 32) + at + unhex(head["record"], 32)

    def check_leaves(self):
        self.leaves = split_leaves(self.files["leaves.bin"])
        must(len(self.leaves) == self.heads[-1]["size"], "the list is not as long as the final head says")
        roots = roots_at(self.leaves, [head["size"] for head in self.heads])
        for head in self.heads:
            must(roots.get(head["size"]) == unhex(head["root"]), "a head's root is not that of the list")
        self.roster = roster_of(self.leaves, self.rules)
        self.say(f"{len(self.leaves)} leaves make the root; {len(self.roster)} entries count")

    def check_freeze(self):
        told, final = self.json("freeze.json"), self.heads[-1]
        fields = {"rules", "size", "root", "entrants", "districts", "categories", "weights", "commitments"}
        well(set(told) == fields, "the freeze record has unknown fields")
        must(sha(self.files["freeze.json"]).hex() == final["record"], "the final head is not of this freeze record")
        must(told["rules"] == self.digest.hex(), "the freeze record is of another draw")
        must((told["size"], told["root"]) == (final["size"], final["root"]), "freeze record and final head disagree")
        ahead = 30 if self.lobby else 30 * 60
        must(final["unix_ms"] <= (self.first_hour - ahead) * 1000, "the list was frozen too late")
        must(final["unix_ms"] >= self.rules["entry_closes"] * 1000, "the list was frozen before entry closed")
        if self.open:
            self.check_counts(told)
        self.commitments = {each["index"]: unhex(each["commit"], 32) for each in told["commitments"]}
        must([each["index"] for each in told["commitments"]] == list(range(len(self.rules["officials"]))),
             "not every official committed")  # fmt: skip
        for each in told["commitments"]:
            text = b"evenhand/commitment/1\0" + self.digest + bytes([each["index"]]) + unhex(each["commit"], 32)
            must_sign(self.official(each["index"]), each["signature"], text, "commitment")
        self.entrants = told["entrants"]
        self.say(f"frozen in time, with {len(self.commitments)} officials' commitments")

    def check_counts(self, told):
        entries = self.roster.values()
        must(told["entrants"] == len(entries), "the freeze record counts other entrants")
        tickets = Counter(num for num, _, _ in entries)
        must(told["weights"] == [[w, tickets[w]] for w in sorted(tickets)], "the freeze record counts other weights")
        classes = Counter(index for _, _, listed in entries for index in listed)
        named = [[c["code"], classes[i]] for i, c in enumerate(self.rules["categories"]) if c["who"] != "all"]
        must(told["categories"] == named, "the freeze record counts other categories")
        districts = sum(whole(count) for _, count in told["districts"])
        must(not told["districts"] or districts == len(entries), "the districts do not add up")

    def check_seal(self):
        self.reveals = {}
        told = self.json("seal.json")
        if self.lobby:
            well(told is None, "a lobby seals nothing")
            return
        closed = told["seal"]
        well(set(closed) == {"rules", "reveals", "dropped", "unix_ms"}, "the seal has unknown fields")
        must_sign(self.log_key, told["signature"],
                  b"evenhand/seal/1\0" + self.digest + sha(canonical(closed)), "seal")  # fmt: skip
        must(closed["rules"] == self.digest.hex(), "the seal is of another draw")
        must(whole(closed["unix_ms"]) < self.first_hour * 1000, "the seal is not older than the round")
        for each in closed["reveals"]:
            index, value = each["index"], unhex(each["v"], 32)
            must(index not in self.reveals, "an official revealed twice")
            tail = self.digest + bytes([whole(index)]) + value
            must(sha(b"evenhand/commit/1\0", tail) == self.commitments.get(index), "a reveal is not what was promised")
            must_sign(self.official(index), each["signature"], b"evenhand/reveal/1\0" + tail, "reveal")
            self.reveals[index] = value
        missing = [each["index"] for each in closed["dropped"]]
        must(sorted([*self.reveals, *missing]) == sorted(self.commitments), "the seal does not name every official")
        if not self.reveals:
            self.limit("no official's value counts: chance rests on the other sources alone")
        self.seal_digest = sha(canonical(closed), unhex(told["signature"], 64))
        self.say(f"{len(self.reveals)} reveals are what was promised, {len(missing)} dropped")

    def check_anchors(self):
        final = self.heads[-1]
        wanted = {"head": sha(self.head_text(final), unhex(final["signature"]))}
        if not self.lobby:
            wanted["seal"] = self.seal_digest
        anchors = self.json("anchors.json")
        for each in anchors:
            well(set(each) == {"of", "place", "kind", "unix_s", "digest", "proof"}, "an anchor has unknown fields")
            must(wanted.get(each["of"]) == unhex(each["digest"], 32), "an anchor is of something else")
            must(whole(each["unix_s"]) < self.first_hour, "an anchor is not older than the round")
        for of, digest in wanted.items():
            places = {each["place"] for each in anchors if each["of"] == of}
            least = {"head": 3, "seal": 2}[of]
            must(self.lobby or len(places) >= least, f"the {of} stood in fewer than {least} places")
            self.trust(of, digest, [each for each in anchors if each["of"] == of])

    def trust(self, of, digest, anchors):
        """Whether somebody other than the city vouches for it: you, who saw it, or a mirror whose key you brought."""
        checked = digest.hex() in self.seen
        for each in anchors:
            key = self.places.get(each["place"])
            if key is not None:
                text = b"evenhand/anchor/1\0" + digest + be64(each["unix_s"])
                must_sign(key, each["proof"], text, f"anchor at {each['place']}")
                checked = True
        if checked:
            self.say(f"the {of} {digest.hex()} is what was seen elsewhere")
        else:
            self.limit(f"whether the {of} {digest.hex()} stood elsewhere was not checked (--seen, --place)")

    # -------- chance

    def check_beacon(self):
        told = self.json("beacon.json")
        self.line = None
        if self.rules["sources"]["drand"] is None and self.rules["level"] == "B":
            well(told is None, "there is no beacon in these rules")
        elif "secret" in told:
            self.check_secret(told)
        else:
            self.check_signature(told)

    def check_secret(self, told):
        well(set(told) == {"secret"} and self.lobby, "a promise stands for the round in a lobby only")
        text = b"evenhand/lobby/1\0" + self.rules["draw_id"].encode() + b"\0" + unhex(told["secret"])
        must(sha(text).hex() == self.rules["sources"]["committed"], "the secret is not what the rules promised")
        self.line = f"committed:{told['secret']}"
        self.limit("the round was missing; the order rests on a secret that the operator knew (level C)")

    def check_signature(self, told):
        well(set(told) == {"signature", "fallback", "silence"}, "the beacon's answer has unknown fields")
        drand, signature = self.awaited, unhex(told["signature"], 48)
        if told["fallback"] != -1:
            self.check_silence(told)
        else:
            must(told["silence"] == [], "relays were silent, and no fallback applied")
        holds = beacon_holds(unhex(drand["chain"]["public_key"], 96), drand["round"], signature)
        must(holds is not False, f"the signature is not that of round {drand['round']}")
        if holds is None:
            self.limit("the beacon's signature was not checked: py_ecc is not installed")
        else:
            self.say(f"round {drand['round']} of the beacon is genuine")
        self.line = f"drand:{drand['chain']['hash']}:{drand['round']}:{told['signature']}"

    def check_silence(self, told):
        due = time_of(self.later(([self.rules["sources"]["drand"], *self.rules["fallbacks"]])[told["fallback"]])) + DAY
        silent = {each["relay"] for each in told["silence"] if whole(each["unix_s"]) >= due}
        must(len(silent & set(self.rules["relays"])) >= 2, "a fallback needs two relays that had no round for a day")
        self.limit(f"fallback {told['fallback']} applied")

    def check_manual(self):
        sources = self.rules["sources"]["manual"]
        self.manual = self.json("manual.json")
        must([name for name, _ in self.manual] == [source["id"] for source in sources], "other sources were drawn")
        for source, (name, encoding) in zip(sources, self.manual):  # noqa: B905  # of equal length, as just checked
            parts = encoding.split("/")
            well(len(parts) == len(source["parts"]) + 1 and not parts[-1], f"source {name} is spelled wrongly")
            for part, text in zip(source["parts"], parts):  # noqa: B905  # the last text is empty
                self.check_part(name, part, text)

    def check_part(self, name, part, text):
        well(re.fullmatch(r"((0|[1-9][0-9]*)\.)+", text), f"source {name} is spelled wrongly")
        numbers = [int(number) for number in text.split(".")[:-1]]
        fits = len(numbers) == part["k"] and all(1 <= number <= part["n"] for number in numbers)
        must(fits, f"source {name} has numbers that the rules do not know")
        must(part["kind"] == "sequence" or numbers == sorted(set(numbers)), f"source {name} is no ascending set")

    def check_ikm(self):
        lines = ["evenhand-draw-1", f"rules:{self.digest.hex()}", f"root:{self.heads[-1]['root']}"]
        lines += [] if self.line is None else [self.line]
        lines += [f"manual:{name}:{encoding}" for name, encoding in self.manual]
        self.ikm = "".join(line + "\n" for line in lines).encode("ascii")
        must(self.files["ikm.txt"] == self.ikm, "what was drawn is not what was hashed")
        told = [bytes([index]) + value for index, value in sorted(self.reveals.items())]
        self.salt = sha(b"evenhand/officials/1\0", *told)
        self.prk = hmac_with(self.salt)(self.ikm)

    # -------- the result

    def check_rows(self):
        if not self.open:
            return
        hmac = hmac_with(self.prk)
        order = sorted((key_of(hmac, label, entry[0]), label) for label, entry in self.roster.items())
        self.placed, self.sizes, self.cutoffs = allocate(order, self.roster, self.rules)
        nowhere, pack = (NONE, 0xFF, 0), ROW.pack
        self.rows = [
            pack(b"EHR1", rank, label, key, *self.placed.get(label, nowhere))
            for rank, (key, label) in enumerate(order, 1)
        ]
        must(b"".join(self.rows) == self.files["rows.bin"], "the rows are not those that the draw makes")
        self.say(f"{len(self.rows)} rows recomputed: the same bytes")

    def check_result(self):
        told = self.json("result.json")
        fields = {"entrants", "salt", "result_root", "categories", "histogram", "signature"}
        well(set(told) == fields, "the result has unknown fields")
        must(told["salt"] == self.salt.hex(), "the salt is not that of the reveals")
        must(told["entrants"] == self.entrants, "result and freeze record count differently")
        root = unhex(told["result_root"], 32)
        text = b"evenhand/result/1\0" + self.digest + unhex(self.heads[-1]["root"]) + sha(self.ikm) + self.salt
        self.text = text + be64(whole(told["entrants"])) + root
        must_sign(self.log_key, told["signature"], self.text, "result")
        self.result_root, self.result = root, told
        if self.open:
            must(root_of(self.rows) == root, "the result's root is not that of the rows")
            must(told["categories"] == self.shares(), "sizes or cut-offs are not those of the draw")
            must(told["histogram"] == self.histogram(), "the histogram is not that of the draw")
        self.say("the result is signed")

    def shares(self):
        codes = [category["code"] for category in self.rules["categories"]]
        cut = zip(codes, self.cutoffs)  # noqa: B905  # one cut-off for each category
        return [{"code": code, "size": self.sizes[code], "cutoff": cutoff.hex()} for code, cutoff in cut]

    def histogram(self):
        entered = Counter(entry[0] for entry in self.roster.values())
        won = Counter(self.roster[label][0] for label, place in self.placed.items() if place[0] == WINNER)
        return [[tickets, entered[tickets], won[tickets]] for tickets in sorted(entered)]

    def check_alternates(self):
        """Each alternate who was asked was the first in line who could have the place."""
        asked = self.json("alternates.json")
        codes = [category["code"] for category in self.rules["categories"]]
        for each in asked:
            well(set(each) == {"unix_s", "category", "label", "reason"}, "the alternates' log has unknown fields")
            well(each["category"] in codes, "an alternate was asked for an unknown category")
        if not self.open:
            return
        places = {label: place[2] for label, place in self.placed.items() if place[0] == ALTERNATE}
        line = sorted(places, key=places.get)
        for each in asked:
            index = codes.index(each["category"])
            first = next((label for label in line if may_win(self.rules, self.roster[label][2], index)), None)
            must(first is not None and first.hex() == each["label"], "an alternate was asked out of turn")
            line.remove(first)
        self.say(f"{len(asked)} alternates were asked in turn")

    def check_audit(self):
        told = self.json("audit.json")
        well(set(told) == {"sample", "visited", "confirmed"}, "the audit has unknown fields")
        must(whole(told["confirmed"]) <= whole(told["visited"]) <= len(told["sample"]), "the audit does not add up")
        if self.open:
            hmac = hmac_with(self.prk)
            won = (label for label, place in self.placed.items() if place[0] == WINNER)
            picked = nsmallest(59, won, key=lambda label: hmac(b"evenhand/audit/1\0" + label + b"\1"))
            must(told["sample"] == [label.hex() for label in picked], "the audit's sample is not the draw's choice")

    def check_auditors(self):
        told = self.json("auditors.json")
        auditors = self.rules["auditors"]
        for index, signature in told:
            must(0 <= whole(index) < len(auditors), "there is no such auditor")
            key = unhex(auditors[index]["key"], 32)
            must_sign(key, signature, b"evenhand/auditor/1\0" + sha(self.text), "auditor")
        if not self.open:
            must(len({index for index, _ in told}) >= 2, "leaves are withheld, and fewer than two auditors signed")
            names = ", ".join(auditors[index]["name"] for index, _ in told)
            self.limit(f"leaves and rows are not public; they were recomputed by {names}")

    # -------- one entrant

    def check_entry(self, told):
        """One entrant's paper: the leaf is in the log, the row in the result, and both speak of the same label."""
        leaf, row, final = unhex(told["leaf"]), unhex(told["row"], ROW.size), self.heads[-1]
        path = [unhex(step, 32) for step in told["leaf_proof"]]
        check_inclusion(leaf_hash(leaf), told["seq"], final["size"], path, unhex(final["root"]), "the leaf")
        _, rank, label, key, outcome, category, position = ROW.unpack(row)
        path = [unhex(step, 32) for step in told["row_proof"]]
        check_inclusion(leaf_hash(row), rank - 1, self.entrants, path, self.result_root, "the row")
        _, kind, same, num, den, _, _, _ = LEAF.unpack_from(leaf)
        must(same == label and kind == 1 and den == 1 and 1 <= num <= 64, "leaf and row are not of one entry")
        must(key == key_of(hmac_with(self.prk), label, num), "the key is not that of the label")
        self.tell_row(rank, outcome, category, position)

    def tell_row(self, rank, outcome, category, position):
        words = ["not drawn", "winner", "alternate", "passed over: the household had won what it may"][outcome]
        code = "" if category == 0xFF else f" in {self.rules['categories'][category]['code']}"
        place = f", number {position}" if position else ""
        self.say(f"rank {rank} of {self.entrants}: {words}{code}{place}")

    def check_receipt(self, told):
        """A receipt that the log signed is kept in the log. One that is not convicts the log."""
        hashed = unhex(told["leaf_hash"], 32)
        must(told["rules"] == self.digest.hex(), "the receipt is of another draw")
        text = b"evenhand/receipt/1\0" + self.digest + be64(whole(told["seq"])) + hashed
        must_sign(self.log_key, told["signature"], text + be64(whole(told["unix_ms"])), "receipt")
        well(self.open, "leaves are withheld: check with --entry")
        kept = told["seq"] < len(self.leaves) and leaf_hash(self.leaves[told["seq"]]) == hashed
        must(kept, "EVIDENCE: the log signed this receipt and does not hold the leaf")
        self.say(f"the receipt's leaf stands in the log as number {told['seq']}")

    def check_foreign_head(self, told):
        """A head seen elsewhere is of this log. Two signed heads that cannot both be true convict the log."""
        self.check_head({**told, "proof": []})
        well(self.open, "leaves are withheld")
        root = roots_at(self.leaves, [told["size"]]).get(told["size"])
        must(root == unhex(told["root"]), "EVIDENCE: the log signed this head, and it is not of the published list")
        self.say(f"the head of size {told['size']} is of this log")

    def look_up(self, code):
        """The row behind a code on a slip of paper."""
        well(self.open, "leaves are withheld")
        plain = re.sub(r"[ -]", "", code.upper()).translate(str.maketrans("OIL", "011"))
        found = [raw[5:21] for raw in self.leaves if self.code_of(raw) == plain]
        must(found, "no leaf has this code")
        row = next((raw for raw in self.rows if raw[12:28] == found[0]), None)
        must(row is not None, "the entry was withdrawn")
        _, rank, _, _, outcome, category, position = ROW.unpack(row)
        self.tell_row(rank, outcome, category, position)

    def code_of(self, raw):
        bits = int.from_bytes(sha(b"evenhand/code/1\0", self.digest, leaf_hash(raw))[:8], "big") >> 4
        return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(55, -1, -5))


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# ---------------------------------------------------------------- reading a bundle


def load(path):
    """The files of a folder, or of an archive in the one form in which it is published."""
    path = Path(path)
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
    raw = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise BadInput("neither a folder nor an archive") from None
    well(archived(files) == raw, "the archive is not in the form in which it was published")
    return files


def archived(files):
    whole_archive = io.BytesIO()
    with zipfile.ZipFile(whole_archive, "w") as archive:
        for name, raw in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), raw)
    return whole_archive.getvalue()


STRANGE = (
    KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError, struct.error,
    MemoryError, zipfile.BadZipFile,
)  # fmt: skip
"""What reading something of another shape ends in."""


def verify(files, seen=(), places=None, more=()):
    """Exit code, findings, and what limits them. `more`: further checks, each a function of the draw."""
    draw = None
    try:
        draw = Draw(files, seen, places)
        draw.checks()
        for check in more:
            check(draw)
    except Mismatch as found:
        return MISMATCH, draw.told if draw else [], [str(found)]
    except BadInput as found:
        return BAD_INPUT, draw.told if draw else [], [str(found)]
    except STRANGE as found:
        return BAD_INPUT, [], [f"the bundle is not shaped as it should be: {type(found).__name__} {found}"]
    return (LIMITED if draw.limits else VERIFIED), draw.told, draw.limits


def further(options):
    """The checks that the command line asks for beside the bundle's own."""
    papers = [(options.entry, Draw.check_entry), (options.receipt, Draw.check_receipt)]
    for path, check in [*papers, (options.head, Draw.check_foreign_head)]:
        if path:
            told = read_json(Path(path).read_bytes().strip(), path)
            yield lambda draw, check=check, told=told: check(draw, told)
    if options.code:
        yield lambda draw: draw.look_up(options.code)


def parser():
    told = argparse.ArgumentParser(description="Check a draw from its published bundle.")
    told.add_argument("bundle", help="a folder or a .zip")
    for name in ("entry", "receipt", "head"):
        told.add_argument(f"--{name}", metavar="FILE")
    told.add_argument("--code")
    told.add_argument("--seen", action="append", default=[], metavar="HEX")
    told.add_argument("--place", action="append", default=[], metavar="NAME=KEY")
    told.add_argument("--json", action="store_true")
    return told


def main(arguments=None):
    options = parser().parse_args(arguments)
    try:
        places = {name: unhex(key, 32) for name, _, key in (each.rpartition("=") for each in options.place)}
        code, told, limits = verify(load(options.bundle), options.seen, places, list(further(options)))
    except (BadInput, OSError) as found:
        code, told, limits = BAD_INPUT, [], [str(found)]
    title = ["VERIFIED", "MISMATCH", "BAD INPUT", "VALID, WITH LIMITS"][code]
    if options.json:
        print(json.dumps({"exit": code, "verdict": title, "found": told, "limits": limits}, ensure_ascii=False))
    else:
        print("\n".join([*(f"ok  {words}" for words in told), title, *(f"  - {words}" for words in limits)]))
    return code


if __name__ == "__main__":
    sys.exit(main())
