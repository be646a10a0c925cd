"""`evenhand plan` as somebody types it: figures, plan, picture; and what a wrong file is told."""

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from evenhand.cli.commands import app
from evenhand.core.routing.formats.bad_file import BadFile

WAVE = """row,id,lon,lat,units,parcels,kind,depot
depot,shop,106.63,30.45,90,,,
vehicle,bike1,,,,2,e_bike,shop
vehicle,bike2,,,,2,e_bike,shop
order,near,106.64,30.46,1,1,,
order,north,106.63,30.48,1,1,,
order,east,106.66,30.45,1,1,,
order,lost,,,1,1,,
"""


def test_a_wave_is_planned_written_and_drawn(tmp_path: Path) -> None:
    wave, plan, picture = (tmp_path / name for name in ("wave.csv", "plan.csv", "plan.png"))
    wave.write_text(WAVE)
    said = ["plan", str(wave), "--seconds", "0.2", "--out", str(plan), "--picture", str(picture), "--json"]
    done = CliRunner().invoke(app, said, catch_exceptions=False)
    figures = json.loads(done.output)
    assert (figures["unserved"], figures["violations"]) == (1, 0)
    assert set(figures) == {"cost", "unserved", "routes", "first_plan_s", "seconds", "rss_mb", "violations"}
    assert "lost" in plan.read_text()
    assert "no_place" in plan.read_text()
    with Image.open(picture) as drawn:
        colors = {color for _, color in drawn.getcolors(10**6) or ()}
        assert max(drawn.size) > 1000
    assert {(11, 107, 79), (27, 31, 29)} <= colors, "a route and a depot"


def test_a_wrong_file_names_line_and_field_and_writes_nothing(tmp_path: Path) -> None:
    wave, plan = tmp_path / "wave.csv", tmp_path / "plan.csv"
    wave.write_text(WAVE.replace("30.48,1", "30.48,many"))
    with pytest.raises(BadFile) as bad:
        CliRunner().invoke(app, ["plan", str(wave), "--out", str(plan)], catch_exceptions=False)
    assert "line 6" in str(bad.value)
    assert "units" in str(bad.value)
    assert not plan.exists()
