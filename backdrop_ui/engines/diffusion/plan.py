"""How a picture is going to be made on this machine: size, steps, batch, and what is given up when memory is short."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .catalogue import Model
from .machine import DeviceName, Machine, Precision


@dataclass(frozen=True)
class Plan:
    """Everything about a run that is decided before it starts.

    pixels: the most it generates; larger canvases are enlarged. batch: variants at once. tiny_decoder: TAESD instead
    of the full decoder. offload: parts wait in main memory until they are needed. notes: what was given up, for people.
    """

    device: DeviceName
    precision: Precision
    pixels: int
    steps: int
    guidance: float
    batch: int = 1
    tiny_decoder: bool = False
    offload: bool = False
    notes: tuple[str, ...] = ()


def plan_for(model: Model, machine: Machine) -> Plan:
    """The plan that suits a model on a machine."""
    return Plan(
        machine.device,
        machine.precision,
        pixels=model.native_pixels,
        steps=model.steps,
        guidance=model.guidance,
        tiny_decoder=machine.device == "cpu" and model.adapter("decoder") is not None,
    )


def smaller(plan: Plan) -> Plan | None:
    """The next plan when memory ran out with this one; None if nothing is left to give up."""
    if plan.batch > 1:
        return replace(plan, batch=plan.batch // 2, notes=(*plan.notes, "fewer variants at once"))
    if plan.device == "cuda" and not plan.offload:
        return replace(plan, offload=True, notes=(*plan.notes, "parts of the model wait in main memory"))
    if plan.pixels > 256 * 256:
        return replace(plan, pixels=plan.pixels // 2, notes=(*plan.notes, "a smaller picture, enlarged"))
    return None
