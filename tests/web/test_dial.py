"""The surge dial in city hall: turned live for a release or the city, the gate obeys, the journal says who it was."""

import pytest
from pytest_django import Settings

from evenhand.apps.claims import queries as claims
from evenhand.apps.claims import services as claims_services
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.dial import WHOLE_CITY, Admit, Dial
from evenhand.core.terms import Role
from tests.gate.process import GateProcess
from tests.web.pages import words
from tests.web.test_claim import await_gate, granted, press
from tests.web.test_freeze import await_paused
from tests.web.town import OPENS, Town


def turn(town: Town, subject: object, admit: str, per_s: str = "", role: Role = Role.OFFICIAL) -> int:
    sent = {"subject": str(subject), "admit": admit, "per_s": per_s}
    return town.browser(role).post(town.url("hall/dial"), sent).status_code


@pytest.mark.req("people:C3", "domain:F14", "trust:R12")
def test_a_turn_holds_at_once_on_the_page_at_the_gate_and_in_the_journal(
    gate: GateProcess, settings: Settings, town: Town
) -> None:
    settings.EVENHAND_GATE_URL = gate.url
    town.clock(OPENS)
    await_gate(gate, town, "open")
    official = town.browser(Role.OFFICIAL)
    assert "nobody has turned it" in words(official.get(town.url("hall/dial")))
    assert turn(town, town.release, "read_only") == 302
    await_paused(gate, town)
    assert "The city has paused this." in words(press(town, town.browser(Role.RESIDENT)))
    page = words(official.get(town.url("hall/dial")))
    assert "Nothing new" in page and "Set by" in page
    assert turn(town, town.release, "all") == 302
    assert turn(town, WHOLE_CITY, "rate", "50") == 302
    await_gate(gate, town, "open")
    press(town, town.browser(Role.RESIDENT))
    assert granted(town) == 1
    with city_transaction(town.slug):
        facts = journal.history(city=town.slug, subjects=[town.release, WHOLE_CITY])
        said = [(fact.data["admit"], fact.data["by"]) for fact in facts if fact.kind == "DialTurned"]
        by = str(town.staff[Role.OFFICIAL])
        assert said == [("read_only", by), ("all", by), ("rate", by)]
        assert claims.dial_of(city=town.slug, release_id=town.release) == Dial(Admit.RATE, 50)
    assert "50 a second" in words(official.get(town.url("hall/dial")))


@pytest.mark.req("domain:F14")
@pytest.mark.parametrize(("admit", "per_s"), [("rate", ""), ("all", "5"), ("rate", "0"), ("wide", ""), ("rate", "x")])
def test_a_turn_that_makes_no_sense_turns_nothing(town: Town, admit: str, per_s: str) -> None:
    assert turn(town, town.release, admit, per_s) == 200
    with city_transaction(town.slug):
        assert claims.dials(city=town.slug) == []


@pytest.mark.req("domain:F14")
def test_only_an_official_turns_it_and_only_for_releases_that_are_not_over(town: Town) -> None:
    assert turn(town, town.release, "closed", role=Role.DISPATCHER) == 403
    town.clock(OPENS.replace(year=2027))
    assert turn(town, town.release, "closed") == 200
    with city_transaction(town.slug):
        assert claims.dials(city=town.slug) == []


@pytest.mark.req("domain:F14")
def test_a_release_begins_as_its_policy_says_until_somebody_turns_it(town: Town) -> None:
    with city_transaction(town.slug) as at:
        claims_services.preset_dial(city=town.slug, at=at, release_id=town.release, per_s=70)
        claims_services.preset_dial(city=town.slug, at=at, release_id=town.release, per_s=80)
        assert claims.dial(city=town.slug, subject=town.release) == Dial(Admit.RATE, 70)
    assert "Set by The policy" in words(town.browser(Role.OFFICIAL).get(town.url("hall/dial")))
