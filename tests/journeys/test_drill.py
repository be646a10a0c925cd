"""`evenhand drill` as a person runs it: a lobby fills, the hour comes, everybody has an answer; then the report."""

import json
import subprocess

import pytest

from tests.journeys import days
from tests.journeys.days import EVENHAND, ROOT

PEOPLE = 80


@pytest.mark.req("domain:F14")
def test_a_drill_says_in_words_figures_and_pictures_what_would_happen() -> None:
    with days.home() as home:
        taiyuan = str(ROOT / "cities" / "taiyuan.toml")
        options = ["--people", str(PEOPLE), "--minutes", "0.1", "--packs", "20", "--json"]
        done = subprocess.run(
            [str(EVENHAND), "drill", taiyuan, *options], env=home.environ(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        figures = json.loads(done.stdout)
        assert figures["people"] == PEOPLE and figures["answers"] >= PEOPLE
        assert 0 < figures["granted"] * 5 <= figures["quota"] == 100
        assert [figures[name] for name in ("oversold", "doubled", "unanswered")] == [0, 0, 0]
        assert figures["gate_mb"] > 10 and figures["p99_ms"] >= figures["p50_ms"] > 0
        [english] = (home.folder / "reports").glob("taiyuan-drill-*.en.html")
        page = english.read_text("utf-8")
        assert "Every promise was kept." in page and "A place in the line" in page and "<svg" in page
        [chinese] = set((home.folder / "reports").glob("taiyuan-drill-*.html")) - {english}
        assert "演练" in chinese.read_text("utf-8")


@pytest.mark.parametrize("wrong", [["nowhere"], ["taiyuan", "--people", "5"], ["taiyuan", "--minutes", "0"]])
def test_a_drill_that_cannot_be_is_refused_in_words(wrong: list[str]) -> None:
    with days.home() as home:
        done = subprocess.run(
            [str(EVENHAND), "drill", *wrong], env=home.environ(), capture_output=True, text=True, check=False
        )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr and done.stderr.strip()
