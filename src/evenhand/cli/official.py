"""An official's part in a draw, on the official's own machine: a key, a promise, and later the value behind it.

Nothing here speaks to a server. What the official hands in is printed; what must stay secret stays in files that their
owner alone can read: the key, and beside it one value for each draw.
"""

import os
import secrets
from pathlib import Path
from time import time
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.config.errors import Misconfigured
from evenhand.core.draw import canonical, officials, rules, signatures
from evenhand.core.draw import void as voids
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.rules import Rules
from evenhand.core.draw.void import Void, VoidReason

app = typer.Typer(name="official", no_args_is_help=True, help="An official's part in a draw, on their own machine.")

KeyFile = Annotated[Path, typer.Argument(help="The official's key.", dir_okay=False)]
RuleFile = Annotated[Path, typer.Argument(help="The draw's rules.json.", exists=True, dir_okay=False)]


@app.command()
def keygen(key: KeyFile) -> None:
    """Make a key. Prints the public half, which goes into the rules; the file never leaves this machine."""
    made = Ed25519PrivateKey.generate()
    _keep(key, made.private_bytes_raw())
    typer.echo(signatures.public_of(made).hex())


@app.command()
def commit(key: KeyFile, rule_file: RuleFile) -> None:
    """Promise a value for a draw: prints what to hand in before the list is frozen. Asked again, promises the same."""
    private, read = _key(key), rules.parse(rule_file.read_bytes())
    index = _index(private, read)
    kept = _value_file(key, read)
    if not kept.exists():
        _keep(kept, secrets.token_bytes(officials.VALUE_SIZE))
    _hand_in(officials.promise(private, read.digest, index, _secret(kept)))


@app.command()
def reveal(key: KeyFile, rule_file: RuleFile) -> None:
    """Reveal the value that was promised: prints what to hand in before the rules' hour."""
    private, read = _key(key), rules.parse(rule_file.read_bytes())
    kept = _value_file(key, read)
    if not kept.exists():
        raise Misconfigured(f"{kept} is missing: nothing was promised for this draw on this machine")
    _hand_in(officials.reveal(private, read.digest, _index(private, read), _secret(kept)))


@app.command()
def void(
    key: KeyFile,
    rule_file: RuleFile,
    reason: Annotated[VoidReason | None, typer.Option(help="Why the attempt does not count.")] = None,
    attempt: Annotated[int, typer.Option(min=0, help="Which attempt: the first is 0.")] = 0,
    beside: Annotated[
        Path | None,
        typer.Option(help="What the first official's machine printed: signed beside it.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Sign that a result does not count: the first official gives the reason, the second signs beside the first."""
    private, read = _key(key), rules.parse(rule_file.read_bytes())
    if beside is None and reason is None:
        raise Misconfigured("a void needs --reason, or --beside what the first official signed")
    first = _first(beside, read) if beside else _void_of(read, attempt, reason or VoidReason.COURT_ORDER)
    signed = {**first.signatures, _index(private, read): voids.sign(private, first.raw)}
    typer.echo(canonical.write(voids.told(Void(first.raw, signed))).decode())


def _void_of(read: Rules, attempt: int, reason: VoidReason) -> Void:
    return Void(voids.record(read, attempt, reason, int(time())), {})


def _first(file: Path, read: Rules) -> Void:
    """Misconfigured: it is no void of these rules."""
    try:
        first = voids.read(file.read_bytes())
        if canonical.read(first.raw, "void").get("rules") == read.digest.hex():
            return first
    except (Flawed, AttributeError):
        pass
    raise Misconfigured(f"{file} is no void of {read.terms.draw_id}")


def _hand_in(said: officials.Commitment | officials.Reveal) -> None:
    typer.echo(canonical.write(said.told()).decode())


def _index(private: Ed25519PrivateKey, read: Rules) -> int:
    public = signatures.public_of(private).hex()
    found = [official.index for official in read.terms.officials if official.key == public]
    if not found:
        raise Misconfigured(f"the rules of {read.terms.draw_id} do not name this key ({public})")
    return found[0]


def _value_file(key: Path, read: Rules) -> Path:
    """Named by the rules' digest: a draw whose rules were changed is another draw and gets another value."""
    return key.with_name(f"{key.name}.{read.digest.hex()[:16]}")


def _key(file: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_secret(file))


def _secret(file: Path) -> bytes:
    """32 bytes as hex. Misconfigured: there is no such file, or others can read it."""
    try:
        mode, text = file.stat().st_mode, file.read_text("ascii").strip()
        raw = bytes.fromhex(text)
    except (OSError, ValueError):
        raise Misconfigured(f"{file} is no key or value of an official") from None
    if mode & 0o077:
        raise Misconfigured(f"{file} can be read by others; its owner alone may (chmod 600)")
    if len(raw) != officials.VALUE_SIZE:
        raise Misconfigured(f"{file} is no key or value of an official")
    return raw


def _keep(file: Path, raw: bytes) -> None:
    """Write once, for the owner alone. Misconfigured: the file is there already, or cannot be written."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(raw.hex() + "\n")
    except FileExistsError:
        raise Misconfigured(f"{file} exists; a key or value is never written over") from None
    except OSError as error:
        raise Misconfigured(f"{file} can't be written: {error.strerror}") from None
