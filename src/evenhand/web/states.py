"""How states look: each a word, an icon and a tone, the same everywhere. Color never stands alone."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class State:
    """`tone`: go (well), look (needs somebody), stop (ended badly), or quiet."""

    word: Words
    icon: str
    tone: str = ""


STATES = {
    "placed": State(_("Reserved"), "circle-dot", "go"),
    "paid": State(_("Waiting for the outlet"), "clock", "go"),
    "accepted": State(_("Accepted"), "store", "go"),
    "packed": State(_("Packed"), "package-check", "go"),
    "out": State(_("On its way"), "bike", "go"),
    "handed_over": State(_("Handed over"), "circle-check", "go"),
    "cancelled": State(_("Cancelled"), "circle-x", "stop"),
    "returning": State(_("Coming back"), "undo-2", "look"),
    "lost": State(_("Lost or damaged"), "circle-x", "stop"),
    "back": State(_("Back at the outlet"), "undo-2", "look"),
    "unpaid": State(_("Not paid yet"), "wallet", "look"),
    # A release.
    "before": State(_("Not open yet"), "clock"),
    "open": State(_("Open"), "door-open", "go"),
    "sold_out": State(_("All taken"), "package-open", "look"),
    "closed": State(_("Over"), "lock"),
    # A draw.
    "draw_rules": State(_("Waits for a second person"), "clock", "look"),
    "draw_open": State(_("Entry"), "door-open", "go"),
    "draw_closing": State(_("Closing"), "clock", "look"),
    "draw_frozen": State(_("List closed"), "lock", "go"),
    "draw_sealed": State(_("Waiting for chance"), "timer", "go"),
    "draw_held": State(_("Drawn"), "badge-check", "go"),
    # The surge dial.
    "dial_all": State(_("Open to all"), "door-open", "go"),
    "dial_rate": State(_("Slowed"), "timer", "look"),
    "dial_lobby": State(_("Waiting only"), "clock", "look"),
    "dial_read_only": State(_("Nothing new"), "hand", "stop"),
    "dial_closed": State(_("Shut"), "lock", "stop"),
    # A lot.
    "arrived": State(_("To be disinfected"), "spray-can", "look"),
    "ready": State(_("Ready to pack"), "shield-check", "go"),
    # A wave ("accepted" means another thing there than for an order), a stop.
    "planned": State(_("Planned"), "list-checks"),
    "under_way": State(_("Under way"), "bike", "go"),
    "wrong": State(_("Look here"), "octagon-x", "stop"),
    "done": State(_("Done"), "circle-check", "go"),
    "failed": State(_("Not handed over"), "triangle-alert", "look"),
    "moved": State(_("Taken over"), "arrow-right", "look"),
    # An open stop against its promise.
    "in_time": State(_("In time"), "check", "go"),
    "at_risk": State(_("At risk"), "timer", "look"),
    "late": State(_("Late"), "triangle-alert", "stop"),
    # Attempts.
    "wrong_code": State(_("Wrong code"), "circle-x", "look"),
    "not_home": State(_("Nobody home"), "house", "look"),
    "refused": State(_("Refused"), "ban", "look"),
    "address_wrong": State(_("Address wrong"), "map-pin", "look"),
    "unchecked": State(_("Digits not checked"), "cloud-off", "look"),
    "locked": State(_("Code locked"), "lock", "stop"),
    # A party's statement ("closed" is said of a release).
    "drawn": State(_("Waits for a second person"), "clock", "look"),
    "approved": State(_("Approved"), "check", "go"),
    "settled": State(_("Settled"), "lock", "go"),
    "disputed": State(_("Disputed"), "triangle-alert", "look"),
    "withdrawn": State(_("Withdrawn"), "undo-2"),
    # What a second official decided.
    "granted": State(_("Agreed"), "check", "go"),
    "declined": State(_("Declined"), "circle-x"),
    # A promise, as the audit finds it.
    "kept": State(_("Kept"), "check", "go"),
    "broken": State(_("Broken"), "octagon-x", "stop"),
}


def state(name: str) -> State:
    """How a state looks. KeyError: no such state."""
    return STATES[name]
