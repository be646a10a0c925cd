"""The partners' door: keys, the same answer to a repeat, signed facts, closed reasons, and a schema that is kept."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from standardwebhooks import Webhook, WebhookVerificationError

from evenhand.adapters.hooks.https import Https
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.partners import models
from evenhand.apps.partners import services as partners
from evenhand.core.errors import Reason
from evenhand.core.lifecycle import OrderState
from tests.refusing import refusing
from tests.web import town as towns
from tests.web.pages import words
from tests.web.town import Town


@pytest.fixture
def key(town: Town) -> str:
    """The key of a till at the outlet."""
    with city_transaction(town.slug) as at:
        outlet = fulfilment.outlet(city=town.slug, id=town.outlet)
        assert outlet
        return partners.add_partner(city=town.slug, at=at, name="Till", outlet_code=outlet.code)


def ask(town: Town, method: str, path: str, key: str = "", body: object = None, own: str = "") -> Any:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    headers |= {"idempotency-key": own} if own else {}
    data = json.dumps(body) if body is not None else ""
    return Client().generic(method, town.url(f"api/v1/{path}"), data, "application/json", headers=headers)


@pytest.mark.req("people:A1")
def test_figures_are_for_everybody_and_the_rest_is_for_keys(town: Town, key: str) -> None:
    [release] = ask(town, "GET", "releases").json()
    assert (release["quota"], release["left"], release["price_fen"]) == (100, 100, 100)
    assert ask(town, "GET", "stock").json() == ask(town, "GET", "figures").json() == []
    for wrong in ("", "evh_guess", key[:-1]):
        refused = ask(town, "GET", "events", wrong)
        assert (refused.status_code, refused.json()["reason"]) == (401, "not_allowed")
    assert ask(town, "GET", "events", key).status_code == 200
    with city_transaction(town.slug):
        [row] = models.Partner.objects.filter(city=town.slug)
        partners.retire_partner(city=town.slug, partner_id=row.id)
    assert ask(town, "GET", "events", key).status_code == 401


@pytest.mark.req("people:A2")
def test_a_repeat_is_answered_the_same_and_nothing_happens_twice(town: Town, key: str) -> None:
    near = towns.neighbors(town)
    towns.claim(town, *near)
    towns.pay(town, *near)
    first = ask(town, "POST", "orders/accept", key, {"many": 1}, own="a")
    again = ask(town, "POST", "orders/accept", key, {"many": 1}, own="a")
    assert first.json() == again.json() == {"many": 1}
    assert again.headers["Idempotent-Replay"] == "true" and "Idempotent-Replay" not in first.headers
    assert [town.order_of(person).state for person in near].count(OrderState.ACCEPTED) == 1
    other = ask(town, "POST", "orders/accept", key, {"many": 2}, own="a")
    assert (other.status_code, other.json()["reason"]) == (409, "key_reused")
    lot = {"campaign": "masks", "code": "L9", "source": "Factory", "units": 50}
    assert ask(town, "POST", "lots", key, lot).status_code == 422
    made = [ask(town, "POST", "lots", key, lot, own="b") for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201] and made[0].json() == made[1].json()
    order = town.order_of(near[0])
    assert ask(town, "GET", f"orders/{order.id}", key).json()["outlet"]


@pytest.mark.req("people:A3")
def test_a_refusal_is_of_the_closed_list_and_undoes_what_was_written(town: Town, key: str) -> None:
    known = {each["reason"] for each in ask(town, "GET", "reasons").json()}
    assert known == {reason.value for reason in Reason}
    lot = {"campaign": "gold", "code": "L9", "source": "Factory", "units": 50}
    refused = ask(town, "POST", "lots", key, lot, own="c")
    assert (refused.status_code, refused.json()["reason"], refused.json()["field"]) == (404, "not_found", "campaign")
    assert ask(town, "POST", "lots", key, lot | {"campaign": "masks"}, own="c").status_code == 201
    for bad in ({"units": 0}, {"units": "many"}, {"code": "a\0b"}, {"best_before": "soon"}):
        said = ask(town, "POST", "lots", key, lot | bad, own="d")
        assert (said.status_code, said.json()["reason"]) == (422, "input_invalid")
        assert next(iter(bad)) in said.json()["field"]
    assert ask(town, "GET", f"orders/{uuid4()}", key).status_code == 404


class Till(BaseHTTPRequestHandler):
    """A partner's server, which keeps what it was told; the first word of an acceptance it drops."""

    told: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        first = body not in [before for _, before in self.told]
        self.told.append((dict(self.headers.items()), body))
        self.send_response(500 if first and b"OrderAccepted" in body else 204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def till() -> Iterator[tuple[str, type[Till]]]:
    """Its address, and what it keeps."""
    kept = type("Kept", (Till,), {"told": []})
    server = HTTPServer(("127.0.0.1", 0), kept)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/told", kept
    server.shutdown()
    server.server_close()


def accepted(kept: type[Till]) -> list[tuple[dict[str, str], bytes]]:
    return [each for each in kept.told if b"OrderAccepted" in each[1]]


@pytest.mark.req("people:A2", "trust:S19")
def test_facts_are_told_signed_until_they_are_taken_and_again_on_demand(
    town: Town, key: str, till: tuple[str, type[Till]]
) -> None:
    url, kept = till
    secret = ask(town, "PUT", "hook", key, {"url": url}).json()["secret"]
    near = towns.neighbors(town)[:1]
    towns.claim(town, *near)
    towns.pay(town, *near)
    ask(town, "POST", "orders/accept", key, {"many": 1}, own="e")
    town.drain()
    assert len(accepted(kept)) == 1
    town.clock(towns.OPENS + towns.timedelta(minutes=1))
    town.drain()
    (headers, body), (_, again) = accepted(kept)
    assert body == again
    Webhook(secret).verify(body.decode(), {name.lower(): value for name, value in headers.items()})
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.decode() + " ", {name.lower(): value for name, value in headers.items()})
    [event] = [each for each in ask(town, "GET", "events?limit=500", key).json() if each["kind"] == "OrderAccepted"]
    assert event["tries"] == 2 and event["taken_at"]
    before, told = ask(town, "GET", "events", key).json(), len(kept.told)
    assert ask(town, "POST", "events/replay", key, {}, own="f").json() == {"many": len(before)}
    town.drain()
    assert [json.loads(body)["type"] for _, body in kept.told[told:]] == [each["kind"] for each in before]


@pytest.mark.req("trust:S19")
@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/", "ftp://example.org/", "https://user@host/",
     "https://192.168.1.1:8443/", "https://0.0.0.0/", "not an address", "https://"],
)  # fmt: skip
def test_no_hook_leads_inside(settings: Any, url: str) -> None:
    settings.EVENHAND_DEMO = False
    with refusing(Reason.INPUT_INVALID, "hook"):
        Https().check(url)
    assert not Https().post(url, {}, b"{}")


@pytest.mark.req("people:A1")
def test_the_api_describes_itself_and_keeps_to_it(town: Town, key: str) -> None:
    """Every call, with what fits its schema and with what does not."""
    browser = town.browser()
    assert "Take a lot in" in words(browser.get(town.url("api/")))
    said = browser.get(town.url("api/openapi.json")).json()
    assert set(said["paths"]) >= {"/v1/releases", "/v1/lots", "/v1/events"}
    schema = schemathesis.openapi.from_dict(said)
    schema.config.update(base_url=f"http://localhost/{town.slug}/api")
    app = get_wsgi_application()
    checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def conforms(case: Any) -> None:
            # This caller reads no compressed answers, although it says that it does.
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
            response = case.call(app=app)
            case.validate_response(response, checks=checks)

        conforms()
