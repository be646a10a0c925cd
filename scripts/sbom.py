"""Prints the bill of materials: every locked package as CycloneDX 1.6, with the hashes that installing checks.

`python scripts/sbom.py > sbom.cdx.json`. The same lock gives the same text.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def packages(lock: str) -> Iterator[Package]:
    """Every package of a lock. ValueError: one is not pinned, or has no hash to check."""
    for block in re.split(r"\n(?=\S)", "\n".join(line for line in lock.splitlines() if not line.startswith("#"))):
        if not block.strip():
            continue
        pinned, hashes = PINNED.match(block), tuple(HASH.findall(block))
        if not pinned or not hashes:
            raise ValueError(f"not pinned to a version and a hash: {block.splitlines()[0]}")
        yield Package(pinned[1], pinned[2], hashes)


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "evenhand"}},
        "components": [
            {
                "type": "library",
                "name": each.name,
                "version": each.version,
                "purl": each.purl,
                "bom-ref": each.purl,
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in each.hashes],
            }
            for each in packages(lock)
        ],
    }


if __name__ == "__main__":
    json.dump(bill(LOCK.read_text("utf-8")), sys.stdout, indent=1)
    sys.stdout.write("\n")
