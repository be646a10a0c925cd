"""The look: one place for colors, files as vendored, words complete."""

import hashlib
import re
import tomllib
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.utils.translation import override

from evenhand.web.kit import pictures
from evenhand.web.states import STATES
from tests.house import tree

WEB = tree.SOURCE / "web"
STATIC = WEB / "static"
CATALOG = WEB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
STYLES = sorted((STATIC / "evenhand").glob("*.css"))
COLOR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(", re.IGNORECASE)
LARGEST_STYLE = 25 * 1024
ELSEWHERE = ("style.py", "forms.py")


def templates() -> list[Path]:
    return sorted((WEB / "templates").rglob("*.html"))


def test_vendored_files_are_byte_for_byte_as_published() -> None:
    for package in tomllib.loads((STATIC / "vendor" / "vendor.toml").read_text("utf-8")).values():
        assert package["version"]
        assert package["licence"]
        for name, digest in package["sha256"].items():
            assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_every_vendored_file_is_recorded() -> None:
    recorded = {
        name
        for package in tomllib.loads((STATIC / "vendor" / "vendor.toml").read_text("utf-8")).values()
        for name in package["sha256"]
    }
    files = [path for path in (STATIC / "vendor").rglob("*") if path.is_file() and path.name != "vendor.toml"]
    assert {str(path.relative_to(STATIC / "vendor")) for path in files} == recorded


def test_every_icon_is_used_and_every_used_one_is_there() -> None:
    pages = " ".join(path.read_text("utf-8") for path in templates())
    code = " ".join(module.text for module in tree.source() if module.name.startswith("evenhand.web."))
    vendored = {path.stem for path in pictures.ICONS.glob("*.svg")}
    used = set(re.findall(r'\{% icon "([\w-]+)" %\}', pages)) | set(re.findall(r'icon_name="([\w-]+)"', pages))
    used |= set(re.findall(r'empty_icon="([\w-]+)"', pages)) | {name for name in vendored if f'"{name}"' in code}
    used |= {state.icon for state in STATES.values()}
    assert used == vendored


@pytest.mark.req("people:L1")
def test_no_color_stands_outside_the_tokens() -> None:
    """But on paper, which is printed black on white and knows no mode."""
    files = [
        *(path for path in templates() if path.parent.name != "papers"),
        *[path for path in STYLES if path.name != "tokens.css"],
        *(STATIC / "evenhand").glob("*.js"),
    ]
    files += [module.path for module in tree.source() if module.name.startswith("evenhand.web.")]
    assert [str(path) for path in files if COLOR.search(path.read_text("utf-8"))] == []


def test_the_stylesheets_stay_small() -> None:
    assert sum(path.stat().st_size for path in STYLES) <= LARGEST_STYLE


def test_every_token_that_is_used_is_defined() -> None:
    tokens = (STATIC / "evenhand" / "tokens.css").read_text("utf-8")
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(path.read_text("utf-8") for path in STYLES)))
    assert used - set(re.findall(r"(--[\w-]+):", tokens)) == set()


def test_dark_is_the_same_whether_chosen_or_preferred() -> None:
    tokens = (STATIC / "evenhand" / "tokens.css").read_text("utf-8")
    preferred = re.search(r'not\(\[data-theme="light"\]\) \{(.*?)\}', tokens, re.S)
    chosen = re.search(r'^\[data-theme="dark"\] \{(.*?)\}', tokens, re.S | re.M)
    assert preferred
    assert chosen
    assert preferred[1].split() == chosen[1].split()


@pytest.mark.req("people:G8")
def test_no_page_has_inline_style_or_script() -> None:
    for path in templates():
        page = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|javascript:", page), path
        assert not re.search(r"<script(?![^>]*src=)", page), path
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), path


def entries() -> list[tuple[str, str]]:
    """Every entry of the catalog: its source and what stands for it."""
    text = CATALOG.read_text("utf-8")
    blocks = [block for block in text.split("\n\n") if "\nmsgid" in f"\n{block}"][1:]
    return [(_string(block, "msgid"), _string(block, r"msgstr(?:\[0\])?")) for block in blocks]


def _string(block: str, name: str) -> str:
    found = re.search(rf'^{name} ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.M)
    assert found, block
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found[1])).replace('\\"', '"')


@pytest.mark.req("people:G5")
def test_the_catalog_is_complete_and_sure() -> None:
    assert len(entries()) > 300
    assert [source for source, words in entries() if not words] == []
    assert "fuzzy" not in CATALOG.read_text("utf-8")


def test_translations_keep_what_is_filled_in() -> None:
    def filled(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s", text))

    assert [source for source, words in entries() if filled(words) != filled(source)] == []


def test_the_compiled_catalog_is_of_this_text() -> None:
    """`make words` compiles it."""
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    with_context = re.findall(r'^msgctxt "(.*)"\nmsgid "(.*)"\nmsgstr "(.*)"$', CATALOG.read_text("utf-8"), re.M)
    assert [source for context, source, words in with_context if compiled.pgettext(context, source) != words] == []
    known = {source for _, source, _ in with_context}
    assert [
        source
        for source, words in entries()
        if source not in known and words not in (compiled.gettext(source), compiled.ngettext(source, "", 1))
    ] == []
    assert compiled.pgettext("a day, as Django's date format", "j M") == "n月j日"


def test_every_text_of_the_source_is_in_the_catalog() -> None:
    """`make words` collects them."""
    assert collected() - {source for source, _ in entries()} == set()


def collected() -> set[str]:
    """Texts marked for translation in modules and templates."""
    marked = set()
    for path in templates():
        page = path.read_text("utf-8")
        marked |= set(re.findall(r'\{% translate "([^"]+)"', page)) | set(re.findall(r"\{% translate '([^']+)'", page))
        marked |= set(re.findall(r'_\("([^"]+)"\)', page))
    for module in tree.source():
        marked |= set(re.findall(r'\b(?:gettext|_)\(\s*"((?:[^"\\]|\\.)+)"\s*\)', module.text))
    return marked


def test_states_have_words_in_both_languages() -> None:
    for name, state in STATES.items():
        with override("en"):
            english = str(state.word)
        with override("zh-hans"):
            assert str(state.word) != english, name
