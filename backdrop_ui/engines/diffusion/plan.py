"""How a picture is going to be made on this machine: size, steps, batch, and what is given up when memory is short."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Literal

from .catalogue import Model
from .machine import DeviceName, Machine, Precision
from .memory import Need, working_bytes

WARM_UP = "BACKDROP_WARM_UP"
"""The environment variable that names the engine whose model is loaded, and made quick, before anybody asks."""
MAX_BATCH = 4
"""As many variants as a person can ask for at once."""
LEAST_PIXELS = 256 * 256
"""Below, these models paint no scenes any more."""

Offload = Literal["", "parts", "layers"]
"""What waits in main memory until it is needed: nothing, whole parts of the model, or everything, layer by layer."""


@dataclass(frozen=True)
class Plan:
    """Everything about a run that is decided before it starts.

    pixels: the most it generates; larger canvases are enlarged. batch: variants at once. tiny_decoder: TAESD instead
    of the full decoder. offload: what waits in main memory. tiled: the full decoder works piece by piece. compiled: the
    network's repeated blocks are compiled, which takes about a minute once. notes: what was given up, for people.
    """

    device: DeviceName
    precision: Precision
    pixels: int
    steps: int
    guidance: float
    batch: int = 1
    tiny_decoder: bool = False
    offload: Offload = ""
    tiled: bool = False
    compiled: bool = False
    notes: tuple[str, ...] = ()

    @property
    def loading(self) -> tuple[object, ...]:
        """What a pipeline in memory depends on; the rest can change from picture to picture."""
        return self.device, self.precision, self.tiny_decoder, self.offload, self.compiled


def plan_for(model: Model, machine: Machine, need: Need = Need()) -> Plan:  # noqa: B008 (frozen)
    """The plan that suits a model on a machine.

    On a processor one variant after another takes no longer than several at once, and the first is there sooner.
    """
    plan = Plan(
        machine.device,
        machine.precision,
        pixels=model.native_pixels,
        steps=model.steps,
        guidance=model.guidance,
        tiny_decoder=machine.device == "cpu" and model.adapter("decoder") is not None,
    )
    if machine.device == "cpu":
        return plan
    held, working = need.weights(plan.precision), working_bytes(model, plan.precision)
    if machine.device == "cuda" and held + working > machine.free_bytes:
        held = need.largest_part(plan.precision)
        plan = _offloaded(plan, parts_fit=held + working <= machine.free_bytes)
    left = machine.free_bytes - (0 if plan.offload == "layers" else held)
    fitting = [n for n in range(1, MAX_BATCH + 1) if working_bytes(model, plan.precision, n) <= left]
    batch = max(fitting, default=1)
    compiled = warm_up() == model.name and machine.device == "cuda" and not plan.offload
    return replace(plan, batch=batch, compiled=compiled)


def shortage(model: Model, machine: Machine, need: Need) -> str | None:
    """Why a machine has too little memory for a model, in words; None if it has enough, or that cannot be told."""
    if not need.largest or not machine.free_bytes:
        return None
    precision = machine.precision
    least = need.largest_part(precision) + working_bytes(model, precision)
    if least <= machine.free_bytes:
        return None
    return f"needs {least / 1e9:.1f} GB of graphics memory, of which {machine.free_bytes / 1e9:.1f} GB are free"


def warm_up() -> str:
    """The name of the engine that the setting wants ready before anybody asks, or ""."""
    return os.environ.get(WARM_UP, "").strip()


def lighter(plan: Plan) -> Plan | None:
    """The next plan when the model itself did not fit; None if there is no other way to hold it."""
    if plan.device != "cuda" or plan.offload == "layers":
        return None
    return _offloaded(plan, parts_fit=not plan.offload)


def smaller(plan: Plan) -> Plan | None:
    """The next plan when memory ran out in a picture with this one; None if nothing is left to give up."""
    if plan.batch > 1:
        return _without(plan, "fewer variants at once", batch=plan.batch // 2)
    if not plan.tiled and not plan.tiny_decoder:
        return _without(plan, "the picture is decoded piece by piece", tiled=True)
    if (less := lighter(plan)) is not None:
        return less
    if plan.pixels // 2 >= LEAST_PIXELS:
        return _without(plan, "a smaller picture, enlarged", pixels=plan.pixels // 2)
    return None


def _offloaded(plan: Plan, parts_fit: bool) -> Plan:
    if parts_fit:
        return _without(plan, "parts of the model wait in main memory", offload="parts", compiled=False)
    return _without(plan, "the model is fetched layer by layer, which is slow", offload="layers", compiled=False)


def _without(plan: Plan, note: str, **changes: object) -> Plan:
    notes = plan.notes if note in plan.notes else (*plan.notes, note)
    return replace(plan, notes=notes, **changes)  # type: ignore[arg-type]  # mypy cannot see their names
