"""An attack on the city's messages stays inside the budget while honest people get in, and learns nothing by it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import services as notices
from evenhand.apps.residents import models, services
from evenhand.core import pumping
from evenhand.core.errors import Reason, Refused
from evenhand.simulation import papers
from tests.apps import townsfolk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("trust:S5")]
BUDGET = 60
HONEST_NETWORKS, ATTACKERS = 4, 40
FAR = 50_000
"""The attacker's numbers lie in other blocks than the town's people's."""


@pytest.fixture
def town(transactional_db: None) -> Iterator[str]:
    with override_settings(EVENHAND_CODES_A_DAY=BUDGET):
        yield townsfolk.found_town()


@pytest.fixture
def roomy(town: str) -> Iterator[str]:
    """The same, with a budget that is never reached."""
    with override_settings(EVENHAND_CODES_A_DAY=10 * BUDGET):
        yield town


def ask(town: str, phone: str, network: str, later: timedelta = timedelta()) -> services.CodeAsked | Reason:
    try:
        with city_transaction(town) as at:
            return notices.send_code(city=town, at=at + later, phone=phone, network=network)
    except Refused as refused:
        return refused.reason


def comes(town: str, n: int, network: str) -> bool:
    """Somebody honest: asks, and says the digits that came."""
    phone = papers.phone(n)
    asked = ask(town, phone, network)
    if isinstance(asked, Reason):
        return False
    with city_transaction(town) as at:
        digits = townsfolk.digits_of(town, asked.id)
        return services.confirm_code(city=town, at=at, id=asked.id, phone=phone, digits=digits) is None


def strangers() -> Iterator[tuple[str, str]]:
    """Numbers in ever new blocks, asked for from ever new networks: hardest to tell from a town that wakes up."""
    for n in range(BUDGET):
        yield papers.phone(FAR + 9_973 * n), f"198.51.{n % ATTACKERS}.0/24"


def sent(town: str) -> int:
    with city_transaction(town):
        return models.Code.objects.filter(city=town).count()


@pytest.mark.req("trust:R13")
def test_an_attack_ends_at_half_the_budget_and_honest_people_still_get_in(town: str) -> None:
    for n in range(HONEST_NETWORKS):
        assert comes(town, n, f"203.0.{n}.0/24"), "those who come first, one from each of their networks"
    answers = [ask(town, phone, network) for phone, network in strangers()]
    assert answers[-1] is Reason.CODES_PAUSED
    assert sent(town) == pumping.open_part(BUDGET)
    neighbors = range(HONEST_NETWORKS, HONEST_NETWORKS + BUDGET // 3)
    assert all(comes(town, n, f"203.0.{n % HONEST_NETWORKS}.0/24") for n in neighbors)
    assert not comes(town, 1_000_000, "192.0.2.0/24"), "from a network never seen it is the hotline, until tomorrow"
    assert sent(town) <= BUDGET
    with city_transaction(town) as at:
        assert services.code_figures(city=town, at=at).sent == sent(town)


def test_the_purse_is_empty_for_trusted_networks_too_and_full_tomorrow(town: str) -> None:
    for n in range(BUDGET + BUDGET // 4):
        comes(town, n * 7, "203.0.1.0/24")
    assert sent(town) == BUDGET
    assert not isinstance(ask(town, papers.phone(3_000_000), "203.0.1.0/24", timedelta(days=1)), Reason)


def test_one_network_or_one_block_that_says_nothing_is_stopped_long_before(roomy: str) -> None:
    town = roomy
    one_network = [ask(town, papers.phone(FAR + 9_973 * n), "198.51.7.0/24") for n in range(25)]
    assert [isinstance(answer, Reason) for answer in one_network].count(False) == pumping.OUTSTANDING
    block = papers.phone(FAR)[:-4]
    one_block = [ask(town, f"{block}{n:04}", f"198.51.{n}.0/24") for n in range(25)]
    assert [isinstance(answer, Reason) for answer in one_block].count(False) <= pumping.OUTSTANDING
    later = ask(town, f"{block}9999", "198.51.99.0/24", timedelta(hours=1, seconds=1))
    assert not isinstance(later, Reason), "an hour later it is asked for again"


@pytest.mark.req("trust:S6")
def test_known_and_unknown_phones_cost_the_same_statements(town: str) -> None:
    """What the database is asked does not depend on whom it knows; so neither answer nor time can tell."""
    townsfolk.enroll(town, townsfolk.newcomer(1))
    told = {}
    for name, n in (("known", 1), ("unknown", 2)):
        with CaptureQueriesContext(connection) as said:
            answer = ask(town, papers.phone(n), "203.0.1.0/24")
        told[name] = [query["sql"].partition(" ")[0] for query in said], type(answer)
    assert told["known"] == told["unknown"]
