"""The corridor is one table: every fact there is has a line in it, even if the line says that nothing follows."""

import inspect

from evenhand import flow
from evenhand.core.events import Event


def test_every_fact_appears_in_the_corridor() -> None:
    assert sorted(flow.STEPS) == Event.kinds()


def test_every_step_takes_a_batch_of_facts_in_one_city() -> None:
    steps = {step for steps in flow.STEPS.values() for step in steps}
    assert steps
    assert {tuple(inspect.signature(step).parameters) for step in steps} == {("city", "at", "facts")}


def test_every_step_says_what_it_does() -> None:
    assert [step.__name__ for steps in flow.STEPS.values() for step in steps if not step.__doc__] == []
