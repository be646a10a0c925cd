"""The data folder: the server's own database, the key of rehearsals, reports; and the verifier, which we give away."""

import os
from collections.abc import Mapping
from pathlib import Path

from evenhand.config import options
from evenhand.config.errors import Misconfigured

ROOTS_FOLDER = Path("/var/lib/evenhand")
PACKAGE = Path(__file__).resolve().parent.parent
VERIFIERS = (PACKAGE / "verifier", PACKAGE.parent.parent / "verifier")


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """EVENHAND_HOME; else, for root, /var/lib/evenhand, because root's database runs as a user who can't enter a home;
    else .evenhand in the current folder. It need not exist yet.
    """
    if chosen := options.text("EVENHAND_HOME", environ):
        return Path(chosen).expanduser().resolve()
    return ROOTS_FOLDER if os.geteuid() == 0 else Path.cwd() / ".evenhand"


def make(path: Path) -> Path:
    """Make the data folder where it is missing. Its parent must exist; no mode of any parent changes."""
    try:
        if not path.is_dir():
            path.mkdir()
            path.chmod(0o755)  # whatever the umask: a database run by another user passes through it
    except OSError as error:
        raise Misconfigured(f"the data folder {path} can't be used: {error.strerror}; set EVENHAND_HOME") from error
    return path


def verifier() -> Path:
    """The verifier's file: beside the source, or inside the installed package."""
    return next(folder for folder in VERIFIERS if folder.is_dir()) / "evenhand_verify.py"
