"""Staff sign in with what they know and what they hold; the audit is searched; cases are answered."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django_otp.oath import TOTP

from evenhand.apps.cases import queries as cases_read
from evenhand.apps.cases import services as cases
from evenhand.apps.cities import models, queries
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.cases import CaseAnswer, CaseKind, CaseReason
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import OPENS, Town

PASSPHRASE = "a long walk by the river"


def invited(town: Town) -> tuple[str, UUID]:
    """An official invites an auditor. Returns the link and whose it is."""
    said = {"name": "New auditor", "handle": "n.auditor", "role": "auditor"}
    page = town.browser(Role.OFFICIAL).post(town.url("hall/staff"), said)
    found = re.search(r"http://testserver(/\S+/staff/enroll/[^<\s]+)", page.content.decode())
    assert found
    with city_transaction(town.slug):
        [*_, member] = queries.staff(city=town.slug, role=Role.AUDITOR)
    return found[1], member.id


def code(town: Town, staff: UUID, ahead: int = 0) -> str:
    """What the device shows, now or some steps ahead."""
    with city_transaction(town.slug):
        serial = models.Access.objects.get(city=town.slug, staff_id=staff).serial
    device = TOTP(cities.secret(city=town.slug, staff_id=staff, serial=serial))
    device.drift = ahead
    return f"{device.token():06d}"


def sign_in(town: Town, browser: Client, secret: str, **changed: str) -> str:
    said = {"handle": "n.auditor", "passphrase": PASSPHRASE, "code": secret} | changed
    response = browser.post(town.url("staff"), said)
    return goes_to(response) if response.status_code == 302 else words(response)


@pytest.mark.req("trust:S4")
def test_somebody_invited_enrolls_once_and_signs_in_with_both(town: Town) -> None:
    link, staff = invited(town)
    browser = Client()
    browser.cookies["language"] = "en"
    page = browser.get(link)
    assert "<svg" in page.content.decode() and "n.auditor" in words(page)
    assert "Largest" not in words(browser.post(link, {"passphrase": "short", "code": code(town, staff)}))
    assert 'id="id_code_error"' in browser.post(link, {"passphrase": PASSPHRASE, "code": "000000"}).content.decode()
    assert goes_to(browser.post(link, {"passphrase": PASSPHRASE, "code": code(town, staff, -1)})) == town.url("staff")
    assert browser.post(link, {"passphrase": PASSPHRASE, "code": code(town, staff)}).status_code == 200
    now = code(town, staff)
    assert sign_in(town, browser, now) == town.url("hall/audit")
    assert browser.get(town.url("hall/audit")).status_code == 200
    assert "does not match" in sign_in(town, Client(), now) or "The code" in sign_in(town, browser, now)


@pytest.mark.req("trust:S4")
def test_neither_proof_alone_is_enough_and_five_wrong_tries_lock(town: Town) -> None:
    link, staff = invited(town)
    browser = Client()
    browser.cookies["language"] = "en"
    browser.post(link, {"passphrase": PASSPHRASE, "code": code(town, staff, -1)})
    browser.get(town.url("staff"))  # it says once that the way is open
    answers = {
        sign_in(town, browser, code(town, staff), passphrase="wrong, wrong, wrong"),
        sign_in(town, browser, "000000"),
        sign_in(town, browser, "abc"),
        sign_in(town, browser, code(town, staff), handle="nobody"),
    }
    assert len(answers) == 1, "an answer tells what was wrong, or whether somebody of that name is here"
    assert "Staff sign-in" in answers.pop()
    for _ in range(2):
        said = sign_in(town, browser, "000000")
    assert "It is possible again from" in said
    assert "It is possible again from" in sign_in(town, browser, code(town, staff))
    town.clock(towns.MORNING + timedelta(minutes=16))
    assert sign_in(town, browser, code(town, staff)) == town.url("hall/audit")


def test_a_newer_invitation_ends_the_older_and_a_short_name_is_one_persons(town: Town) -> None:
    link, staff = invited(town)
    with city_transaction(town.slug):
        cities.invite(city=town.slug, staff_id=staff, handle="n.auditor")
    said = Client().post(link, {"passphrase": PASSPHRASE, "code": code(town, staff)})
    assert said.status_code == 200
    again = {"name": "Another", "handle": "n.auditor", "role": "auditor"}
    assert 'id="id_handle_error"' in town.browser(Role.OFFICIAL).post(town.url("hall/staff"), again).content.decode()
    wrong = town.browser(Role.OFFICIAL).post(town.url("hall/staff"), again | {"handle": "No Space"})
    assert 'id="id_handle_error"' in wrong.content.decode()
    with city_transaction(town.slug):
        assert len(queries.staff(city=town.slug, role=Role.AUDITOR)) == 2


def test_who_is_let_go_is_out_at_the_next_page(town: Town) -> None:
    auditor = town.browser(Role.AUDITOR)
    assert auditor.get(town.url("hall/audit")).status_code == 200
    town.browser(Role.OFFICIAL).post(town.url(f"hall/staff/{town.staff[Role.AUDITOR]}/retire"))
    assert auditor.get(town.url("hall/audit")).status_code == 403


@pytest.mark.req("people:C8")
def test_the_audit_is_searched_by_thing_kind_and_day(town: Town) -> None:
    towns.claim(town, town.people[0])
    order = town.order_of(town.people[0])
    browser = town.browser(Role.AUDITOR)
    page = words(browser.get(town.url("hall/facts"), {"subject": str(order.id)}))
    assert "1 found" in page and str(order.claim_id) in page
    assert "ReleaseScheduled" in words(browser.get(town.url("hall/facts"), {"kind": "ReleaseScheduled"}))
    assert "Nothing was found." in words(browser.get(town.url("hall/facts"), {"first": "2027-01-01"}))
    assert 'id="id_subject_error"' in browser.get(town.url("hall/facts"), {"subject": "12"}).content.decode()
    file = browser.get(town.url("hall/facts"), {"kind": "OrderPlaced", "format": "csv"}).content.decode()
    assert file.count("OrderPlaced") == 1


@pytest.mark.req("people:C9")
def test_a_case_is_answered_once_and_by_its_hour(town: Town) -> None:
    towns.claim(town, town.people[0])
    order = town.order_of(town.people[0])
    with city_transaction(town.slug) as at:
        case = cases.open_case(
            city=town.slug,
            at=at,
            kind=CaseKind.APPEAL,
            reason=CaseReason.LIMIT_WRONG,
            person=town.people[0].tag,
            about=order.id,
        )
    browser = town.browser(Role.OFFICIAL)
    assert "The limit was counted wrongly" in words(browser.get(town.url("hall/cases")))
    town.clock(OPENS + timedelta(hours=30))
    assert "late" in words(browser.get(town.url("hall/cases")))
    url = town.url(f"hall/cases/{case.id}")
    assert "Something is not filled in" in words(browser.get(goes_to(browser.post(url, {"answer": "maybe"}))))
    browser.post(url, {"answer": "declined"})
    with city_transaction(town.slug):
        assert cases_read.case(city=town.slug, id=case.id).answer is CaseAnswer.DECLINED
    assert "This step no longer fits." in words(browser.get(goes_to(browser.post(url, {"answer": "upheld"}))))
    assert uuid4()
