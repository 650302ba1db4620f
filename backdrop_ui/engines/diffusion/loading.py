"""The one pipeline that is loaded: two may not fit. Loads it, keeps it, runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...arrays import Array
from ...brief import SceneBrief
from ...errors import EngineError
from ...progress import PreviewReport
from .catalogue import Model
from .families import Family, family_of
from .files import find, how_to_get, missing
from .job import Job
from .machine import is_out_of_memory
from .openvino import use_openvino
from .own import family_in
from .plan import Plan

MAX_CAUSE_CHARACTERS = 200
"""A size mismatch lists every layer, which helps nobody."""


@dataclass
class Loaded:
    """A pipeline in memory, and how it came there."""

    model: Model
    plan: Plan
    folder: Path
    family: Family
    pipeline: Any

    def run(self, brief: SceneBrief, job: Job, seeds: Sequence[int], report: PreviewReport) -> list[Array]:
        """One picture, (H, W, 3) sRGB in [0, 1], for each seed."""
        import torch

        def on_step(pipeline: Any, step: int, _timestep: object, tensors: dict[str, Any]) -> dict[str, Any]:
            count = pipeline.num_timesteps
            report((step + 1) / (count + 1), f"Painting: step {step + 1} of {count}")  # `Cancelled` ends the pipeline
            return tensors

        with torch.inference_mode():
            output = self.pipeline(
                **self.family.words(self.pipeline, brief, self.plan),
                **self.family.picture(self.pipeline, job, self.plan, seeds),
                # On the CPU, so that the same seed gives the same noise on every device.
                generator=[torch.Generator("cpu").manual_seed(seed % 2**63) for seed in seeds],
                output_type="np",
                callback_on_step_end=on_step,
            )
        if any(getattr(output, "nsfw_content_detected", None) or ()):  # the picture is black then
            raise EngineError("The model's own safety filter withheld this picture. Try other words or another seed.")
        return list(output.images)

    def unread(self, brief: SceneBrief) -> tuple[str, ...]:
        """A note if the model reads only the beginning of the words."""
        return self.family.unread(self.pipeline, brief)


class Slot:
    """Room for one pipeline."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None

    def get(self, model: Model, plan: Plan, report: PreviewReport) -> Loaded:
        """The pipeline of a model as the plan wants it; another one is let go first."""
        folder = find(model.weights)
        if folder is None:  # deleted since `missing` looked
            raise EngineError(missing(model) or f"The AI model {model.title} is gone. Try again.")
        held = self._loaded
        if held is None or (held.model, held.plan, held.folder) != (model, plan, folder):
            report(0.0, "Loading the AI model, which takes longest the first time")
            self.drop()
            self._loaded = held = load(model, folder, plan)
        report(0.0, "Painting")
        return held

    def drop(self) -> None:
        """Let the pipeline go."""
        import gc

        import torch

        self._loaded = None
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


LOADED = Slot()


def load(model: Model, folder: Path, plan: Plan) -> Loaded:
    """Load a model's folder onto the plan's device, its safety checker too if it has one.

    Raises:
        EngineError: if it cannot be loaded.
        MemoryError, RuntimeError: if it does not fit, see `is_out_of_memory`.
    """
    try:
        family = family_of(model.family or family_in(folder))
        pipeline = use_openvino(family.load(model, folder, plan).to(plan.device), plan)
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
    pipeline.set_progress_bar_config(disable=True)
    return Loaded(model, plan, folder, family, pipeline)
