"""The pages say what the program does: reasons, settings, decisions and links are held to the source."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from evenhand.config.options import OPTIONS
from evenhand.core.errors import Reason
from scripts import docs as pages
from tests.house import tree

DOCS = tree.ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def first_cells(page: Path) -> list[str]:
    """What stands in backquotes at the beginning of a table's lines."""
    return re.findall(r"^\| `(\w+)` \|", page.read_text("utf-8"), re.M)


def test_every_reason_is_explained_once() -> None:
    assert sorted(first_cells(DOCS / "refusals.md")) == sorted(Reason)


def test_every_setting_is_documented_as_it_is() -> None:
    text = pages.SETTINGS.read_text("utf-8")
    assert text == pages.with_table(text), "make docs writes this page"


def test_every_setting_that_is_spoken_of_exists() -> None:
    files = [
        *tree.SOURCE.rglob("*.py"),
        *(tree.ROOT / "tests").rglob("*.py"),
        *tree.documents(),
        tree.ROOT / "Makefile",
    ]
    spoken = {name for file in files for name in re.findall(r"\bEVENHAND_[A-Z_]+[A-Z]\b", file.read_text("utf-8"))}
    inside_django = {name for name in dir(settings) if name.startswith("EVENHAND_")}
    assert spoken - set(OPTIONS) - inside_django == set()


def anchor(heading: str) -> str:
    """The fragment under which a page shows a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def is_broken(page: Path, link: str) -> bool:
    target, _, fragment = link.partition("#")
    file = (page.parent / target) if target else page
    if not file.exists():
        return True
    headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M) if fragment else []
    return bool(fragment) and fragment not in {anchor(heading) for heading in headings}


@pytest.mark.parametrize("page", tree.documents(), ids=lambda page: str(page.relative_to(tree.ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if not link.startswith(("http:", "https:"))]
    assert [link for link in links if is_broken(page, link)] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_fits_one_page_and_has_its_three_parts(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {int(page.name[:4]):04d} ")
    assert len(text.splitlines()) <= 60


def test_the_plan_has_a_line_for_every_directory() -> None:
    text = (tree.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    directories = [path.name for path in tree.SOURCE.iterdir() if (path / "__init__.py").exists()]
    missing: list[Any] = [name for name in [*directories, *tree.rooms()] if f"`{name}`" not in text]
    assert missing == []
