"""What a fake message service does with what it takes, and how badly it behaves."""

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(slots=True)
class Carried:
    """`taken`: phone, sender's id and text (or template and facts) of each, in order."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    illegal: Collection[str] = ()
    """Phones that are refused for good."""
    mute: int = 0
    """How many of the next are taken without an answer."""
    strangers: int = 0
    """Requests whose signature did not hold."""

    def take(self, phone: str, id: str, text: str) -> bool:
        """Carry a message. False: its sender is not to hear of it."""
        self.taken.append((phone, id, text))
        silent = self.mute > 0
        self.mute -= silent
        return not silent

    def ids(self) -> list[str]:
        return [id for _, id, _ in self.taken]
