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
TILE_PX = 512
"""Side of the pieces in which a picture is decoded when memory is short."""
LEAST_PIXELS = 256 * 256
"""Below, these models paint no scenes any more."""

Offload = Literal["", "parts", "layers"]
"""What waits in main memory until it is needed: nothing, whole parts of the model, or everything, layer by layer."""
HOLDING: list[tuple[Offload, bool]] = [("", False), ("parts", False), ("", True), ("parts", True), ("layers", False)]
"""Ways to hold a model, (what waits, whether its weights are kept in 8 bits), from the best to the last resort."""
OFFLOADED: dict[Offload, str] = {
    "": "",
    "parts": "parts of the model wait in main memory",
    "layers": "the model is fetched layer by layer, which is slow",
}
EIGHT_BIT = "the model's weights are kept in 8 bits, a little less exact"


@dataclass(frozen=True)
class Plan:
    """Everything about a run that is decided before it starts.

    pixels: the most it generates; larger canvases are enlarged. batch: variants at once. tiny_decoder: TAESD instead
    of the full decoder. offload: what waits in main memory. eight_bit: its weights are kept in 8 bits. tiled: the full
    decoder works piece by piece. compiled: the network's repeated blocks are compiled, which takes about a minute once.
    given_up: of the picture, for people.
    """

    device: DeviceName
    precision: Precision
    pixels: int
    steps: int
    guidance: float
    batch: int = 1
    tiny_decoder: bool = False
    offload: Offload = ""
    eight_bit: bool = False
    tiled: bool = False
    compiled: bool = False
    given_up: tuple[str, ...] = ()

    @property
    def loading(self) -> tuple[object, ...]:
        """What a pipeline in memory depends on; the rest can change from picture to picture."""
        return self.device, self.precision, self.tiny_decoder, self.offload, self.eight_bit, self.compiled

    @property
    def loaded_as(self) -> Precision:
        """What its files are read as: before they are kept in 8 bits they would take twice the room in float32."""
        return "bfloat16" if self.eight_bit and self.precision == "float32" else self.precision

    @property
    def notes(self) -> tuple[str, ...]:
        """All that was given up, for people."""
        return (*self.given_up, *filter(None, (OFFLOADED[self.offload], EIGHT_BIT if self.eight_bit else "")))


def plan_for(model: Model, machine: Machine, need: Need = Need()) -> Plan:  # noqa: B008 (frozen)
    """The plan that suits a model on a machine.

    On a processor one variant after another takes no longer than several at once, and the first is there sooner.
    """
    options = _options(model, machine)
    plan = next((option for option in options if _fits(option, model, machine, need)), options[-1])
    if machine.device == "cpu":
        return plan
    compiled = warm_up() == model.name and machine.device == "cuda" and plan == options[0]
    batches = (replace(plan, batch=batch, compiled=compiled) for batch in range(MAX_BATCH, 0, -1))
    return next(more for more in batches if more.batch == 1 or _fits(more, model, machine, need))


def shortage(model: Model, machine: Machine, need: Need) -> str | None:
    """Why a machine has too little memory for a model, in words; None if it has enough, or that cannot be told.

    Layer by layer any model might be held, but not in a time that anybody would wait.
    """
    if not need.parts or not machine.free_bytes:
        return None
    least = min(_bytes(option, model, need) for option in _options(model, machine) if option.offload != "layers")
    if least <= machine.free_bytes:
        return None
    memory = "graphics memory" if machine.device == "cuda" else "memory"
    return f"needs {least / 1e9:.1f} GB of {memory}, of which {machine.free_bytes / 1e9:.1f} GB are free"


def warm_up() -> str:
    """The name of the engine that the setting wants ready before anybody asks, or ""."""
    return os.environ.get(WARM_UP, "").strip()


def lighter(plan: Plan) -> Plan | None:
    """The next plan when the model itself did not fit; None if there is no other way to hold it."""
    return next(iter(_ways(plan)[1:]), None)


def smaller(plan: Plan) -> Plan | None:
    """The next plan when memory ran out in a picture with this one; None if nothing is left to give up."""
    if plan.batch > 1:
        return _without(plan, "fewer variants at once", batch=plan.batch // 2)
    if not plan.tiled and not plan.tiny_decoder:
        return _tiled(plan)
    if (less := lighter(plan)) is not None:
        return less
    if plan.pixels // 2 >= LEAST_PIXELS:
        return _without(plan, "a smaller picture, enlarged", pixels=plan.pixels // 2)
    return None


def _options(model: Model, machine: Machine) -> list[Plan]:
    """All plans for one picture of full size, from the best to the one that takes least memory."""
    plan = Plan(
        machine.device,
        machine.precision,
        pixels=model.native_pixels,
        steps=model.steps,
        guidance=model.guidance,
        tiny_decoder=machine.device == "cpu" and model.adapter("decoder") is not None,
    )
    return [option for way in _ways(plan) for option in ((way,) if way.tiny_decoder else (way, _tiled(way)))]


def _ways(plan: Plan) -> list[Plan]:
    """The plan, and others that hold its model in less and less memory. Only a graphics card has another beside it."""
    here = HOLDING.index((plan.offload, plan.eight_bit))
    ways = [(offload, eight_bit) for offload, eight_bit in HOLDING[here + 1 :] if plan.device == "cuda" or not offload]
    lighter = (replace(plan, offload=offload, eight_bit=eight_bit, compiled=False) for offload, eight_bit in ways)
    return [plan, *lighter]


def _fits(plan: Plan, model: Model, machine: Machine, need: Need) -> bool:
    """Whether a model, and pictures in the making, have room; what waits needs it too."""
    waiting = need.weights(plan.precision, plan.eight_bit) if plan.offload else 0
    return _bytes(plan, model, need) <= machine.free_bytes and waiting <= machine.ram_bytes


def _bytes(plan: Plan, model: Model, need: Need) -> int:
    """Of the device: by the model's weights, and by pictures in the making."""
    decoded = 0 if plan.tiny_decoder else TILE_PX**2 if plan.tiled else None
    working = working_bytes(model, plan.precision, plan.batch, decoded)
    if plan.offload == "layers":
        return working
    return working + (need.largest_part if plan.offload else need.weights)(plan.precision, plan.eight_bit)


def _tiled(plan: Plan) -> Plan:
    return _without(plan, "the picture is decoded piece by piece", tiled=True)


def _without(plan: Plan, note: str, **changes: object) -> Plan:
    given_up = plan.given_up if note in plan.given_up else (*plan.given_up, note)
    return replace(plan, given_up=given_up, **changes)  # type: ignore[arg-type]  # mypy cannot see their names
