"""The order of a lobby: who came before the freeze is ordered by a draw of weight 1, without officials.

The rules are published with the release and name the hours and a commitment; the frozen list's root is fixed before the
line is known that is drawn. Whoever has rules, labels and line computes the same order.

    secret     known to the operator alone, until it is told: level C. Its digest is in the rules
    line       the beacon's round where it could be had in time (level L), else `committed:<secret>`
    order      ascending by key(PRK, label), PRK from the IKM of rules, root and line with an empty salt
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from evenhand.core.draw import canonical, keys, leaves, tree
from evenhand.core.draw.notation import digest

FREEZES_BEFORE = timedelta(seconds=120)
DRAWN_BEFORE = timedelta(seconds=30)
"""Before the hour: the list is closed, and the line is fixed. The opening waits for neither."""


def rules(*, city: str, campaign: str, release: str, opens: datetime, quota: int, secret: bytes) -> bytes:
    """The rules of one lobby as canonical JSON. The draw's id is the release's."""
    opens_s = int(opens.timestamp())
    return canonical.write(
        {
            "v": 1,
            "kind": "lobby",
            "draw_id": release,
            "city": city,
            "campaign": campaign,
            "freezes": opens_s - int(FREEZES_BEFORE.total_seconds()),
            "opens": opens_s,
            "quota": quota,
            "weight": 1,
            "committed": keys.lobby_commitment(release, secret).hex(),
        }
    )


def root(labels: Iterable[bytes]) -> bytes:
    """The root of the frozen list: a leaf for each label, in the order of arrival."""
    return tree.root([tree.leaf_hash(leaves.Leaf(label=label).pack()) for label in labels])


def order(rules: bytes, root: bytes, line: str, labels: Sequence[bytes]) -> list[bytes]:
    """Labels as they are served, first to be served first."""
    prk = keys.extract(keys.salt({}), keys.ikm(digest(rules), root, line))
    return [label for _, label in keys.order(prk, ((label, 1) for label in labels))]


def told_secret(line: str, release: str, rules: bytes) -> bool:
    """Whether a `committed:` line tells the secret that the rules had committed to."""
    kind, _, secret = line.partition(":")
    committed = canonical.read(rules)["committed"]
    return kind == "committed" and keys.lobby_commitment(release, bytes.fromhex(secret)).hex() == committed


def faults(published: Mapping[str, Any]) -> list[str]:
    """What is wrong with a published line, computed anew: `rules`, `root`, `line`, `labels` by arrival with `position`.

    Empty: rules, list and order agree. ValueError, KeyError: it is no published line.
    """
    rules_, line = published["rules"].encode(), published["line"]
    labels = [bytes.fromhex(each["label"]) for each in published["labels"]]
    root_ = root(labels)
    said = [bytes.fromhex(each["label"]) for each in sorted(published["labels"], key=lambda each: each["position"])]
    found = {
        "the line tells another secret than the rules committed to": not told_secret(
            line, canonical.read(rules_)["draw_id"], rules_
        ),
        "the list is not the one that was frozen": root_.hex() != published["root"],
        "the order is not the one that rules, list and line give": order(rules_, root_, line, labels) != said,
    }
    return [words for words, broken in found.items() if broken]
