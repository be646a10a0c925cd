"""Every refusal in plain words: what happened, why, and what to do next. One text for screen, message and telephone."""

from dataclasses import dataclass

from evenhand.core.errors import Reason, Refused
from evenhand.web import words
from evenhand.web.refusals.facts import sentence
from evenhand.web.refusals.links import CITY, LINKS, Link
from evenhand.web.refusals.texts import TEXTS


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as a person is told it. `details` are the facts it carried, a sentence each."""

    reason: Reason
    what: str
    why: str
    details: tuple[str, ...]
    next: str

    @property
    def link(self) -> Link:
        """Where the next step is taken."""
        return LINKS.get(self.reason, CITY)

    def __str__(self) -> str:
        between = "" if words.chinese() else " "
        return between.join([self.what, *(self.details or [self.why]), self.next])


def explain(refused: Refused) -> Explanation:
    """The refusal in the language that is active, with its facts."""
    text = TEXTS[refused.reason]
    said = tuple(filter(None, (sentence(name, value) for name, value in refused.facts.items())))
    return Explanation(refused.reason, str(text.what), str(text.why), said, str(text.next))
