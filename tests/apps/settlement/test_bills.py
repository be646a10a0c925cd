"""The payment service: its bills beside our payments, its part of the books; what is posted stays."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders.queries import Compared
from evenhand.apps.settlement import queries, services
from evenhand.core.errors import Reason
from evenhand.core.ledger import Party
from evenhand.core.reconciling import Difference, Found
from tests.apps.settlement.test_periods import hall
from tests.apps.settlement.test_settlement import TEN, TODAY
from tests.refusing import refusing


@pytest.mark.req("domain:F12")
def test_the_payment_service_is_paid_only_where_its_bills_agree(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with city_transaction(city):
        books = hall(city, 1)
        period = books.draw(Party.SERVICE)
        said = {"city": city, "at": TEN, "period_id": period.id}
        services.approve_period(**said, by=books.other)
        with refusing(Reason.WRONG_STATE, "bills"):
            services.close_period(**said, by=books.one)
        found = Compared(100, 90, [Found(uuid4(), Difference.AMOUNT, 100, 90)])
        monkeypatch.setattr(orders_read, "compared", lambda **_: found)
        services.look_at_bill(city=city, at=TEN, day=TODAY, by=books.one)
        with refusing(Reason.WRONG_STATE, "bills"):
            services.close_period(**said, by=books.one)
        monkeypatch.undo()
        services.look_at_bill(city=city, at=TEN, day=TODAY, by=books.one)
        [bill] = queries.bills(city=city, first=TODAY, last=TODAY)
        assert bill.agrees and bill.ours_fen == bill.theirs_fen
        services.close_period(**said, by=books.one)


@pytest.mark.req("domain:F12")
@pytest.mark.parametrize("words", ["update settlement_posting set amount_fen = 1", "delete from settlement_posting"])
def test_control_what_was_posted_cannot_be_changed_or_taken_out(city: str, words: str) -> None:
    with city_transaction(city):
        hall(city, 1)
    with pytest.raises(DatabaseError, match="permission denied"), city_transaction(city):
        connection.cursor().execute(f"{words} where city = %s", [city])
