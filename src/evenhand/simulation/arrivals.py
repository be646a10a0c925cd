"""When an imagined city's residents come: most of them in the opening minute, a few again, a few too early."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

IN_FIRST_MINUTE = 0.85
EARLY = 0.02
TWICE = 0.05
IN_LOBBY = 0.9
PEAK_S = 10.0
EARLY_S = 3.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody presses the button, `at_s` seconds after the opening hour. `tries` > 1: the same press sent again."""

    at_s: float
    resident: int
    tries: int = 1


def opening(residents: int, lasts_s: float, random: Random) -> list[Arrival]:
    """Everybody's arrival, in order of time; `lasts_s` is the length of the whole stream after the hour.

    Presses after the hour decay exponentially with mean `PEAK_S`: the first seconds carry most. A small share comes
    before the hour, and some press again with the same key.
    """
    arrivals = [Arrival(_moment(lasts_s, random), resident, _tries(random)) for resident in range(residents)]
    return sorted(arrivals, key=lambda arrival: arrival.at_s)


def waiting(residents: int, before_s: float, lasts_s: float, random: Random) -> list[Arrival]:
    """Arrivals at a lobby, in order of time: most come in the `before_s` seconds before the hour, at their leisure."""
    arrivals = []
    for resident in range(residents):
        early = random.random() < IN_LOBBY
        at_s = -random.uniform(0, before_s) if early else random.uniform(0, lasts_s)
        arrivals.append(Arrival(at_s, resident, _tries(random)))
    return sorted(arrivals, key=lambda arrival: arrival.at_s)


def per_second(arrivals: Sequence[Arrival], since_s: float = 0) -> list[int]:
    """How many requests arrive in each second from the hour on, or from so many seconds after it (below 0: before)."""
    counts = [0] * (int(max((a.at_s for a in arrivals), default=since_s) - since_s) + 1)
    for arrival in arrivals:
        if arrival.at_s >= since_s:
            counts[int(arrival.at_s - since_s)] += arrival.tries
    return counts


def _moment(lasts_s: float, random: Random) -> float:
    draw = random.random()
    if draw < EARLY:
        return -random.uniform(0.2, EARLY_S)
    if draw < EARLY + IN_FIRST_MINUTE:
        return min(random.expovariate(1 / PEAK_S), lasts_s)
    return random.uniform(0, lasts_s)


def _tries(random: Random) -> int:
    return 2 if random.random() < TWICE else 1
