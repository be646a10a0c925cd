"""A room gets the adapter that is plugged into its socket."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from evenhand.apps.journal import sockets


@pytest.fixture(autouse=True)
def unplugged() -> Iterator[None]:
    sockets.socket.cache_clear()
    yield
    sockets.socket.cache_clear()


def test_the_plugged_adapter_answers_and_is_made_once(settings: Settings) -> None:
    settings.EVENHAND_ADAPTERS = {"sms": "collections.Counter"}
    assert sockets.socket("sms") == {}
    assert sockets.socket("sms") is sockets.socket("sms")


def test_a_socket_without_adapter_is_named(settings: Settings) -> None:
    settings.EVENHAND_ADAPTERS = {"sms": "collections.Counter"}
    with pytest.raises(ImproperlyConfigured, match=r"'maps'.*\['sms'\]"):
        sockets.socket("maps")


def test_an_adapter_that_is_missing_is_named(settings: Settings) -> None:
    settings.EVENHAND_ADAPTERS = {"sms": "collections.Messenger"}
    with pytest.raises(ImproperlyConfigured, match=r"'collections\.Messenger', is missing"):
        sockets.socket("sms")
