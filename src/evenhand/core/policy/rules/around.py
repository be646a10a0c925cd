"""What a rule may look at beside the part it is asked of: the rest of the file, as far as it could be read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evenhand.core.policy.city import Adapters, City, Outlet

Broken = tuple[str, object, str]
"""Key below the part, value found, rule in words."""


@dataclass(frozen=True, slots=True)
class Around:
    """The file's city and adapters, None where they have faults of their own, and its outlets."""

    city: City | None
    adapters: Adapters
    outlets: tuple[Outlet, ...]

    @classmethod
    def of(cls, parts: Iterable[object]) -> "Around":
        """Found among all parts that could be read."""
        parts = list(parts)
        return cls(
            city=next((part for part in parts if isinstance(part, City)), None),
            adapters=next((part for part in parts if isinstance(part, Adapters)), Adapters()),
            outlets=tuple(part for part in parts if isinstance(part, Outlet)),
        )


Rule = Callable[[Any, Around], Iterator[Broken]]
