"""PostgreSQL refuses to run as root. Started by root, it runs as a system user of its own."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.config.errors import DatabaseUnavailable, Misconfigured

SYSTEM_USER = "evenhand"


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as."""

    name: str
    uid: int
    gid: int

    def may_pass(self, path: Path) -> bool:
        """Whether the modes of a folder or program let this account through."""
        found = path.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        return bool(found.st_mode & (stat.S_IXGRP if found.st_gid == self.gid else stat.S_IXOTH))

    def blocked_at(self, path: Path) -> Path | None:
        """The first folder on the way to `path`, itself included, that this account can't enter."""
        return next((step for step in [*reversed(path.parents), path] if not self.may_pass(step)), None)


def server_account() -> Account:
    """The account the server runs as: who we are, or, for root, the system user, made where it is missing."""
    if os.geteuid() != 0:
        found = pwd.getpwuid(os.geteuid())
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        found = _add_system_user()
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def _add_system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Misconfigured(f"PostgreSQL can't run as root, nor user {SYSTEM_USER!r} be added: {error}") from error
    return pwd.getpwnam(SYSTEM_USER)


def give(path: Path, account: Account) -> None:
    """Make a new, private folder that belongs to the account."""
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid)


def run(account: Account, command: Sequence[str | Path]) -> None:
    """Run one of PostgreSQL's programs as the account, in a bare environment. DatabaseUnavailable: it failed."""
    root = os.geteuid() == 0
    done = subprocess.run(
        command,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        cwd="/",
        user=account.uid if root else None,
        group=account.gid if root else None,
        extra_groups=[] if root else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip()
        raise DatabaseUnavailable(f"{Path(command[0]).name} failed: {words}")
