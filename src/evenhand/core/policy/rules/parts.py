"""Rules inside one small table."""

from collections.abc import Iterator
from datetime import timedelta

from evenhand.core.policy.city import Adapters, Outlet, Slots
from evenhand.core.policy.rules.around import Around, Broken, Rule
from evenhand.core.policy.sharing import Age, Limit, LocalWindow, Units, Weights
from evenhand.core.policy.supply import Commission, DeliverySplit, Dispatch, PaymentFee, Price
from evenhand.core.policy.words import FULL_BP, BallotAdapter, Count, Pay, Payer
from evenhand.core.terms import VehicleKind

DAY = timedelta(days=1)


def _hours(part: Outlet | Slots, _: Around) -> Iterator[Broken]:
    if part.closes <= part.opens:
        yield "closes", part.closes, "must be after opens"


def _window(window: LocalWindow, _: Around) -> Iterator[Broken]:
    if (window.closes is None) == (window.lasts is None):
        yield "", None, "must have closes or lasts, one of them"
    elif window.closes is not None and window.closes <= window.opens:
        yield "closes", window.closes, "must be after opens"


def _range(part: Units | Age, _: Around) -> Iterator[Broken]:
    if part.max < part.min:
        yield "max", part.max, "must not be below min"


def _steps(units: Units, _: Around) -> Iterator[Broken]:
    if (units.max - units.min) % units.step:
        yield "step", units.step, "must lead from min to max"


def _calendar(limit: Limit, _: Around) -> Iterator[Broken]:
    if limit.count is Count.DAYS and limit.every % DAY:
        yield "every", limit.every, 'must be whole days, or count = "rolling"'


def _tickets(weights: Weights, _: Around) -> Iterator[Broken]:
    most = max(tickets for _, tickets in weights.ladder)
    if most > weights.max or min(tickets for _, tickets in weights.ladder) < 1:
        yield "ladder", weights.ladder, f"tickets must be from 1 to max ({weights.max})"


def _price(price: Price, _: Around) -> Iterator[Broken]:
    if price.resident_fen > price.cap_fen:
        yield "resident_fen", price.resident_fen, f"must be at most cap_fen ({price.cap_fen})"
    if price.pay is Pay.FREE and price.resident_fen:
        yield "resident_fen", price.resident_fen, 'must be 0 where pay = "free"'


def _whole(split: DeliverySplit, _: Around) -> Iterator[Broken]:
    total = sum(split.shares().values())
    if total != FULL_BP:
        yield "", split.shares(), f"must add up to {FULL_BP} basis points, not {total}"


def _commission(commission: Commission | PaymentFee, _: Around) -> Iterator[Broken]:
    if (commission.payer is Payer.NONE) != (commission.rate_bp == 0):
        yield "payer", commission.payer, "must be somebody where rate_bp is above 0, and only there"


def _van(dispatch: Dispatch, _: Around) -> Iterator[Broken]:
    if VehicleKind.VAN in dispatch.vehicles and not dispatch.drop_off:
        yield "drop_off", (), "must name a point where a van releases its riders"


def _winner_file(adapters: Adapters, _: Around) -> Iterator[Broken]:
    if (adapters.ballot is BallotAdapter.WINNER_FILE) != (adapters.winner_key is not None):
        yield "winner_key", adapters.winner_key, 'is needed where ballot = "winner_file", and only there'


RULES: tuple[tuple[type, Rule], ...] = (
    (Adapters, _winner_file),
    (Outlet, _hours),
    (Slots, _hours),
    (LocalWindow, _window),
    (Units, _range),
    (Units, _steps),
    (Age, _range),
    (Limit, _calendar),
    (Weights, _tickets),
    (Price, _price),
    (DeliverySplit, _whole),
    (Commission, _commission),
    (PaymentFee, _commission),
    (Dispatch, _van),
)
