"""A PostgreSQL server of our own: made, started, stopped, killed and shared by the programs of one data folder."""

import os
import shlex
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from evenhand.config import home
from evenhand.config.errors import DatabaseUnavailable, Misconfigured
from evenhand.config.postgres import account, address, binaries, postmaster, roles, sharing

SETTINGS = {
    "listen_addresses": "",  # a Unix socket in a private folder is the only way in
    "unix_socket_permissions": "0700",
    "fsync": "on",  # an answer is given only after its commit is on disk
    "synchronous_commit": "on",
    "commit_delay": "0",  # the gate forms its own batches
    "max_connections": "120",
    "shared_buffers": "256MB",
    "wal_buffers": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "5min",  # bounds the recovery after a crash
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",  # statements are short
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Server:
    """The server of a data folder.

    `with Server(folder) as server:` shares it: joins the running one or starts it; the last program to leave stops it.
    `start`, `stop`, `kill` and `restart` act at once, whoever uses it.
    """

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.data = folder / "postgres"
        self.sockets = address.socket_folder(self.data)
        self._users = sharing.Users(folder)

    def url(self, database: str = address.DATABASE) -> str:
        """The address of one of its databases, whether it runs or not."""
        return address.url(self.sockets, database)

    @property
    def admin_url(self) -> str:
        """The address for what only a superuser may do: roles and databases."""
        return address.url(self.sockets, "postgres", "postgres")

    @property
    def pid(self) -> int | None:
        """The postmaster's pid; None while it does not run."""
        process = postmaster.find(self.data)
        return process.pid if process else None

    def __enter__(self) -> Self:
        home.make(self.home)
        with self._users.alone():
            self.start()
            self._users.join()
            self._furnish()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._users.alone():
            if self._users.leave():
                self.stop()

    def start(self) -> None:
        """Make the data folder if it is new, and start the server unless it runs. DatabaseUnavailable: it won't."""
        home.make(self.home)
        runs_as = account.server_account()
        self._refuse_closed_folders(runs_as)
        if self.pid is not None:
            return
        programs = binaries.folder(runs_as, self.home)
        self._init(runs_as, programs)
        self._make_sockets(runs_as)
        postmaster.disown_pid(self.data)
        self._pg_ctl(runs_as, programs, "start", "-l", str(self.data / "log"), "-o", self._arguments())

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, committed ones are safe."""
        if self.pid is None:
            return
        runs_as = account.server_account()
        self._pg_ctl(runs_as, binaries.folder(runs_as, self.home), "stop", "-m", "fast")

    def kill(self) -> None:
        """SIGKILL to all its processes, as a power cut would end them."""
        if process := postmaster.find(self.data):
            postmaster.kill(process)

    def wait(self) -> None:
        """Return once the server has ended, or if it does not run."""
        if process := postmaster.find(self.data):
            process.wait()

    def restart(self) -> None:
        """Stop, then start."""
        self.stop()
        self.start()

    def create_database(self, name: str) -> str:
        """Make a database, if missing; its address."""
        roles.create_database(self.admin_url, name)
        return self.url(name)

    def _furnish(self) -> None:
        """The login user, the roles and the database that everything expects."""
        roles.ensure_login(self.admin_url, address.LOGIN)
        roles.ensure_roles(self.admin_url, address.LOGIN)
        self.create_database(address.DATABASE)

    def _refuse_closed_folders(self, runs_as: account.Account) -> None:
        if blocked := runs_as.blocked_at(self.home) or (self.data.exists() and runs_as.blocked_at(self.data)):
            raise Misconfigured(
                f"PostgreSQL runs as user {runs_as.name}, who can't enter {blocked}; choose another EVENHAND_HOME"
            )

    def _init(self, runs_as: account.Account, programs: Path) -> None:
        """Make the data folder, whole or not at all. Misconfigured: one made by another major version is there."""
        made_by = self.data / "PG_VERSION"
        if made_by.exists():
            if int(made_by.read_text()) != binaries.major():
                raise Misconfigured(
                    f"{self.data} was made by PostgreSQL {made_by.read_text().strip()}, this is {binaries.major()}: "
                    "dump it with the old one and restore it, or move it away"
                )
            return
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        account.give(draft, runs_as)
        account.run(
            runs_as,
            [
                programs / "initdb",
                "-D",
                str(draft),
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
            ],
        )
        draft.rename(self.data)

    def _make_sockets(self, runs_as: account.Account) -> None:
        """The private folder of the socket, if not the data folder. Misconfigured: a stranger made it first."""
        if self.sockets == self.data:
            return
        with suppress(FileExistsError):
            account.give(self.sockets, runs_as)
        found = self.sockets.lstat()
        if found.st_uid != runs_as.uid or found.st_mode & 0o077:
            raise Misconfigured(f"{self.sockets} belongs to somebody else; set EVENHAND_HOME to a shorter path")

    def _arguments(self) -> str:
        """The settings, for pg_ctl to hand to a shell. Given at each start, they hold for old data folders too."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        return shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))

    def _pg_ctl(self, runs_as: account.Account, programs: Path, verb: str, *arguments: str) -> None:
        try:
            account.run(runs_as, [programs / "pg_ctl", verb, "-D", str(self.data), "-w", "-t", "60", *arguments])
        except DatabaseUnavailable as error:
            raise DatabaseUnavailable(f"PostgreSQL won't {verb}: {self._last_words()} ({self.data / 'log'})") from error

    def _last_words(self) -> str:
        """The end of the server's log."""
        log = self.data / "log"
        lines = log.read_text(errors="replace").splitlines() if os.access(log, os.R_OK) else []
        return " / ".join(lines[-3:]) or "no word in its log"
