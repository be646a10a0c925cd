"""What the fields of a rule file must be together. Each rule is a function that says what it breaks, if it does."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from evenhand.core.draw import chains, manual
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.shape import Algorithm, Drand, HouseholdMode, Level, Publication, RuleFile

FREEZE_BEFORE_S = 30 * 60
"""The list is published at least this long before the round; a lobby's, half a minute."""
LOBBY_FREEZE_BEFORE_S = 30
REVEAL_BEFORE_S = 300
FALLBACK_AFTER_S = 24 * 3600
ALL = "all"
HOLD = "hold"

type Faults = Iterator[tuple[str, str]]
"""Field and rule."""


def check(rules: RuleFile) -> None:
    """Flawed: RULES_INVALID, ROUND_WRONG, SCHEME_UNKNOWN, ENTROPY_SHORT with the first field that breaks a rule."""
    for broken in (fault for rule in _RULES for fault in rule(rules)):
        raise Flawed(Flaw.RULES_INVALID, *broken)
    for drand in [rules.sources.drand, *rules.fallbacks]:
        if drand is not None:
            chains.check(drand)
    if rules.level is Level.B and manual.entropy(rules.sources.manual) < manual.LEAST_ENTROPY:
        raise Flawed(Flaw.ENTROPY_SHORT, "sources.manual", f"must bring {manual.LEAST_ENTROPY} bits or more")


def _chance(rules: RuleFile) -> Faults:
    """A has a beacon and officials, B officials and sources by hand, L a beacon alone, C a promise alone."""
    beacon, promise = rules.sources.drand is not None, rules.sources.committed is not None
    if beacon != (rules.level in (Level.A, Level.L)):
        yield "sources.drand", f"does not fit level {rules.level}"
    if (promise and rules.level in (Level.A, Level.B)) or (not promise and rules.level is Level.C):
        yield "sources.committed", f"does not fit level {rules.level}"
    if rules.sources.manual and rules.level in (Level.L, Level.C):
        yield "sources.manual", "a lobby draws nothing by hand"
    names = [source.id for source in rules.sources.manual]
    if len(set(names)) != len(names):
        yield "sources.manual", "an id is given twice"


def _officials(rules: RuleFile) -> Faults:
    lobby = rules.level in (Level.L, Level.C)
    if [official.index for official in rules.officials] != list(range(len(rules.officials))):
        yield "officials", "are numbered from 0 without a gap"
    if len({official.key for official in rules.officials}) != len(rules.officials):
        yield "officials", "each has a key of their own"
    if lobby == bool(rules.officials) or len(rules.officials) == 1:
        yield "officials", "none in a lobby, else two or more"
    if lobby != (rules.reveal_closes is None):
        yield "reveal_closes", "is null in a lobby only"


def _hours(rules: RuleFile) -> Faults:
    """Entry, freeze, reveal, round: in this order, with air between."""
    ahead = LOBBY_FREEZE_BEFORE_S if rules.reveal_closes is None else FREEZE_BEFORE_S
    drawn = draw_time(rules)
    if not rules.entry_opens < rules.entry_closes <= drawn - ahead:
        yield "entry_closes", f"must come after entry_opens and {ahead} s before the round"
    if rules.reveal_closes is not None and not rules.entry_closes < rules.reveal_closes <= drawn - REVEAL_BEFORE_S:
        yield "reveal_closes", f"must come after entry_closes and {REVEAL_BEFORE_S} s before the round"
    if rules.sources.drand is not None and rules.sources.drand.t != rules.sources.t:
        yield "sources.drand.t", "must be sources.t"


def _fallbacks(rules: RuleFile) -> Faults:
    if rules.fallbacks and rules.level is not Level.A:
        yield "fallbacks", "only level A has any"
    if rules.fallbacks and len(rules.relays) < 2:
        yield "relays", "must be two or more, where a fallback may apply"
    hours = [drawn_at(drand) for drand in _beacons(rules)]
    if any(after < before + FALLBACK_AFTER_S for before, after in pairwise(hours)):
        yield "fallbacks", "each must come a day after the one before"


def _ladder(rules: RuleFile) -> Faults:
    if rules.weights.algorithm is Algorithm.FIXEDPOINT:
        yield "weights.algorithm", "fixedpoint is not available yet"
    losses = [step for step, _ in rules.weights.ladder]
    if losses[:1] != [0] or sorted(set(losses)) != losses:
        yield "weights.ladder", "must ascend from 0 losses"
    if any(not 1 <= tickets <= rules.weights.max for _, tickets in rules.weights.ladder):
        yield "weights.ladder", "gives 1 to weights.max tickets"


def _categories(rules: RuleFile) -> Faults:
    codes = [category.code for category in rules.categories]
    for place, category in enumerate(rules.categories):
        if category.unused not in [HOLD, *codes[place + 1 :]]:
            yield f"categories.{category.code}.unused", "must be hold or a later code"
        if category.code in (ALL, HOLD):
            yield f"categories.{category.code}.code", "all and hold are no codes"


def _others(rules: RuleFile) -> Faults:
    if rules.household.mode is HouseholdMode.JOINT and rules.household.cap != 1:
        yield "household.cap", "a household that enters jointly wins once"
    if rules.publication is Publication.AUDITOR and len({each.key for each in rules.auditors}) < 2:
        yield "auditors", "must be two or more, where they recompute for all"


def draw_time(rules: RuleFile) -> int:
    """The hour at which chance appears, Unix seconds: the round's own, or the hour of drawing by hand."""
    return rules.sources.t if rules.sources.drand is None else drawn_at(rules.sources.drand)


def drawn_at(drand: Drand) -> int:
    """The hour of a round, Unix seconds."""
    return chains.time_of(drand.chain, drand.round)


def _beacons(rules: RuleFile) -> list[Drand]:
    return [drand for drand in [rules.sources.drand, *rules.fallbacks] if drand is not None]


_RULES: tuple[Callable[[RuleFile], Faults], ...] = (
    _chance,
    _officials,
    _hours,
    _fallbacks,
    _ladder,
    _categories,
    _others,
)
