"""Charts, maps, icons, codes: geometry from the server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from evenhand.core.terms import Place
from evenhand.web.kit import calendar, charts, maps, pictures

HOUR = timedelta(hours=1)
LAT, LON = st.floats(-80, 80), st.floats(-170, 170)


def test_bars_are_parts_of_the_longest() -> None:
    bars = charts.counted([("a", 50), ("b", 200), ("c", 0)])
    assert [(bar.percent, bar.shown) for bar in bars] == [(25, "50"), (100, "200"), (0, "0")]
    assert [bar.percent for bar in charts.counted([("a", 0)])] == [0]


def test_a_curve_has_a_table_and_names_its_highest() -> None:
    curve = charts.curve([("10:00", 5), ("10:01", 1500), ("10:02", 0)])
    assert curve is not None
    assert curve.edge == "M0.00 39.87 L50.00 0.00 L100.00 40.00"
    assert (curve.peak, curve.peak_at) == ("1,500", "10:01")
    assert curve.rows == [("10:00", "5"), ("10:01", "1,500"), ("10:02", "0")]
    assert charts.curve([("10:00", 5)]) is None
    assert charts.curve([]) is None


@given(st.lists(st.builds(Place, lon=LON, lat=LAT), min_size=1, max_size=20))
def test_a_map_shows_all_its_places(places: list[Place]) -> None:
    frame = maps.Frame.around(places)
    assert all(frame.spot(place).inside for place in places)


def test_a_map_keeps_proportions() -> None:
    """Two places one kilometer apart east, two one kilometer apart north: the same length in a picture of 4:3."""
    center, east, north = Place(106.6, 30.0), Place(106.61037, 30.0), Place(106.6, 30.00898)
    frame = maps.Frame.around([center, east, north])
    a, b, c = (frame.spot(place) for place in (center, east, north))
    assert (b.x - a.x) * maps.ASPECT == pytest.approx(a.y - c.y, rel=0.01)


def test_a_single_place_has_a_map_and_none_has_not() -> None:
    spot = maps.Frame.around([Place(106.6, 30.0)]).spot(Place(106.6, 30.0))
    assert (spot.x, spot.y) == (50, 50)
    with pytest.raises(ValueError, match="needs a place"):
        maps.Frame.around([])


def test_labels_grow_into_the_picture() -> None:
    assert [maps.Spot(x, 50).anchor for x in (5, 50, 95)] == ["start", "middle", "end"]


def test_icons_come_from_vendored_files_and_from_nowhere_else() -> None:
    assert pictures.icon("check").count("<path") == 1
    assert 'aria-hidden="true"' in pictures.icon("check")
    with pytest.raises(OSError, match="nonesuch"):
        pictures.icon("nonesuch")


def test_a_code_is_one_inline_picture() -> None:
    svg = pictures.qr("a.signed.text")
    assert svg.startswith("<svg")
    assert 'class="qr"' in svg
    assert "style=" not in svg


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_a_calendar_says_back_what_was_put_into_it(title: str) -> None:
    noon = datetime(2026, 12, 5, 4, tzinfo=UTC)
    file = calendar.event(name="e", uid="1", at=noon, ends=noon + HOUR, title=title, url="https://e.org/", made=noon)
    [entry] = Calendar.from_ical(file.content).walk("VEVENT")
    assert (str(entry["summary"]), entry.start, entry.end) == (title, noon, noon + HOUR)
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))


def test_vendored_icons_are_files() -> None:
    assert Path(pictures.ICONS).is_dir()
