"""What the vocabulary has and this version does not obey yet. It is refused, never ignored.

One row says which values of a key this version obeys; later work deletes rows. A list may hold only such values.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from evenhand.core.policy.canonical import policy_json
from evenhand.core.policy.city import Adapters, ReleasePolicy
from evenhand.core.policy.faults import NOT_YET, PolicyFault
from evenhand.core.policy.sharing import Eligibility, Seed, Timers
from evenhand.core.policy.supply import Handover, Privacy, Surge
from evenhand.core.policy.words import Publication, Sms
from evenhand.core.terms import Mode, Proof, Way

OBEYED: tuple[tuple[type, str, tuple[object, ...]], ...] = (
    (Adapters, "sms", (Sms.CONSOLE,)),
    (Adapters, "identity", (None,)),
    (ReleasePolicy, "eligibility", (Eligibility(),)),
    (ReleasePolicy, "rollover_draws", (0,)),
    (ReleasePolicy, "hardship_units", (0,)),
    (ReleasePolicy, "overbook", (0,)),
    (Seed, "publication", (Publication.FULL,)),
    (Seed, "auditors", ()),
    (Seed, "min_bits", (128,)),
    (ReleasePolicy, "notices", ("all",)),
    (Surge, "jitter", (timedelta(seconds=5),)),
    (Privacy, "small_cell", (10,)),
    (Timers, "hold", (timedelta(minutes=5),)),
    (Handover, "in_person", (True,)),
    (Handover, "proof", (Proof.CODE, Proof.QR, Proof.ID_LAST4)),
)

COLLECTED = (Mode.BALLOT, Mode.EXTERNAL_BALLOT)
"""Modes whose winners are asked how they want to get their goods; others bring them."""


def check(built: Iterable[tuple[str, object]]) -> Iterator[PolicyFault]:
    """A fault for every value that this version would not obey."""
    for key, table in built:
        for kind, name, obeyed in OBEYED:
            if isinstance(table, kind) and not _obeyed(getattr(table, name), obeyed):
                yield PolicyFault(f"{key}.{name}", policy_json(getattr(table, name)), NOT_YET)
        if isinstance(table, ReleasePolicy) and table.mode not in COLLECTED and Way.OUTLET in table.delivery.ways:
            yield PolicyFault(f"{key}.delivery.ways", policy_json(table.delivery.ways), NOT_YET)
        if isinstance(table, ReleasePolicy) and table.mode is Mode.BALLOT and not (table.seed and table.seed.beacon):
            yield PolicyFault(f"{key}.seed", policy_json(table.seed), NOT_YET)


def _obeyed(value: object, obeyed: tuple[object, ...]) -> bool:
    return all(item in obeyed for item in value) if isinstance(value, tuple) else value in obeyed
