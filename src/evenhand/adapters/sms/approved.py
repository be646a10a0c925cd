"""Texts that a service approved beforehand: which of theirs says what one of our notices says."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from evenhand.apps.notices.ports import Message


def template(known: Mapping[str, str], message: Message) -> str:
    """The service's own name for it: `claim_granted.en`, else `claim_granted`. ImproperlyConfigured: none is set."""
    for name in (f"{message.template}.{message.language}", message.template):
        if name in known:
            return str(known[name])
    raise ImproperlyConfigured(f"no approved template is set for the notice {message.template!r}")
