"""What `auto` means: the best model that is here, comfortable here, and free to use for anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .base import CutoutFacts, CutoutModel
from .devices import best_device


@dataclass(frozen=True)
class Choice:
    """A model, and in words why it and none of the better ones on this machine."""

    model: CutoutModel
    why: str


def choose_best(models: Iterable[CutoutModel]) -> Choice:
    """The first of the models, best first, that has nothing against it. One of them must be always there.

    onnxruntime is loaded, to look for a GPU, only if a model that wants one is on this machine.

    Raises:
        ValueError: if there is none.
    """
    passed_over: list[str] = []
    for model in models:
        if model.missing() is not None:
            continue
        if not (objection := _objection(model.facts)):
            why = f"auto takes {model.facts.name}, the best model on this machine"
            return Choice(model, f"{why} besides {', '.join(passed_over)}." if passed_over else f"{why}.")
        passed_over.append(f"{model.facts.name} ({objection})")
    raise ValueError("expected a model that is always there, got none")


def _objection(facts: CutoutFacts) -> str:
    """Why `auto` leaves a model to those who name it, empty when it does not."""
    if not facts.commercial:
        return f"not for commercial use: {facts.licence}"
    if facts.specialist:
        return f"made for one kind of photo: {facts.good_for}"
    if facts.wants_gpu and not best_device().is_gpu:
        return f"slow without a GPU. {best_device().problem}" if best_device().problem else "slow without a GPU"
    return ""
