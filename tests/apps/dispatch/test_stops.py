"""Stops on the road: a rider's route and cards, and how stops and waves come to their end."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from evenhand.apps.dispatch import queries, services
from evenhand.apps.dispatch.queries import Route, Stop
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState, WaveState
from evenhand.core.terms import Place
from tests.apps import rows
from tests.apps.at_once import at_once
from tests.apps.dispatch import depots
from tests.apps.dispatch.depots import TEN, Yard


@pytest.fixture
def yard(city: str) -> Yard:
    return depots.made(city, parcels=4, riders=1)


def route_of(yard: Yard) -> Route:
    found = queries.route_of(city=yard.city, rider_id=yard.riders[0])
    assert found
    return found


def close(yard: Yard, stop: Stop, state: StopState = StopState.HANDED_OVER) -> None:
    services.close_stop(city=yard.city, at=TEN, stop_id=stop.id, state=state)


def finish(yard: Yard) -> None:
    services.finish_waves(city=yard.city, parcel_ids=[stop.parcel_id for stop in route_of(yard).stops])


def state_of(yard: Yard, wave: UUID) -> WaveState:
    found = queries.wave(city=yard.city, id=wave)
    assert found
    return found.state


def test_a_rider_sees_the_route_once_it_is_accepted(yard: Yard) -> None:
    depots.planned(yard)
    with city_transaction(yard.city):
        assert queries.route_of(city=yard.city, rider_id=yard.riders[0]) is None
        assert queries.route_of(city=yard.city, rider_id=uuid4()) is None


def test_cards_tell_what_a_rider_must_know_at_each_door(yard: Yard) -> None:
    depots.accepted(yard)
    with city_transaction(yard.city):
        stops = route_of(yard).stops
        cards = queries.cards(city=yard.city, stops=stops)
        assert [card.stop for card in cards] == stops
        assert all(isinstance(card.place, Place) and card.order.units == 5 and card.label for card in cards)
        assert len({card.place for card in cards}) == 4
        assert queries.stop(city=yard.city, id=stops[0].id) == stops[0]
        assert queries.stop(city=yard.city, id=uuid4()) is None


def test_the_wave_is_done_with_its_last_stop(yard: Yard) -> None:
    wave = depots.accepted(yard)
    with city_transaction(yard.city):
        [first, *others] = route_of(yard).stops
        close(yard, first, StopState.FAILED)
        finish(yard)
        assert state_of(yard, wave) is WaveState.ACCEPTED
        for stop in others:
            close(yard, stop)
        finish(yard)
        assert state_of(yard, wave) is WaveState.DONE
        assert [stop.state for stop in route_of(yard).stops] == [StopState.FAILED] + [StopState.HANDED_OVER] * 3
        assert queries.busy_until(city=yard.city, rider_ids=yard.riders) == {}


def test_a_closed_stop_stays_as_it_is(yard: Yard) -> None:
    depots.accepted(yard)
    with city_transaction(yard.city):
        [stop, *_] = route_of(yard).stops
        close(yard, stop)
        for state in (StopState.FAILED, StopState.HANDED_OVER, StopState.OUT):
            with pytest.raises(Refused, match="wrong_state"):
                close(yard, stop, state)
        with pytest.raises(Refused, match="not_found"):
            services.close_stop(city=yard.city, at=TEN, stop_id=uuid4(), state=StopState.FAILED)


def test_the_last_stops_closed_at_the_same_moment_end_the_wave(yard: Yard) -> None:
    wave = depots.accepted(yard)
    with city_transaction(yard.city):
        stops = route_of(yard).stops

    def close_it(stop: Stop) -> StopState:
        with city_transaction(yard.city):
            close(yard, stop)
        return StopState.HANDED_OVER

    assert at_once([partial(close_it, stop) for stop in stops]) == [StopState.HANDED_OVER] * 4
    with city_transaction(yard.city):
        finish(yard)
        assert state_of(yard, wave) is WaveState.DONE


def test_the_next_route_begins_when_the_first_is_ridden(yard: Yard) -> None:
    first = depots.accepted(yard)
    with city_transaction(yard.city):
        rows.pack(yard.town, 1)
    second = depots.accepted(yard)
    with city_transaction(yard.city):
        here = route_of(yard)
        assert here.wave_id == first
        for stop in here.stops:
            close(yard, stop)
        finish(yard)
        after = route_of(yard)
        assert after.wave_id == second
        assert after.departs_at >= here.returns_at + timedelta(minutes=5)
        with pytest.raises(Refused) as refusal:
            services.discard_wave(city=yard.city, at=TEN, wave_id=first)
    assert refusal.value.reason is Reason.WRONG_STATE
