"""What the API takes and gives, as types: its OpenAPI page is written from them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from evenhand.core.documents import DocumentKind

Line = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
Url = Annotated[str, StringConstraints(min_length=8, max_length=500, pattern=r"^[\x21-\x7e]+$")]


class Refusal(Schema):
    """Why something was not done: one of the closed list of reasons, the field it concerns, and words for a person."""

    reason: str
    field: str
    what: str
    next: str


class ReleaseOut(Schema):
    """A dated quota."""

    id: UUID
    campaign: str
    mode: str
    opens_at: datetime
    closes_at: datetime
    quota: int
    left: int
    price_fen: int
    as_of: datetime


class StockOut(Schema):
    """Units at an outlet that no order waits for."""

    outlet: str
    district: str
    campaign: str
    unpromised: int
    lon: float
    lat: float
    as_of: datetime


class DistrictOut(Schema):
    """Persons served in a district; small districts are one row together."""

    district: str
    persons: int
    population: int | None


class ReasonOut(Schema):
    """A reason that a refusal may have, with its words."""

    reason: str
    what: str
    why: str
    next: str


class OrderOut(Schema):
    """Where an order stands; not whose it is."""

    id: UUID
    state: str
    units: int
    outlet: str
    placed_at: datetime
    promised_by: datetime
    label: str | None


class LotIn(Schema):
    """Goods that arrived at the partner's outlet."""

    campaign: Line
    code: Line
    source: Line
    units: int = Field(ge=1, le=10_000_000)
    best_before: date | None = None
    temperature_dc: int | None = Field(default=None, ge=-1000, le=1000, description="Tenths of a degree Celsius.")


class LotOut(Schema):
    """A lot that was taken in."""

    id: UUID


class AcceptIn(Schema):
    """How many waiting orders to accept, the oldest first."""

    many: int = Field(ge=1, le=2000)


class CountOut(Schema):
    """How many it was."""

    many: int


class HookIn(Schema):
    """Where facts are to be told."""

    url: Url


class HookOut(Schema):
    """The secret that signatures are checked with, after Standard Webhooks."""

    secret: str


class ReplayIn(Schema):
    """Tell again what came after this fact; without it, everything."""

    after: UUID | None = None


class EventOut(Schema):
    """A fact, as it is told to hooks."""

    id: UUID
    kind: str
    body: dict[str, Any]
    tries: int
    taken_at: datetime | None


class ClaimIn(Schema):
    """Somebody who agreed to it, and what for. They have to be verified in the city already."""

    release: UUID
    units: int = Field(ge=1, le=1_000_000)
    name: Line
    document_kind: DocumentKind
    document_number: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    document_issuer: Annotated[str, StringConstraints(max_length=3)] = ""
    consent: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x20-\x7e]+$")] = Field(
        description="Under which number you keep the proof that they agreed."
    )


class ClaimOut(Schema):
    """The answer to a claim: it is final."""

    id: UUID
    granted: bool
    reason: str | None
    again_at: datetime | None
