"""What a fact is: a name, a subject and a few values. The facts there are stand in `events`."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """A fact. Subclasses add what the next room needs to act without asking back."""

    subject: UUID
    _kinds: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        Event._kinds[cls.__name__] = cls

    @property
    def kind(self) -> str:
        """The name under which the journal keeps it."""
        return type(self).__name__

    def data(self) -> dict[str, Any]:
        """Every field but the subject, as JSON values (ids as text)."""
        fields = asdict(self)
        del fields["subject"]
        return {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}

    @classmethod
    def restore(cls, kind: str, subject: UUID, data: dict[str, Any]) -> "Event":
        """The fact that a journal row holds. KeyError: a kind this version does not know."""
        return Event._kinds[kind](subject=subject, **data)

    @classmethod
    def kinds(cls) -> list[str]:
        """Names of all facts there are."""
        return sorted(cls._kinds)
