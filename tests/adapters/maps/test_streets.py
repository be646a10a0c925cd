"""Figures of a map: from a server that speaks OSRM, from an extract in this process, in any of three datums."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from evenhand.adapters.maps import datum
from evenhand.adapters.maps.datum import Datum
from evenhand.adapters.maps.osrm import OsrmServer
from evenhand.adapters.maps.streets import Streets, build
from evenhand.core.errors import Reason, Refused
from evenhand.core.routing.problem import FOREVER
from evenhand.core.terms import Place, VehicleKind

SQUARE = Place(106.6, 30.4)


class FakeOsrm(BaseHTTPRequestHandler):
    """A fake of osrm-routed: its table service, its limit of places, its `null` where no way leads."""

    asked: list[str]
    most = 6

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, service, version, profile, path = parts.path.split("/")
        assert (service, version) == ("table", "v1")
        points = [tuple(map(float, point.split(","))) for point in path.split(";")]
        type(self).asked.append(profile)
        if len(points) > self.most:
            return self.say(400, {"code": "TooBig", "message": "Too many table coordinates"})
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert query["annotations"] == "duration,distance"
        rows = [points[int(number)] for number in query["sources"].split(";")]
        columns = [points[int(number)] for number in query["destinations"].split(";")]
        meters = [[self.way(here, there) for there in columns] for here in rows]
        seconds = [[None if way is None else way / (4 if profile == "bicycle" else 8) for way in row] for row in meters]
        return self.say(200, {"code": "Ok", "distances": meters, "durations": seconds})

    @staticmethod
    def way(here: tuple[float, ...], there: tuple[float, ...]) -> float | None:
        island = here[1] > 31 or there[1] > 31
        return None if island and here != there else 1e5 * (abs(here[0] - there[0]) + 2 * abs(here[1] - there[1])) + 0.1

    def say(self, status: int, said: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    FakeOsrm.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), FakeOsrm) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def test_a_server_is_asked_in_blocks_in_its_datum_and_never_twice(server: str) -> None:
    account = {"driving": server, "bicycle": server, "most": 6}
    maps = OsrmServer(account)
    places = [Place(106.6 + number / 100, 30.4) for number in range(7)]
    table = maps.table(VehicleKind.E_BIKE, places, places)
    assert table.meters[0].tolist() == [1, 1001, 2001, 3001, 4001, 5001, 6001]
    assert table.seconds[0, 1] == 251
    assert FakeOsrm.asked == ["bicycle"] * 9
    maps.table(VehicleKind.E_BIKE, places[2:], places[:3])
    assert len(FakeOsrm.asked) == 9
    assert maps.table(VehicleKind.CAR, places[:2], places[:2]).seconds[0, 1] == 126
    moved = OsrmServer({**account, "datum": "gcj02"}).table(VehicleKind.CAR, [SQUARE], [Place(106.7, 30.4)])
    assert moved.meters[0, 0] != 10_001
    assert abs(moved.meters[0, 0] - 10_001) < 100


def test_where_no_way_leads_nobody_is_sent_and_a_silent_server_is_named(server: str) -> None:
    account = {"driving": server, "bicycle": server}
    assert OsrmServer(account).table(VehicleKind.CAR, [SQUARE], [Place(106.6, 31.5)]).meters[0, 0] == FOREVER
    for bad in ({**account, "most": 1000}, {**account, "driving": "http://127.0.0.1:9"}):
        many = [Place(106.6 + number / 100, 30.4) for number in range(7)]
        with pytest.raises(Refused) as refused:
            OsrmServer(bad).table(VehicleKind.CAR, many, many)
        assert (refused.value.reason, refused.value.field) == (Reason.UNAVAILABLE, "maps")


def town(file: Path, side: int = 5) -> None:
    """An extract of a town: streets a kilometer long that cross at right angles."""
    step = 0.009
    nodes = [
        f'<node id="{1 + x + side * y}" version="1" lat="{30.4 + step * y}" lon="{106.6 + step * x}"/>'
        for y in range(side)
        for x in range(side)
    ]
    ways = []
    for line in range(side):
        for cells in ([line * side + x for x in range(side)], [y * side + line for y in range(side)]):
            refs = "".join(f'<nd ref="{1 + cell}"/>' for cell in cells)
            ways.append(f'<way id="{100 + len(ways)}" version="1">{refs}<tag k="highway" v="residential"/></way>')
    file.write_text(f'<osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>')


def test_an_extract_is_built_once_and_asked_without_a_server(tmp_path: Path) -> None:
    town(tmp_path / "town.osm")
    build(tmp_path / "town.osm", tmp_path / "map")
    maps = Streets(tmp_path / "map")
    corner, far = Place(106.6, 30.4), Place(106.6 + 0.036, 30.4 + 0.036)
    bike, car = (maps.table(kind, [corner], [corner, far]) for kind in (VehicleKind.E_BIKE, VehicleKind.CAR))
    assert bike.meters[0, 0] == 0
    assert 7_000 < bike.meters[0, 1] < 8_000
    assert car.seconds[0, 1] < bike.seconds[0, 1]


def test_a_folder_without_a_map_and_a_file_that_is_no_extract_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as empty:
        Streets(tmp_path).table(VehicleKind.CAR, [SQUARE], [SQUARE])
    assert "evenhand map build" in empty.value.facts["rule"]
    (tmp_path / "bad.osm").write_text("no extract")
    with pytest.raises(Refused) as bad:
        build(tmp_path / "bad.osm", tmp_path / "map")
    assert bad.value.field == "extract"


@pytest.mark.parametrize("kind", Datum)
def test_there_and_back_is_the_same_place_within_a_meter(kind: Datum) -> None:
    lon, lat = datum.to(kind, SQUARE)
    back = datum.ours(kind, lon, lat)
    assert abs(back.lon - SQUARE.lon) < 1e-5
    assert abs(back.lat - SQUARE.lat) < 1e-5
    assert (abs(lon - SQUARE.lon) > 1e-3) == (kind is not Datum.WGS84)


def test_outside_china_nothing_is_shifted() -> None:
    assert datum.to(Datum.GCJ02, Place(24.9, 60.2)) == (24.9, 60.2)
