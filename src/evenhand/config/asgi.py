"""One origin for doors and gate: what an ASGI server runs on a small installation.

On a large one the gate runs as processes of its own (`evenhand.gate.app:app`), to which the front proxy routes /gate.
"""

import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

from evenhand.gate.app import app as gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
# Static files come from whitenoise, which knows no other iterators; they are small, and are read within the request.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
pages = get_asgi_application()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Hand a request to the gate or to the doors. The life of the process is the gate's: Django has none."""
    if scope["type"] == "lifespan" or scope["path"].startswith("/gate/"):
        await gate(scope, receive, send)
    else:
        await pages(scope, receive, send)
