"""An official with a key of their own: promises, promises the same again, reveals, and keeps it all to themselves."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenhand.cli import official
from evenhand.config.errors import Misconfigured
from evenhand.core.draw import bundle, officials, rules, void
from evenhand.core.draw.flaws import Flawed
from tests.cli.conftest import Run
from tests.core.draw import samples, staged


def ruled(folder: Path, *keys: str) -> Path:
    named = [{"index": index, "role": f"official {index}", "key": key} for index, key in enumerate(keys)]
    file = folder / "rules.json"
    file.write_bytes(rules.build(samples.rules_table(officials=named)).raw)
    return file


def said(*arguments: object) -> bytes:
    ended = CliRunner().invoke(official.app, [str(each) for each in arguments])
    assert ended.exit_code == 0, ended.exception
    return ended.stdout.encode()


def failed(*arguments: object) -> BaseException:
    ended = CliRunner().invoke(official.app, [str(each) for each in arguments])
    assert ended.stdout == ""
    assert ended.exception
    return ended.exception


@pytest.mark.req("draw:3")
def test_an_official_promises_and_reveals_on_their_own_machine(tmp_path: Path) -> None:
    key = tmp_path / "mine.key"
    file = ruled(tmp_path, samples.official(1)["key"], said("keygen", key).decode().strip())
    promised = said("commit", key, file)
    assert said("commit", key, file) == promised, "asked again, it promises the same"
    read = rules.parse(file.read_bytes())
    commitment = officials.read_commitment(promised)
    told = officials.read_reveal(said("reveal", key, file))
    officials.check_commitment(commitment, read)
    officials.check_reveal(told, commitment, read)
    assert told.index == 1
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in tmp_path.iterdir() if each != file)


@pytest.mark.req("trust:S2")
def test_two_officials_void_a_result_one_beside_the_other(tmp_path: Path) -> None:
    keys = [tmp_path / f"{n}.key" for n in range(2)]
    file = ruled(tmp_path, *(said("keygen", key).decode().strip() for key in keys))
    read, first = rules.parse(file.read_bytes()), tmp_path / "void.json"
    first.write_bytes(said("void", keys[0], file, "--attempt", 1, "--reason", "court_order"))
    both = void.read(said("void", keys[1], file, "--beside", first))
    assert void.check(both, read, 1) is void.VoidReason.COURT_ORDER
    with pytest.raises(Flawed):
        void.check(void.read(first.read_bytes()), read, 1)
    assert isinstance(failed("void", keys[0], file), Misconfigured)
    for wrong in (b"{}", b"nothing", b'{"signatures":[],"void":[]}', b'{"signatures":[],"void":{"rules":"00"}}'):
        first.write_bytes(wrong)
        assert isinstance(failed("void", keys[1], file, "--beside", first), Misconfigured)


def test_a_key_is_never_written_over_and_never_read_where_others_can(tmp_path: Path) -> None:
    key = tmp_path / "mine.key"
    said("keygen", key)
    before = key.read_bytes()
    assert isinstance(failed("keygen", key), Misconfigured)
    assert key.read_bytes() == before
    key.chmod(0o644)
    assert "chmod" in str(
        failed("commit", key, ruled(tmp_path, samples.official(0)["key"], samples.official(1)["key"]))
    )


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "mine.key"
    said("keygen", key)
    strangers = ruled(tmp_path, samples.official(0)["key"], samples.official(1)["key"])
    assert "do not name this key" in str(failed("commit", key, strangers))
    assert "nothing was promised" in str(failed("reveal", key, strangers))
    assert isinstance(failed("commit", key, key), Flawed)
    assert isinstance(failed("commit", strangers, strangers), Misconfigured)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b'{"commit":"","index":0,"signature":""}', b'{"commit":1,"index":true}']
)
def test_what_is_no_promise_is_refused(raw: bytes) -> None:
    for read in (officials.read_commitment, officials.read_reveal):
        with pytest.raises(Flawed):
            read(raw)


@pytest.mark.req("draw:9")
def test_a_bundle_is_verified_by_the_file_that_stands_alone(tmp_path: Path, evenhand: Run) -> None:
    (tmp_path / "draw.zip").write_bytes(bundle.archive(staged.files()))
    key = staged.MIRROR.public_key().public_bytes_raw().hex()
    ended = evenhand("draw", "verify", str(tmp_path / "draw.zip"), "--place", f"next city={key}")
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "VERIFIED")
    assert evenhand("draw", "verify", str(tmp_path / "draw.zip")).returncode == 3
    assert evenhand("draw", "verify", str(tmp_path / "nothing")).returncode == 2
