"""Every setting of an installation: environment variables, their defaults and meanings, in one table."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.config.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Option:
    """One environment variable. `default` "" means: not set."""

    name: str
    default: str
    meaning: str


OPTIONS = {
    option.name: option
    for option in (
        Option("EVENHAND_DATABASE_URL", "", "postgresql:// address of a server, 15 or newer; unset: one of our own"),
        Option("EVENHAND_HOME", "", "data folder; unset: .evenhand here, for root /var/lib/evenhand"),
        Option("EVENHAND_KEY", "", "master key, 64 hex digits; all other keys derive from it"),
        Option("EVENHAND_KEY_FILE", "", "file that holds the master key, readable by its owner alone"),
        Option("EVENHAND_VAULT_KEYS", "", "keys that seal personal data, newest first; unset: the master key does"),
        Option("EVENHAND_DEMO", "0", "1: a rehearsal: makes its own key, hands out sign-in links, allows set clocks"),
        Option("EVENHAND_DEBUG", "0", "1: failures show their traceback"),
        Option("EVENHAND_HOSTS", "localhost,127.0.0.1,[::1]", "host names that the pages answer to, comma-separated"),
        Option("EVENHAND_ORIGINS", "", "origins behind a TLS proxy (https://masks.example.org), comma-separated"),
        Option("EVENHAND_GATE_URL", "", "where the doors reach the gate; unset: at their own address"),
        Option("EVENHAND_MIRRORS", "", "other cities' mirrors, where draws are anchored: http://…, comma-separated"),
        Option("EVENHAND_ADAPTERS", "", "what is plugged into the sockets: name=dotted.path.Class, comma-separated"),
        Option(
            "EVENHAND_ACCOUNTS",
            "",
            "TOML file with our accounts at payment and message services, readable by its owner alone",
        ),
        Option("EVENHAND_MAP_SOURCE", "", "whose data every map is drawn from, as that source wants to be named"),
        Option("EVENHAND_MAP_REVIEW", "", "review number that the authority gave the maps, such as GS(2026)1234"),
        Option("EVENHAND_CODES_A_DAY", "20000", "sign-in codes that a city sends in a day at most"),
        Option("EVENHAND_EDITS", "200", "random edits of a draw's bundle in its test; before a release: 10000"),
        Option("EVENHAND_KILLS", "10", "kills in each fault test; before a release: 200"),
        Option("EVENHAND_RESIDENTS", "40", "residents who verify at once in the load test; before a release: 5000"),
        Option("EVENHAND_RUBBISH", "400", "senseless requests in the storm test; before a release: 20000"),
        Option("EVENHAND_REQUIRE_BROWSER", "0", "1: tests fail, instead of skipping, where no browser is found"),
    )
}


def text(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The value of an option, or its default. KeyError: not in the table."""
    return environ.get(name, "").strip() or OPTIONS[name].default


def switch(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """The value of an option that is on or off. Misconfigured: neither 0 nor 1."""
    value = text(name, environ)
    if value not in ("0", "1"):
        raise Misconfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def whole(name: str, environ: Mapping[str, str] = os.environ) -> int:
    """The value of an option that counts. Misconfigured: no whole number."""
    value = text(name, environ)
    if not (value.isascii() and value.isdigit()):
        raise Misconfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def several(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The comma-separated values of an option."""
    return [value.strip() for value in text(name, environ).split(",") if value.strip()]


def pairs(name: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The comma-separated name=value pairs of an option. Misconfigured: a part without `=`."""
    parts = [part.partition("=") for part in several(name, environ)]
    for key, equals, value in parts:
        if not (key and equals and value):
            raise Misconfigured(f"{name} must be written name=value, comma-separated; {key + equals + value!r} is not")
    return {key.strip(): value.strip() for key, _, value in parts}


def unknown(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Names in the environment that look like options but are none: most likely typing errors."""
    return sorted(name for name in environ if name.startswith("EVENHAND_") and name not in OPTIONS)
