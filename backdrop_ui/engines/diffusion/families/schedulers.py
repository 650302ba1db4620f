"""The noise schedules of models that were distilled to few steps."""

from __future__ import annotations

from math import log
from typing import Any

from ..catalogue import Model

LIGHTNING_SHIFT = 3.0
"""Towards noise, whatever the size of the picture: the one that Qwen's Lightning adapters were distilled with."""


def scheduler_for(model: Model, own: Any) -> Any:
    """The schedule that a model is run with: the one it came with, or what its adapter was distilled for."""
    if model.scheduler == "lcm":
        import diffusers

        return diffusers.LCMScheduler.from_config(own.config)
    if model.scheduler == "lightning":
        shift = log(LIGHTNING_SHIFT)  # the schedule takes its exponential
        return type(own).from_config(
            own.config,
            shift=1.0,
            use_dynamic_shifting=True,
            base_shift=shift,
            max_shift=shift,
            shift_terminal=None,
            time_shift_type="exponential",
        )
    return own
