"""The rule file: RFC 8785 JSON, published before entry opens and never changed. Its digest stands for it everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evenhand.core.draw import agree, canonical
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import digest
from evenhand.core.draw.shape import RuleFile
from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.reading import Reader

VERSION = 1


@dataclass(frozen=True)
class Rules:
    """The rules of a draw: what they say, and the bytes that say it."""

    terms: RuleFile
    raw: bytes

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the bytes: what receipts, heads, records and the IKM call the rules by."""
        return digest(self.raw)

    @cached_property
    def classes(self) -> frozenset[int]:
        """The indexes of the categories that are not for all: those a leaf may list."""
        return frozenset(i for i, category in enumerate(self.terms.categories) if category.who != agree.ALL)

    @property
    def draw_time(self) -> int:
        """The hour at which chance appears, Unix seconds."""
        return agree.draw_time(self.terms)


def parse(raw: bytes) -> Rules:
    """The rules these bytes spell.

    Flawed: NOT_CANONICAL, VERSION_UNKNOWN, RULES_INVALID (field and rule), ROUND_WRONG, SCHEME_UNKNOWN, ENTROPY_SHORT.
    """
    table = canonical.read(raw, "rules")
    if not isinstance(table, dict):
        raise Flawed(Flaw.RULES_INVALID, "rules", "must be an object")
    if type(table.get("v")) is not int or table["v"] != VERSION:
        raise Flawed(Flaw.VERSION_UNKNOWN, "v", f"must be {VERSION}")
    reader = Reader()
    terms = reader.table(RuleFile, table)
    if terms is None or reader.faults:
        raise Flawed(Flaw.RULES_INVALID, reader.faults[0].key, str(reader.faults[0]))
    agree.check(terms)
    return Rules(terms, raw)


def build(table: Mapping[str, object]) -> Rules:
    """The rules that JSON values say. Flawed: as `parse`."""
    return parse(canonical.write(dict(table)))


def write(terms: RuleFile) -> Rules:
    """The rules of typed terms. Flawed: as `parse`."""
    return parse(canonical.write(policy_json(terms)))
