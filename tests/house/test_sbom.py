"""The bill of materials names every package that is installed, with the hashes that installing checks."""

import re
from importlib.metadata import distributions

import pytest

from scripts import sbom

LOCK = sbom.LOCK.read_text("utf-8")
NOT_LOCKED = {"evenhand", "pip", "uv"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.req("trust:S22")
def test_whatever_is_installed_is_on_the_bill_with_its_hashes() -> None:
    components = sbom.bill(LOCK)["components"]
    listed = {plain(each["name"]): each for each in components}
    installed = {plain(each.metadata["Name"]): each.version for each in distributions()}
    assert {name for name in installed if name not in listed} <= NOT_LOCKED
    assert {name: listed[name]["version"] for name in installed if name in listed} == {
        name: version for name, version in installed.items() if name in listed
    }
    assert all(each["hashes"] and each["purl"].startswith("pkg:pypi/") for each in components)
    assert len({each["bom-ref"] for each in components}) == len(components)


@pytest.mark.req("trust:S22")
@pytest.mark.parametrize("line", ["evil==1.0\n", "evil>=1.0 --hash=sha256:" + "0" * 64 + "\n", "-e ./evil\n"])
def test_control_a_package_without_a_version_or_a_hash_is_caught(line: str) -> None:
    with pytest.raises(ValueError, match="not pinned"):
        sbom.bill(LOCK + line)
