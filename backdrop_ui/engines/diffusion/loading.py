"""The one pipeline that is loaded: two may not fit. Loads it and keeps it."""

from __future__ import annotations

from pathlib import Path

from ...errors import EngineError
from ...progress import PreviewReport
from .catalogue import Model
from .families import family_of
from .files import find, how_to_get, missing
from .machine import DeviceName, is_out_of_memory
from .memory import need_of
from .openvino import use_openvino
from .own import family_in
from .placing import placed
from .plan import Plan
from .running import Loaded

MAX_CAUSE_CHARACTERS = 200
"""A size mismatch lists every layer, which helps nobody."""


class Slot:
    """Room for one pipeline, and the plans that proved to fit."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._made_of: tuple[object, ...] = ()
        self.fitted: dict[Model, Plan] = {}
        """By model, for its next pictures: what did not fit once is not tried again."""

    def get(self, model: Model, plan: Plan, report: PreviewReport) -> Loaded:
        """The pipeline of a model as the plan wants it; another one is let go first."""
        folder = find(model.weights)
        if folder is None:  # deleted since `missing` looked
            raise EngineError(missing(model) or f"The AI model {model.title} is gone. Try again.")
        held, made_of = self._loaded, (model, plan.loading, folder, *map(find, model.adapters))
        if held is None or self._made_of != made_of:
            report(0.0, "Loading the AI model, which takes longest the first time")
            held = None  # or it would be in memory beside the other one
            self.drop()
            self._loaded = held = load(model, folder, plan)
            self._made_of = made_of
        held.plan = plan
        report(0.0, "Painting")
        return held

    def held_bytes(self, device: DeviceName) -> int:
        """What the pipeline in memory takes on a device, and will give back to another one."""
        if self._loaded is None or self._loaded.plan.device != device or self._loaded.plan.offload:
            return 0
        return need_of(self._loaded.model).weights(self._loaded.plan.precision, self._loaded.plan.eight_bit)

    def drop(self) -> None:
        """Let the pipeline go."""
        self._loaded = None
        tidy()


LOADED = Slot()


def tidy() -> None:
    """Give back what nobody uses any more."""
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _hush() -> None:
    """No bars and warnings of the libraries on the console: they are for programmers, and what matters is raised."""
    from diffusers.utils import logging as diffusers
    from transformers.utils import logging as transformers

    for library in (diffusers, transformers):
        library.set_verbosity_error()
        library.disable_progress_bar()


def load(model: Model, folder: Path, plan: Plan) -> Loaded:
    """Load a model's folder onto the plan's device, its safety checker too if it has one.

    Raises:
        EngineError: if it cannot be loaded.
        MemoryError, RuntimeError: if it does not fit, see `is_out_of_memory`.
    """
    _hush()
    try:
        family = family_of(model.family or family_in(folder))
        pipeline = use_openvino(placed(family.load(model, folder, plan), plan), plan)
    except EngineError:
        raise
    except Exception as error:  # safetensors, json, torch and diffusers each have their own
        if is_out_of_memory(error):
            raise
        cause = str(error).strip().partition("\n")[0][:MAX_CAUSE_CHARACTERS]
        raise EngineError(
            f"The AI model cannot be loaded ({cause}). Its files may be damaged: delete them and get them again. "
            f"{how_to_get(model)}"
        ) from error
    return Loaded(model, plan, family, pipeline)
