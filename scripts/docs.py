"""Writes the pages whose tables stand in the code. A test fails while a page says something else."""

from pathlib import Path

from evenhand.config.options import OPTIONS, Option

SETTINGS = Path(__file__).resolve().parent.parent / "docs" / "settings.md"


def with_table(page: str) -> str:
    """The page of settings, its table written anew."""
    text = page.partition("\n| ")[0]
    return "\n".join([text, "| variable | default | meaning |", "|---|---|---|", *map(_row, OPTIONS.values()), ""])


def _row(option: Option) -> str:
    default = f"`{option.default}`" if option.default else "–"
    return f"| `{option.name}` | {default} | {option.meaning} |"


if __name__ == "__main__":
    SETTINGS.write_text(with_table(SETTINGS.read_text("utf-8")), "utf-8")
