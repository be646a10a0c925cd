"""Rules of a city file: for each one a file that breaks it, and the words it is refused with."""

from datetime import date
from typing import Any

import pytest

from evenhand.core.policy import parse_city
from tests.core.policy.samples import LAKESIDE, WHOLE, broken, changed, raw

RICE = "campaigns.rice"
OIL = "campaigns.oil"
LIMIT = {"units": 4, "every": "3d"}
SLUG = "must be lower-case letters, digits or -, a letter first, 2 to 40"
OFFICIALS = "must name all of quota, price, limits, export, settlement"
SPLIT = "must add up to 10000 basis points, not"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schema", 2, "must be 1"),
        ("schema", True, "must be a whole number"),
        ("city", 5, "must be a table"),
        ("city.slug", "Lakeside", SLUG),
        ("city.slug", "demo", "is taken by a page"),
        ("city.timezone", "Asia/Lakeside", "must be a zone of the IANA database, like Asia/Shanghai"),
        ("city.timezone", "../etc/passwd", "must be a zone of the IANA database, like Asia/Shanghai"),
        ("city.districts.east.population", -1, "must be from 0 to 1000000000"),
        ("city.districts.east.at", [87.65], "must be [longitude, latitude] in degrees"),
        ("city.districts.east.at", [87.65, 143.8], "must be [longitude, latitude] in degrees"),
        ("city.districts.east.at", "here", "must be [longitude, latitude] in degrees"),
        (
            "city.districts.east.communities",
            [{"name": "Mill Lane", "at": [87.65, 43.8]}, {"name": "Mill Lane", "at": [87.66, 43.8]}],
            "must differ in their names",
        ),
        ("outlets", [], "must not be empty"),
        ("outlets", {}, "must be a list"),
        ("outlets.east-1.district", "north", "is not a district of the city; known: east, hills, west"),
        ("outlets.east-1.opens", "24:00", 'must be a local hour like "10:00"'),
        ("assumed", ["campaigns.rice.qouta"], "is not a key of this file"),
        ("adapters.sms", "pigeon", "must be one of console, file"),
        (f"{RICE}.mode", "first", "must be one of first_come, lobby, ballot, external_ballot"),
        (f"{RICE}.quota", 0, "must be from 1 to 1000000000"),
        (f"{RICE}.quota", "600", "must be a whole number"),
        (f"{RICE}.quota", 1501, "makes 501 orders; delivery can promise 500"),
        (f"{RICE}.window.closes", "08:30", "must be after opens"),
        (f"{RICE}.limits.person.every", "0h", "must be longer than nothing"),
        (f"{RICE}.limits.person.every", "3 days", 'must be a duration like "30m", "24h" or "3d"'),
        (f"{RICE}.cool_off", "91d", "must be at most 90d"),
        (f"{RICE}.cool_off", "10d", "belongs to mode ballot or external_ballot"),
        (f"{RICE}.weights", {"max": 2}, "belongs to mode ballot"),
        (f"{RICE}.household_entry", "joint", "belongs to mode ballot"),
        (f"{RICE}.seed", {"beacon": "drand-quicknet"}, "belongs to mode ballot or lobby"),
        (f"{RICE}.rollover_draws", 1, "belongs to mode ballot"),
        (f"{RICE}.hardship_units", 1, "belongs to mode ballot"),
        (f"{RICE}.waterfall", {"rounds": 1}, "belongs to mode ballot or lobby"),
        (f"{RICE}.overbook", 0.1, "belongs to mode ballot or lobby"),
        (f"{RICE}.overbook", 0.21, "must be at most 0.2"),
        (f"{RICE}.timers.hotline_factor", 5, "must be from 1 to 4"),
        (f"{RICE}.timers.pay", "0m", "must be longer than nothing"),
        (f"{RICE}.price.resident_fen", 3001, "must be at most cap_fen (3000)"),
        (f"{RICE}.price.cap_fen", 3000.5, "must be a whole number"),
        (f"{RICE}.subsidy.delivery_bp", {"platform": 5000}, f"{SPLIT} 5000"),
        (f"{RICE}.commission.payer", "none", "must be somebody where rate_bp is above 0, and only there"),
        (f"{RICE}.delivery.ways", [], "must not be empty"),
        (f"{RICE}.delivery.ways", ["outlet"], "outlet needs an outlet with slots"),
        (f"{RICE}.handover.proof", [], "must not be empty"),
        (f"{RICE}.handover.attempts", 6, "must be from 1 to 5"),
        (f"{RICE}.privacy.small_cell", 4, "must be from 5 to 1000"),
        (f"{RICE}.four_eyes", ["quota", "price"], OFFICIALS),
        (f"{OIL}.releases", [], "are needed: a window longer than a day can't open every day"),
    ],
)
@pytest.mark.req("domain:F18")
def test_a_broken_rule_is_named(key: str, value: object, words: str) -> None:
    assert (key, words) in broken(changed(key, value))


@pytest.mark.parametrize(("key", "value"), [("rounds", 2), ("alternates", 0.1)])
def test_only_a_draw_has_alternates_and_rounds_of_them(key: str, value: float) -> None:
    table = changed(f"{RICE}.waterfall", {key: value})
    next(each for each in table["campaigns"] if each["code"] == RICE.split(".")[-1])["mode"] = "lobby"
    assert (f"{RICE}.waterfall.{key}", "belongs to mode ballot") in broken(table)


@pytest.mark.parametrize(
    ("key", "value", "at", "words"),
    [
        ("city.name", "  ", "city.name.zh", "must be words, 500 characters at most"),
        ("outlets.east-1.name", {"zh": "东"}, "outlets.east-1.name.en", "is missing"),
        ("outlets.east-1.closes", "07:30", "outlets.east-1.closes", "must be after opens"),
        (f"{RICE}.good.grams_per_unit", 0, f"{RICE}.good.grams_per_unit", "must be from 1 to 1000000000"),
        (f"{RICE}.units", {"min": 3, "max": 1, "step": 1}, f"{RICE}.units.max", "must not be below min"),
        (f"{RICE}.units", {"min": 1, "max": 4, "step": 2}, f"{RICE}.units.step", "must lead from min to max"),
        (f"{RICE}.units", 5, f"{RICE}.units.max", "must be at most limits.person.units (4)"),
        (f"{RICE}.window.lasts", "1h", f"{RICE}.window", "must have closes or lasts, one of them"),
        (f"{RICE}.window.days", ["mon", "mon"], f"{RICE}.window.days[1]", "is given twice"),
        (
            f"{RICE}.window.days",
            ["someday"],
            f"{RICE}.window.days[0]",
            "must be one of mon, tue, wed, thu, fri, sat, sun",
        ),
        (f"{RICE}.guarantee", True, f"{RICE}.guarantee", "needs a quota of 450000 or more"),
        (f"{RICE}.limits", {"household": LIMIT}, f"{RICE}.limits.person", "is missing"),
        (
            f"{RICE}.limits.person.count",
            "days",
            f"{RICE}.limits.person.every",
            'must be whole days, or count = "rolling"',
        ),
        (f"{RICE}.price.pay", "free", f"{RICE}.price.resident_fen", 'must be 0 where pay = "free"'),
        (
            f"{RICE}.subsidy.delivery_bp",
            {"angels": 10000},
            f"{RICE}.subsidy.delivery_bp.angels",
            "unknown key; known: city, merchant, platform",
        ),
        (
            f"{RICE}.service_area.districts",
            ["east", "moon"],
            f"{RICE}.service_area.districts",
            "is not a district of the city; known: east, hills, west",
        ),
        (
            f"{RICE}.dispatch.vehicles",
            ["van"],
            f"{RICE}.dispatch.drop_off",
            "must name a point where a van releases its riders",
        ),
        (f"{RICE}.notice", "a\x00b", f"{RICE}.notice.zh", "must be words, 500 characters at most"),
        (
            f"{OIL}.releases.2026-12-12.on",
            date(2026, 12, 6),
            f"{OIL}.releases.2026-12-06",
            "opens before the release of 2026-12-05 closes",
        ),
        (
            f"{OIL}.releases.2026-12-12.on",
            date(2026, 12, 5),
            f"{OIL}.releases.2026-12-05",
            "opens before the release of 2026-12-05 closes",
        ),
        (
            f"{OIL}.releases.2026-12-12.on",
            "yesterday",
            f"{OIL}.releases.yesterday.on",
            "must be a date like 2026-12-05",
        ),
        (
            f"{OIL}.releases.2026-12-12.window",
            {"opens": "09:00", "closes": "18:00", "days": ["mon"]},
            f"{OIL}.releases.2026-12-12",
            "is not on one of its window's days",
        ),
    ],
)
@pytest.mark.req("domain:F18")
def test_a_broken_rule_is_named_where_it_is_broken(key: str, value: object, at: str, words: str) -> None:
    assert (at, words) in broken(changed(key, value))


@pytest.mark.parametrize(
    ("key", "value", "at", "words"),
    [
        (f"{RICE}.quota", 4001, "quota", "must be a multiple of good.units_per_pack (2)"),
        (f"{RICE}.units.step", 1, "units.step", "must be a multiple of good.units_per_pack (2)"),
        (f"{RICE}.window.lasts", "23h", "window", "must last 24h or more, so that nobody need hurry"),
        (f"{RICE}.limits.household", None, "household_entry", "needs limits.household"),
        ("adapters.identity", None, "eligibility.residency", "needs adapters.identity"),
        (f"{RICE}.hardship_units", 4002, "hardship_units", "must be at most quota"),
        (f"{RICE}.weights.max", 65, "weights.max", "must be from 1 to 64"),
        (f"{RICE}.weights.max", 3, "weights.ladder", "tickets must be from 1 to max (3)"),
        (f"{RICE}.weights.ladder", [[0, 1], [0, 2]], "weights.ladder", "must rise in losses"),
        (f"{RICE}.weights.ladder", [[1, 1]], "weights.ladder", "must begin at 0 losses"),
        (f"{RICE}.seed.min_bits", 63, "seed.min_bits", "must be from 64 to 512"),
        (f"{RICE}.eligibility.age", {"min": 60, "max": 50}, "eligibility.age.max", "must not be below min"),
        (f"{RICE}.eligibility.age", "old", "eligibility.age", "must be a table"),
        (f"{RICE}.waterfall.alternates", 1.5, "waterfall.alternates", "must be from 0 to 1, in steps of 0.0001"),
        (f"{RICE}.waterfall.alternates", 0.00005, "waterfall.alternates", "must be from 0 to 1, in steps of 0.0001"),
        (f"{RICE}.waterfall.quiet", ["21:00"], "waterfall.quiet", "must be a list of 2"),
        (f"{RICE}.dispatch.vehicles", ["e_bike"], "service_area.far", "needs a car or van in dispatch.vehicles"),
        (f"{RICE}.mode", "external_ballot", "mode", "needs adapters.ballot"),
    ],
)
def test_rules_of_what_comes_later_hold_already(key: str, value: object, at: str, words: str) -> None:
    table = changed(key, value, WHOLE)
    del table["adapters"]["ballot"]
    assert (f"{RICE}.{at}", words) in broken(table)


@pytest.mark.parametrize(
    ("reserves", "at", "words"),
    [
        ({"by": "district", "key": "nort", "share": 1}, ".key", 'is not a district of the city; did you mean "north"?'),
        ({"by": "channel", "key": "pigeon", "share": 1}, ".key", "must be a channel: web, hotline, outlet, partner"),
        ({"by": "channel", "key": "*"}, ".key", 'may be "*" only by district'),
        ({"by": "priority", "key": "nurses"}, ".share", 'is missing; only key = "*" shares the rest'),
        ({"by": "priority", "key": "nurses", "share": -0.1}, ".share", "must be from 0 to 1, in steps of 0.0001"),
    ],
)
def test_a_reserve_is_for_somebody_known(reserves: dict[str, Any], at: str, words: str) -> None:
    table = changed(f"{RICE}.reserves", [{"order": 1, **reserves}], WHOLE)
    assert broken(table) == {(f"{RICE}.reserves[0]{at}", words)}


def test_reserves_share_no_more_than_all_in_a_clear_order() -> None:
    both = [{"by": "district", "key": key, "share": 0.6, "order": 1} for key in ("north", "south")]
    assert broken(changed(f"{RICE}.reserves", both, WHOLE)) == {
        (f"{RICE}.reserves", "shares must add up to 1 at most"),
        (f"{RICE}.reserves", "orders must differ"),
    }


@pytest.mark.req("domain:F17")
def test_a_guarantee_needs_to_know_how_many_there_are() -> None:
    table = changed(f"{RICE}.guarantee", True, WHOLE)
    assert (f"{RICE}.guarantee", "needs the population of every served district") in broken(table)


@pytest.mark.req("domain:F17")
def test_a_guarantee_stands_where_there_is_enough_for_all() -> None:
    table = changed(f"{OIL}.guarantee", True)
    for district, population in zip(table["city"]["districts"], (100, 100, 100), strict=True):
        district["population"] = population
    assert broken(table) == set()
    table["city"]["districts"][0]["population"] = 101
    assert broken(table) == {(f"{OIL}.guarantee", "needs a quota of 301 or more")}


def test_a_fault_in_one_place_does_not_hide_those_elsewhere() -> None:
    table = changed(f"{RICE}.quota", -1)
    table["city"]["slug"] = "?"
    table["outlets"][0]["closes"] = "01:00"
    table["campaigns"][0]["price"]["resident_fen"] = 9999
    table["campaigns"][1]["units"] = 2
    assert broken(table) == {
        ("campaigns.rice.quota", "must be from 1 to 1000000000"),
        ("city.slug", SLUG),
        ("outlets.east-1.closes", "must be after opens"),
        ("campaigns.rice.price.resident_fen", "must be at most cap_fen (3000)"),
        ("campaigns.oil.units.max", "must be at most limits.person.units (1)"),
    }


def test_the_imagined_city_breaks_no_rule() -> None:
    assert broken(raw()) == set()
    parse_city(LAKESIDE.read_text(encoding="utf-8"))
