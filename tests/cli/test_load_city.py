"""`evenhand load-city`: a city's file becomes a city, or is refused with all its faults and nothing done."""

from pathlib import Path

import psycopg
import pytest

from evenhand.cli.exits import Exit
from evenhand.config.postgres import Server
from tests.cli.conftest import Run

LAKESIDE = Path(__file__).resolve().parent.parent / "cities" / "lakeside.toml"
TABLES = ("cities_district", "fulfilment_outlet", "campaigns_campaign")


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    return server.create_database("loaded")


def rows(database: str, table: str) -> int:
    """How many rows Lakeside has in a table."""
    with psycopg.connect(database, options="-c role=evenhand_app -c evenhand.city=lakeside") as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return found[0] if found else 0


def test_a_file_becomes_a_city_and_again_changes_nothing(evenhand: Run, database: str) -> None:
    for _ in range(2):
        done = evenhand("load-city", str(LAKESIDE), EVENHAND_DATABASE_URL=database)
        assert (done.returncode, done.stderr) == (Exit.OK, "")
        assert done.stdout == "lakeside is loaded; outlets: 2, campaigns: 2\n"
        assert [rows(database, table) for table in TABLES] == [3, 2, 2]


def test_a_file_with_faults_is_refused_with_all_of_them(evenhand: Run, database: str, tmp_path: Path) -> None:
    text = LAKESIDE.read_text("utf-8").replace("lakeside", "riverside").replace('"09:00"', '"25:00"')
    (tmp_path / "riverside.toml").write_text(f"colour = 3\n{text}", "utf-8")
    done = evenhand("load-city", str(tmp_path / "riverside.toml"), EVENHAND_DATABASE_URL=database)
    assert done.returncode == Exit.USAGE
    assert "colour = 3: unknown key" in done.stderr
    assert 'outlets.west-1.opens = "25:00"' in done.stderr
    with psycopg.connect(database, options="-c role=evenhand_app") as connection:
        assert connection.execute("SELECT 1 FROM cities_city WHERE slug = 'riverside'").fetchone() is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[city", b""])
def test_what_is_no_file_of_a_city_is_refused(evenhand: Run, database: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "city.toml").write_bytes(content)
    done = evenhand("load-city", str(tmp_path / "city.toml"), EVENHAND_DATABASE_URL=database)
    assert done.returncode == Exit.USAGE
    assert "Traceback" not in done.stderr


def test_a_campaign_that_was_published_is_not_changed_behind_its_back(
    evenhand: Run, database: str, tmp_path: Path
) -> None:
    evenhand("load-city", str(LAKESIDE), EVENHAND_DATABASE_URL=database).check_returncode()
    text = LAKESIDE.read_text("utf-8")
    (tmp_path / "changed.toml").write_text(text.replace("quota = 600", "quota = 300"), "utf-8")
    done = evenhand("load-city", str(tmp_path / "changed.toml"), EVENHAND_DATABASE_URL=database)
    assert done.returncode == Exit.REFUSED
    assert "wrong_state" in done.stderr
