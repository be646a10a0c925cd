"""A payment gateway that takes no money: for rehearsals and tests.

It keeps books of its own, outside the database, as a real one does: a file a payment, shared by all processes of an
installation, and never rolled back with a transaction of ours. Its callbacks are signed with a key that it made itself.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evenhand.adapters.payment import webhooks
from evenhand.apps.orders.ports import Bid, Receipt, Standing
from evenhand.core.errors import Reason, Refused

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Callback:
    """What the gateway would send to us."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Account:
    """A payment in the gateway's books."""

    amount_fen: int
    reference: str
    standing: Standing = Standing.ASKED
    paid_at: str = ""

    def paid_on(self, day: date) -> bool:
        """Whether money came on a day, as real services cut theirs."""
        return bool(self.paid_at) and datetime.fromisoformat(self.paid_at).astimezone(ZONE).date() == day


class FakePayment:
    """See `orders.ports.PaymentGateway`; `pay` is what a person would do on the gateway's own page."""

    name = "fake"
    thanks = "ok"

    def __init__(self, folder: Path | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self._folder = folder or Path(settings.EVENHAND_HOME) / "fakepay"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock or partial(datetime.now, UTC)

    def create(
        self, *, city: str, payment_id: UUID, amount_fen: int, pay_by: datetime, payer_ip: str = "127.0.0.1"
    ) -> Bid:
        with self._alone():
            account = self._find(city, payment_id)
            if account is None:
                account = _Account(amount_fen, reference=f"F{payment_id.hex[-12:].upper()}")
                self._write(city, payment_id, account)
        if account.amount_fen != amount_fen:
            raise Refused(Reason.KEY_REUSED, "payment", amount_fen=account.amount_fen)
        return Bid(account.reference, f"fakepay:{city}/{payment_id}")

    def query(self, *, city: str, payment_id: UUID) -> Standing:
        return self._read(city, payment_id).standing

    def close(self, *, city: str, payment_id: UUID) -> Standing:
        with self._alone():
            account = self._read(city, payment_id)
            if account.standing == Standing.ASKED:
                account = self._write(city, payment_id, replace(account, standing=Standing.CLOSED))
        return account.standing

    def refund(self, *, city: str, payment_id: UUID) -> Standing:
        with self._alone():
            account = self._read(city, payment_id)
            if not account.paid_at:
                raise Refused(Reason.WRONG_STATE, "payment", standing=account.standing)
            return self._write(city, payment_id, replace(account, standing=Standing.REFUNDED)).standing

    def received(self, *, city: str, day: date) -> list[Receipt]:
        named = ((UUID(file.stem), self._read(city, UUID(file.stem))) for file in self._files(city))
        paid = ((id, account) for id, account in named if account.paid_on(day))
        return [Receipt(city, id, account.amount_fen, account.reference) for id, account in paid]

    def verify_callback(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        webhooks.verify(headers, body, self._key().public_key(), self._clock())
        told = json.loads(body)
        return Receipt(told["city"], UUID(told["payment"]), told["amount_fen"], told["reference"])

    def pay(self, *, city: str, payment_id: UUID) -> Callback:
        """A person pays. A second time nothing is taken, and the same is told again. Refused(PAYMENT_LATE): closed."""
        with self._alone():
            account = self._read(city, payment_id)
            if account.standing == Standing.CLOSED:
                raise Refused(Reason.PAYMENT_LATE, "payment")
            if account.standing == Standing.ASKED:
                paid = replace(account, standing=Standing.PAID, paid_at=self._clock().isoformat())
                account = self._write(city, payment_id, paid)
        return self.tell(city=city, payment_id=payment_id, amount_fen=account.amount_fen)

    def tell(self, *, city: str, payment_id: UUID, amount_fen: int) -> Callback:
        """A signed callback about a payment, with whatever amount: a gateway, too, can be wrong."""
        account = self._read(city, payment_id)
        told = {"city": city, "payment": str(payment_id), "amount_fen": amount_fen, "reference": account.reference}
        body = json.dumps(told).encode()
        return Callback(webhooks.sign(account.reference, self._clock(), body, self._key()), body)

    def _files(self, city: str) -> list[Path]:
        return sorted((self._folder / city).glob("*.json"))

    def _find(self, city: str, payment_id: UUID) -> _Account | None:
        file = self._folder / city / f"{payment_id}.json"
        if not file.exists():
            return None
        kept = json.loads(file.read_text())
        return _Account(**kept | {"standing": Standing(kept["standing"])})

    def _read(self, city: str, payment_id: UUID) -> _Account:
        account = self._find(city, payment_id)
        if account is None:
            raise Refused(Reason.NOT_FOUND, "payment")
        return account

    def _write(self, city: str, payment_id: UUID, account: _Account) -> _Account:
        file = self._folder / city / f"{payment_id}.json"
        file.parent.mkdir(exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(account)))
        draft.replace(file)
        return account

    def _key(self) -> Ed25519PrivateKey:
        """The gateway's key, made when it is first asked for."""
        file = self._folder / "gateway.key"
        with self._alone():
            if not file.exists():
                draft = file.with_suffix(".draft")
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new:
                    new.write(Ed25519PrivateKey.generate().private_bytes_raw())
                draft.replace(file)
            return Ed25519PrivateKey.from_private_bytes(file.read_bytes())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process of the installation touches the books meanwhile."""
        with (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
