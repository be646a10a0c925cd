"""A worker in a process of its own that is killed in the middle of one step of a draw: `python -m … CITY STEP`."""

import os
import signal
import sys
from typing import Any

from evenhand.cli import ready


def _patch(step: str) -> None:
    """Let the step write, and die before its transaction ends."""
    entering = ready.work("evenhand.apps.ballots.services.entering")
    fixing = ready.work("evenhand.apps.ballots.services.fixing")
    holding = ready.work("evenhand.apps.ballots.services.holding")
    offering = ready.work("evenhand.apps.ballots.services.offering")
    place: dict[str, tuple[Any, str]] = {
        "leaf": (entering, "_append"),
        "freeze": (fixing, "_write_head"),
        "anchor": (fixing.models.Anchor.objects, "bulk_create"),
        "seal": (fixing.events, "DrawSealed"),
        "round": (holding.models.Round.objects, "create"),
        "result": (holding.models.Row.objects, "bulk_create"),
        "rights": (offering, "_issue"),
    }
    module, name = place[step]
    good = getattr(module, name)

    def dies(*said: Any, **told: Any) -> Any:
        good(*said, **told)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dies)


if __name__ == "__main__":
    city, step = sys.argv[1:]
    worker = ready.work("evenhand.worker").Worker()
    _patch(step)
    while worker.serve(city):
        pass
