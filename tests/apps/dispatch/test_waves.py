"""Waves: stored only if the judge agrees and the world still does; accepted once; done with the last stop."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

import pytest

from evenhand.apps.dispatch import models, planning, queries, services
from evenhand.apps.dispatch.queries import Wave
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment import services as goods
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState, ParcelState, StopState, WaveState
from evenhand.core.routing.budget import Progress
from evenhand.core.routing.plan import Plan, Unserved, UnservedReason
from tests.apps import rows
from tests.apps.at_once import at_once
from tests.apps.dispatch import depots
from tests.apps.dispatch.depots import TEN, Yard


@pytest.fixture
def yard(city: str) -> Yard:
    return depots.made(city)


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def wave(yard: Yard, id: UUID) -> Wave:
    found = queries.wave(city=yard.city, id=id)
    assert found
    return found


def accept(yard: Yard, id: UUID) -> None:
    services.accept_wave(city=yard.city, at=TEN, wave_id=id, by=yard.dispatcher)


def test_a_wave_is_planned_from_question_to_stored_answer(yard: Yard) -> None:
    told: list[Progress] = []
    id = planning.plan_wave(
        city_transaction,
        city=yard.city,
        outlet_id=yard.town.north,
        by=yard.dispatcher,
        seconds=0,
        seed=1,
        progress=told.append,
    )
    with city_transaction(yard.city):
        stored, routes = wave(yard, id), queries.routes(city=yard.city, wave_id=id)
        assert rows.facts(yard.city, "WavePlanned") == 1
        assert queries.waves(city=yard.city, outlet_id=yard.town.north) == [stored]
    assert (stored.state, stored.planned_by, stored.accepted_at) == (WaveState.PLANNED, yard.dispatcher, None)
    assert (stored.figures.served, stored.figures.unserved) == (6, 0)
    assert stored.figures.trips == sum(len(route.trips) for route in routes) >= 2
    assert stored.distance_m == sum(route.distance_m for route in routes)
    assert sorted(stop.parcel_id for route in routes for stop in route.stops) == sorted(yard.parcels)
    assert [each.iterations for each in told] == [0]


def test_stops_are_numbered_through_and_times_ascend(yard: Yard) -> None:
    id = depots.planned(yard)
    with city_transaction(yard.city):
        for route in queries.routes(city=yard.city, wave_id=id):
            assert [stop.position for stop in route.stops] == list(range(1, len(route.stops) + 1))
            times = [
                t
                for trip in route.trips
                for t in (trip.departs_at, *(s.arrives_at for s in trip.stops), trip.returns_at)
            ]
            assert times == sorted(times)
            assert (times[0], times[-1]) == (route.departs_at, route.returns_at)


def test_what_nobody_can_carry_is_left_with_its_reason(city: str) -> None:
    yard = depots.made(city, parcels=2, riders=0)
    with city_transaction(city):
        near = depots.rider(yard.town, range_m=350)
        id = depots.store(yard, depots.task(yard))
        left = queries.unserved(city=city, wave_id=id)
        stops = [stop for route in queries.routes(city=city, wave_id=id) for stop in route.stops]
    assert left == {yard.parcels[1]: UnservedReason.OUT_OF_RANGE}
    assert [(stop.parcel_id, stop.rider_id) for stop in stops] == [(yard.parcels[0], near)]


def test_a_plan_that_breaks_a_rule_is_not_stored(yard: Yard) -> None:
    with city_transaction(yard.city):
        task = depots.task(yard)
        good = depots.solved(task)
        [first, *rest] = good.routes
        hasty = replace(first, trips=[replace(first.trips[0], returns_at=0), *first.trips[1:]])
        forgetful = Plan([], [Unserved(str(id), UnservedReason.NO_ROOM) for id in yard.parcels[1:]])
        for bad, rule in ((replace(good, routes=[hasty, *rest]), "travel_time"), (forgetful, "order_accounted")):
            refusal = refused(partial(depots.store, yard, task, bad))
            assert (refusal.reason, refusal.field) == (Reason.INPUT_INVALID, "plan")
            assert rule in refusal.facts["rules"]
        assert queries.waves(city=yard.city) == []


def test_an_accepted_wave_takes_its_parcels_out(yard: Yard) -> None:
    id = depots.accepted(yard)
    with city_transaction(yard.city):
        assert wave(yard, id).state is WaveState.ACCEPTED
        assert fulfilment.counts(city=yard.city) == {ParcelState.OUT: 6}
        assert orders.counts(city=yard.city) == {OrderState.OUT: 6}
        assert queries.progress(city=yard.city, wave_ids=[id])[id][StopState.OUT] == 6
        assert rows.facts(yard.city, "ParcelDispatched") == 6
        assert refused(lambda: accept(yard, id)).reason is Reason.WRONG_STATE
        assert refused(lambda: accept(yard, uuid4())).reason is Reason.NOT_FOUND


def test_a_wave_whose_parcel_left_otherwise_is_not_accepted(yard: Yard) -> None:
    id = depots.planned(yard)
    with city_transaction(yard.city):
        goods.take_out(city=yard.city, at=TEN, parcel_ids=yard.parcels[:1])
    with pytest.raises(Refused, match="wrong_state \\(parcels\\)"), city_transaction(yard.city):
        accept(yard, id)
    with city_transaction(yard.city):
        assert wave(yard, id).state is WaveState.PLANNED
        assert fulfilment.counts(city=yard.city) == {ParcelState.OUT: 1, ParcelState.PACKED: 5}


def test_a_discarded_wave_frees_its_parcels_and_riders(yard: Yard) -> None:
    id = depots.planned(yard)
    with city_transaction(yard.city):
        services.discard_wave(city=yard.city, at=TEN, wave_id=id)
        assert wave(yard, id).state is WaveState.DISCARDED
        assert queries.routes(city=yard.city, wave_id=id) == []
        assert queries.busy_until(city=yard.city, rider_ids=yard.riders) == {}
        assert refused(lambda: accept(yard, id)).reason is Reason.WRONG_STATE
        assert rows.facts(yard.city, "WaveDiscarded") == 1
    accept_again = depots.accepted(yard)
    with city_transaction(yard.city):
        act = partial(services.discard_wave, city=yard.city, at=TEN, wave_id=accept_again)
        assert refused(act).reason is Reason.WRONG_STATE


def test_a_plan_overtaken_by_another_is_refused(yard: Yard) -> None:
    with city_transaction(yard.city):
        late = depots.task(yard)
    depots.planned(yard)
    with city_transaction(yard.city):
        assert refused(lambda: depots.store(yard, late)).reason is Reason.WRONG_STATE


def test_a_rider_who_was_sent_off_meanwhile_is_not_sent_twice(yard: Yard) -> None:
    with city_transaction(yard.city):
        [one, *others] = depots.task(yard).problem.orders
    with city_transaction(yard.city):
        task = depots.task(yard)
        [rider] = yard.riders[:1]
        alone = [vehicle for vehicle in task.problem.vehicles if vehicle.id == str(rider)]
        first = replace(task, problem=replace(task.problem, orders=[one], vehicles=alone))
        second = replace(task, problem=replace(task.problem, orders=others, vehicles=alone))
        depots.store(yard, first)
        refusal = refused(lambda: depots.store(yard, second))
    assert (refusal.reason, refusal.field) == (Reason.WRONG_STATE, "riders")


def test_of_plans_stored_at_the_same_moment_one_stands(yard: Yard) -> None:
    with city_transaction(yard.city):
        task = depots.task(yard)
    plan = depots.solved(task)

    def store() -> str:
        with city_transaction(yard.city):
            depots.store(yard, task, plan)
        return "stored"

    assert sorted(at_once([store] * 4)) == ["stored"] + [Reason.WRONG_STATE] * 3


def test_a_wave_is_accepted_once_at_the_same_moment(yard: Yard) -> None:
    id = depots.planned(yard)

    def accept_it() -> str:
        with city_transaction(yard.city):
            accept(yard, id)
        return "accepted"

    assert sorted(at_once([accept_it] * 4)) == ["accepted"] + [Reason.WRONG_STATE] * 3
    with city_transaction(yard.city):
        assert rows.facts(yard.city, "ParcelDispatched") == 6


def test_nothing_to_carry_is_a_wave_that_ends_at_once(city: str) -> None:
    yard = depots.made(city, parcels=1, riders=0)
    id = depots.accepted(yard)
    with city_transaction(city):
        assert wave(yard, id).state is WaveState.DONE
        assert queries.unserved(city=city, wave_id=id) == {yard.parcels[0]: UnservedReason.NO_VEHICLE}


def test_another_city_sees_nothing_of_it(yard: Yard, make_city: Callable[[], str]) -> None:
    id = depots.accepted(yard)
    other = make_city()
    with city_transaction(other):
        assert queries.wave(city=yard.city, id=id) is None
        assert queries.riders(city=yard.city) == []
        assert models.Stop.objects.filter(city=yard.city).count() == 0
