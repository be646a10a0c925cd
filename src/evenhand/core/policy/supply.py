"""What it is, what it costs and how it reaches the door: the part of a policy about goods, money and delivery."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from evenhand.core.policy.reading import Must
from evenhand.core.policy.words import (
    FULL_BP,
    BasisPoints,
    Code,
    Duration,
    Natural,
    Outside,
    Pay,
    Payer,
    Positive,
    Share,
    Text,
)
from evenhand.core.terms import Place, Proof, VehicleKind, Way

NotEmpty = Must("not be empty", bool)
AtTheDoor = Must("be shown at the door", lambda proofs: Proof.DISPATCHER not in proofs)
Overbook = Annotated[Share, Must("be at most 0.2", lambda share: share <= Decimal("0.2"))]
Budget = Annotated[int, Must("be from 0 to 10^15", lambda fen: 0 <= fen <= 10**15)]
Attempts = Annotated[int, Must("be from 1 to 5", lambda n: 1 <= n <= 5)]
Retention = Annotated[
    timedelta, Must("be from 30d to 1095d", lambda kept: timedelta(days=30) <= kept <= timedelta(days=1095))
]
SmallCell = Annotated[int, Must("be from 5 to 1000", lambda n: 5 <= n <= 1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What is shared. Units are counted in `unit`; packs are what is never opened."""

    name: Text
    unit: Text
    units_per_pack: Positive = 1
    grams_per_unit: Positive
    shelf_life: Duration | None = None
    cold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a resident pays a unit, and what nobody may charge above."""

    resident_fen: Natural
    cap_fen: Natural
    pay: Pay = Pay.PREPAY


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySplit:
    """Who bears the cost of delivery, in basis points. The last who bears a part takes the remainder."""

    platform: BasisPoints = 0
    city: BasisPoints = 0
    merchant: BasisPoints = 0

    def shares(self) -> Mapping[str, int]:
        """Those who bear a part, in the order in which remainders fall."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {payer: bp for payer, bp in named.items() if bp}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """What the city adds a unit, and who pays for delivery."""

    goods_fen: Natural = 0
    delivery_bp: DeliverySplit = DeliverySplit(platform=FULL_BP)
    budget_fen: Budget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """The platform's part of the goods' value: nothing, unless somebody is named who pays it."""

    rate_bp: BasisPoints = 0
    payer: Payer = Payer.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFee:
    """What the payment service keeps of what was paid beforehand: nothing, unless somebody is named who bears it."""

    rate_bp: BasisPoints = 0
    payer: Payer = Payer.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an order reaches its person: fee to the resident, cost to the payers, both per order."""

    ways: Annotated[tuple[Way, ...], NotEmpty] = (Way.HOME,)
    fee_fen: Natural = 0
    cost_fen: Natural = 0
    promise: Duration = timedelta(hours=24)
    capacity_per_day: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceArea:
    """Districts served, those of them that lie far, and what happens to orders from elsewhere."""

    districts: Literal["all"] | Annotated[tuple[Code, ...], NotEmpty] = "all"
    far: tuple[Code, ...] = ()
    outside: Outside = Outside.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOff:
    """Where a van releases riders and e-bikes."""

    code: Code
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What drives, how much of it leaves together and how far it goes."""

    vehicles: Annotated[tuple[VehicleKind, ...], NotEmpty] = (VehicleKind.E_BIKE,)
    batch_max: Positive = 20
    ebike_range_km: Positive | None = None
    drop_off: tuple[DropOff, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """Whether a lot must be disinfected before anything is packed from it."""

    disinfect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """How the right person is known at the door, and how often it is tried."""

    in_person: bool = True
    proof: Annotated[tuple[Proof, ...], NotEmpty, AtTheDoor] = (Proof.CODE, Proof.QR, Proof.ID_LAST4)
    attempts: Attempts = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """How many requests a second the gate lets in, and how far it spreads those who come back."""

    admit_per_s: Literal["auto"] | Positive = "auto"
    jitter: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Counts below `small_cell` are not published; who has had nothing for `retention` is forgotten."""

    small_cell: SmallCell = 10
    retention: Retention = timedelta(days=90)
