"""What a rehearsal needs of its environment, settled before anything reads it."""

import os

from evenhand.config import options
from evenhand.config.errors import Misconfigured

OUTBOX = "sms=evenhand.adapters.sms.file.FileSms"
"""Twenty thousand messages belong in a file, not on the screen."""


def settle() -> None:
    """Make this a rehearsal. Misconfigured: EVENHAND_DEMO says that it is none."""
    if os.environ.get("EVENHAND_DEMO", "").strip() and not options.switch("EVENHAND_DEMO"):
        raise Misconfigured("imagined people act only in a rehearsal; EVENHAND_DEMO is 0")
    os.environ["EVENHAND_DEMO"] = "1"
    if "sms" not in options.pairs("EVENHAND_ADAPTERS"):
        others = options.text("EVENHAND_ADAPTERS")
        os.environ["EVENHAND_ADAPTERS"] = ",".join(filter(None, (others, OUTBOX)))
