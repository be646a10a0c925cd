"""The browser recomputes: the example of the specification, and one entrant's paper, true and changed."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from evenhand.core.draw import bundle, keys
from evenhand.core.draw.notation import digest
from tests.core.draw import published, staged
from tests.house import tree

SCRIPT = tree.SOURCE / "web" / "static" / "evenhand" / "draw.js"
PAGE = """<!doctype html><title>paper</title><data data-draw-paper hidden value="%s"></data>
<p data-draw-right hidden>right<p data-draw-wrong hidden>wrong<p data-draw-unable hidden>unable
<script type="module" src="draw.js"></script>"""
MODULE = "import('/draw.js')"
SIGNED_ONLY = ("log_size", "entrants")
"""A path alone may fit trees of two sizes; which it is, head and result say under their signatures."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    extensions_map = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}  # noqa: RUF012  # as its parent

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def paper() -> dict[str, Any]:
    """What a page shows the winner of the staged draw's third rank."""
    record = staged.held()
    mine: dict[str, Any] = json.loads(bundle.entry_proof(record, record.drawn.rows[2][12:28]))
    final, drawn = record.heads[-1], record.drawn
    return mine | {
        "rules": record.rules.digest.hex(),
        "log_root": final.root.hex(),
        "log_size": final.size,
        "salt": drawn.salt.hex(),
        "ikm": drawn.ikm.decode(),
        "result_root": drawn.result_root.hex(),
        "entrants": len(drawn.rows),
    }


def changed(told: dict[str, Any], field: str) -> dict[str, Any]:
    value = told[field]
    if isinstance(value, int):
        return {**told, field: value + 1}
    if isinstance(value, list):
        return {**told, field: value[1:]}
    last = "1" if value[-2] == "0" else "0"
    return {**told, field: value[:-2] + last + value[-1]}


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "draw.js").write_bytes(SCRIPT.read_bytes())
    (tmp_path / "index.html").write_text(PAGE % escape(json.dumps(paper())), "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/index.html")
        yield page
        page.close()
        server.shutdown()


@pytest.mark.req("people:P2", "draw:9")
def test_the_browser_finds_out_by_itself(opened: Page) -> None:
    opened.wait_for_selector("[data-draw-right]:visible")
    assert opened.locator("[data-draw-wrong]:visible").count() == 0

    ikm = keys.ikm(
        digest(published.EXAMPLE["rules"]),
        bytes.fromhex(published.EXAMPLE["root"]),
        keys.drand_line(bytes.fromhex(published.QUICKNET["hash"]), 1000, bytes.fromhex(published.ROUNDS[1000])),
        [published.EXAMPLE["manual"]],
    ).decode()
    found = opened.evaluate(
        f"""async ([ikm, labels]) => {{
          const draw = await {MODULE};
          const values = [17, 34].map((byte, index) => [index, new Uint8Array(32).fill(byte)]);
          const prk = await draw.prkOf(await draw.saltOf(values), ikm);
          const keys = labels.map(([label, tickets]) => draw.keyOf(prk, draw.bytes(label), tickets));
          return [prk, ...await Promise.all(keys)].map(draw.hex);
        }}""",
        [ikm, [[label.hex(), tickets] for label, tickets, _ in (published.EXAMPLE["A"], published.EXAMPLE["B"])]],
    )
    assert found == [published.EXAMPLE["prk"], published.EXAMPLE["A"][2], published.EXAMPLE["B"][2]]

    told = paper()
    papers = [told, *(changed(told, field) for field in told if field not in SIGNED_ONLY), {}]
    holds = opened.evaluate(f"async (papers) => Promise.all(papers.map((await {MODULE}).holds))", papers)
    assert holds == [True] + [False] * (len(papers) - 1)
