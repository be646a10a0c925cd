"""The freeze record: everything that is fixed before anybody can know the seed, as canonical JSON.

Its digest goes into the final head, and that head to three places or more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from evenhand.core.draw import canonical, officials
from evenhand.core.draw.leaves import Leaf
from evenhand.core.draw.notation import digest
from evenhand.core.draw.rules import Rules

SMALLEST_CELL = 10
TOGETHER = "together"
"""What districts that are too small to be told apart are called."""


def record(
    rules: Rules,
    size: int,
    root: bytes,
    roster: Iterable[Leaf],
    commitments: Sequence[officials.Commitment],
    districts: Mapping[str, int],
) -> bytes:
    """The record's bytes. `districts`: how many entries that count come from each; the log itself does not know.

    Flawed: COMMIT_INVALID, SIGNATURE_INVALID.
    """
    officials.check_all(commitments, rules)
    entries = list(roster)
    return canonical.write(
        {
            "rules": rules.digest.hex(),
            "size": size,
            "root": root.hex(),
            "entrants": len(entries),
            "districts": [[name, count] for name, count in sorted(districts.items())],
            **counts(rules, entries),
            "commitments": [each.told() for each in commitments],
        }
    )


def counts(rules: Rules, roster: Iterable[Leaf]) -> dict[str, list[list[object]]]:
    """What the log itself tells of those who entered: how many in each class, with each weight."""
    entries = list(roster)
    classes = Counter(index for leaf in entries for index in leaf.categories)
    tickets = Counter(leaf.weight[0] for leaf in entries)
    terms = rules.terms
    return {
        "categories": [[terms.categories[index].code, classes[index]] for index in sorted(rules.classes)],
        "weights": [[weight, tickets[weight]] for weight in sorted(tickets)],
    }


def told_together(districts: Mapping[str, int]) -> dict[str, int]:
    """Counts by district that name nobody: those below ten are one together, with the next larger where that is small.

    Nothing, where even all together are fewer than ten.
    """
    rows = sorted(districts.items(), key=lambda row: (row[1], row[0]))
    small = 0
    while rows and (0 < rows[0][1] < SMALLEST_CELL or 0 < small < SMALLEST_CELL):
        small += rows.pop(0)[1]
    if 0 < small < SMALLEST_CELL:
        return {}
    return dict(rows) | ({TOGETHER: small} if small else {})


def record_digest(raw: bytes) -> bytes:
    """What the final head says of the record."""
    return digest(raw)


def small_cells(raw: bytes) -> list[str]:
    """The counts so small that they could name somebody: then leaves and rows go to auditors, not to everybody."""
    told = canonical.read(raw, "freeze")
    cells = [(f"{kind}.{name}", count) for kind in ("districts", "categories", "weights") for name, count in told[kind]]
    return [cell for cell, count in cells if 0 < count < SMALLEST_CELL]
