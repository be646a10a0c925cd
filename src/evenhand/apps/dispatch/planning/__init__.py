"""Waves and take-overs from their question to their stored answer. In between the solver works, in no transaction."""

from evenhand.apps.dispatch.planning.far import plan_far_wave
from evenhand.apps.dispatch.planning.live import take_over
from evenhand.apps.dispatch.planning.near import plan_wave, solve

__all__ = ["plan_far_wave", "plan_wave", "solve", "take_over"]
