"""Rules between keys: what two values must be to each other. One table says which rules are asked of which part."""

from collections.abc import Iterable, Iterator

from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.faults import PolicyFault
from evenhand.core.policy.rules import parts, places, shares
from evenhand.core.policy.rules.around import Around

RULES = parts.RULES + places.RULES + shares.RULES


def check(built: Iterable[tuple[str, object]]) -> Iterator[PolicyFault]:
    """Every broken rule, among the parts that could be read."""
    built = list(built)
    around = Around.of(part for _, part in built)
    for key, part in built:
        for kind, rule in RULES:
            if isinstance(part, kind):
                for name, value, words in rule(part, around):
                    yield PolicyFault(".".join(filter(None, (key, name))), policy_json(value), words)
