"""Where the master key comes from: the environment, a file, or, in a rehearsal, a file made on the spot.

The key is never in the database: a stolen dump opens nothing.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from evenhand.config import home, options
from evenhand.config.errors import Misconfigured
from evenhand.core import keys

DISTINCT_BYTES = 12
"""32 random bytes hold fewer than once in 10^24 keys; typed or patterned ones mostly do."""


def master_key(environ: Mapping[str, str] = os.environ) -> bytes:
    """The installation's master key; b"" where none is set and nothing is rehearsed.

    Misconfigured: not 64 hex digits, patterned, a file that others may read, or the key of a rehearsal outside of one.
    """
    demo = options.switch("EVENHAND_DEMO", environ)
    written = options.text("EVENHAND_KEY", environ)
    if file := options.text("EVENHAND_KEY_FILE", environ):
        written = written or _read(Path(file))
    if not written:
        return _demo_key(environ) if demo else b""
    key = _parse(written)
    if not demo and key == _made_for_demo(environ):
        raise Misconfigured("this master key was made for a rehearsal; make a new one: openssl rand -hex 32")
    return key


def required(environ: Mapping[str, str] = os.environ) -> bytes:
    """The master key. Misconfigured: none is set, or a wrong one."""
    if key := master_key(environ):
        return key
    raise Misconfigured(
        "no master key: set EVENHAND_KEY_FILE or EVENHAND_KEY (openssl rand -hex 32), or EVENHAND_DEMO=1 to rehearse"
    )


def vault_keys(environ: Mapping[str, str] = os.environ) -> tuple[bytes, ...]:
    """The keys that seal personal data, newest first; none: the master key does. Misconfigured: as for the master key.

    They are apart from it so that they can be changed: put a new one first, seal anew, take the old one away.
    """
    return tuple(_parse(written, "EVENHAND_VAULT_KEYS") for written in options.several("EVENHAND_VAULT_KEYS", environ))


def _parse(written: str, option: str = "EVENHAND_KEY") -> bytes:
    """The key from its hex digits."""
    try:
        key = bytes.fromhex(written.strip())
    except ValueError:
        key = b""
    if len(key) != keys.LENGTH:
        raise Misconfigured(f"{option} must be 64 hex digits; make one: openssl rand -hex 32")
    if len(set(key)) < DISTINCT_BYTES:
        raise Misconfigured(f"{option} is not random; make one: openssl rand -hex 32")
    return key


def _read(file: Path) -> str:
    """The text of a key file that only its owner may read."""
    try:
        mode = file.stat().st_mode
        written = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"EVENHAND_KEY_FILE {file} can't be read: {error}") from error
    if mode & 0o077:
        raise Misconfigured(f"EVENHAND_KEY_FILE {file} is open to others; close it: chmod 600 {file}")
    return written


def _demo_file(environ: Mapping[str, str]) -> Path:
    return home.folder(environ) / "demo.key"


def _made_for_demo(environ: Mapping[str, str]) -> bytes | None:
    """The key that a rehearsal made in this data folder, if one did."""
    file = _demo_file(environ)
    return _parse(_read(file)) if os.access(file, os.R_OK) else None


def _demo_key(environ: Mapping[str, str]) -> bytes:
    """The key of this data folder's rehearsals, made at the first. Two programs starting at once agree on one."""
    file = _demo_file(environ)
    if not file.exists():
        home.make(file.parent)
        draft = file.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_hex(keys.LENGTH))
        with suppress(FileExistsError):
            os.link(draft, file)  # whole or not at all, and never over the key of a program that was faster
        draft.unlink()
    return _parse(_read(file))
