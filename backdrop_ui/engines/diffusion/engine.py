"""Paints a scene's words around the subject with an inpainting model; torch is imported at the first picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
import numpy.typing as npt

from ...arrays import Array
from ...brief import SceneBrief
from ...errors import EngineError
from ...progress import Report
from ..base import Backdrop, Canvas, Engine
from . import weights

STEPS = 25
GUIDANCE = 7.5
STRENGTH = 1.0
"""All noise, nothing of what stood there; the pipelines' own defaults differ and let some of it through."""

SOLID_ALPHA = 0.99
MARGIN_PX = 8
"""One cell of the model's latent picture: the finest step at which it tells painted from kept."""
NEUTRAL = 0.5
"""The grey that an inpainting model saw under its mask when it was trained."""

Mask = npt.NDArray[np.bool_]
"""(H, W), True = paint here."""


class DiffusionEngine(Engine):
    """Keeps one pipeline loaded, and paints one picture at a time."""

    name: ClassVar[str] = "diffusion"
    needs_weights: ClassVar[bool] = True
    is_ai: ClassVar[bool] = True
    multiple_of: ClassVar[int] = 8
    native_pixels: ClassVar[int] = 512 * 768

    def __init__(self, steps: int = STEPS) -> None:
        """steps: how often the model refines a picture; more take longer and show more detail."""
        self.steps = steps
        self._loaded: tuple[Path, Any] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def title(self) -> str:  # type: ignore[override]  # which model it is, is a setting
        return f"Diffusion, an AI model: {weights.display_name(weights.chosen_model())}"

    @property
    def licence(self) -> str:  # type: ignore[override]
        return weights.licence(weights.chosen_model())

    def missing(self) -> str | None:
        """None when the packages and every file of the model are here; imports neither torch nor diffusers."""
        return weights.missing(weights.chosen_model())

    def too_slow(self) -> str | None:
        if weights.has_accelerator():
            return None
        return f"{self.title} is ready, but needs many minutes a picture without a GPU: choose it by name."

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: Report) -> Backdrop:
        with self._turn(report), _memory_errors_explained():
            pipeline = self._pipeline(report)
            output = self._run(pipeline, brief, canvas, seed, report)
            notes = _unread_words(pipeline.tokenizer, brief.prompt)
        if any(getattr(output, "nsfw_content_detected", None) or ()):  # the picture is black then
            raise EngineError("The model's own safety filter withheld this picture. Try other words or another seed.")
        if not np.isfinite(output.images[0]).all():
            raise EngineError("The AI model computed no valid picture: its files may be damaged. Get them again.")
        # No ground: where the model put a floor, if anywhere, is not known, and it paints shadows there itself.
        return Backdrop(output.images[0], brief.light, horizon=brief.horizon, notes=notes)

    def _run(self, pipeline: Any, brief: SceneBrief, canvas: Canvas, seed: int, report: Report) -> Any:
        import torch

        def on_step(pipeline: Any, step: int, _timestep: object, tensors: dict[str, Any]) -> dict[str, Any]:
            count = pipeline.num_timesteps
            report((step + 1) / (count + 1), f"Painting: step {step + 1} of {count}")  # `Cancelled` ends the pipeline
            return tensors

        mask = paint_mask(canvas.alpha)
        width, height = canvas.size
        return pipeline(
            prompt=brief.prompt,
            negative_prompt=brief.negative_prompt,
            image=without_background(canvas.foreground, mask)[None],
            mask_image=mask.astype(np.float32)[None, ..., None],
            width=width,
            height=height,
            strength=STRENGTH,
            num_inference_steps=self.steps,
            guidance_scale=GUIDANCE,
            generator=torch.Generator("cpu").manual_seed(seed % 2**63),  # the same noise on every device
            output_type="np",
            callback_on_step_end=on_step,
        )

    def _pipeline(self, report: Report) -> Any:
        """The loaded pipeline of the chosen model; another model's is let go first, two may not fit."""
        model = weights.chosen_model()
        folder = weights.find(model)
        if folder is None:  # deleted since `missing` looked
            raise EngineError(weights.missing(model) or f"The AI model {model} is gone. Try again.")
        if self._loaded is None or self._loaded[0] != folder:
            report(0.0, "Loading the AI model, which takes longest the first time")
            self._loaded = None
            self._loaded = folder, weights.load(model, folder)
        report(0.0, "Painting")
        return self._loaded[1]

    @contextmanager
    def _turn(self, report: Report) -> Iterator[None]:
        """Wait for the picture that is being painted; Stop works while waiting."""
        while not self._one_at_a_time.acquire(timeout=0.5):
            report(0.0, "Waiting for another picture to be finished")
        try:
            yield
        finally:
            self._one_at_a_time.release()


def paint_mask(alpha: Array) -> Mask:
    """Where the model paints: the background, grown over the subject's soft edge, never over the solid subject.

    Args:
        alpha: (H, W) in [0, 1], 1 = subject.
    Returns:
        (H, W), True where alpha is below one half, and within `MARGIN_PX` of that where it is below `SOLID_ALPHA`.
        Soft places deep inside the subject, where the cut-out was unsure, stay for the model to see.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1))
    near_background = cv2.dilate((alpha < 0.5).astype(np.uint8), disc) > 0
    painted: Mask = near_background & (alpha < SOLID_ALPHA)
    return painted


def without_background(foreground: Array, mask: Mask) -> Array:
    """Grey wherever `mask` says paint, so that no trace of the old background reaches the model. (H, W, 3) -> same."""
    return np.where(mask[..., None], np.float32(NEUTRAL), foreground)


@contextmanager
def _memory_errors_explained() -> Iterator[None]:
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not weights.is_out_of_memory(error):
            raise
        raise EngineError(
            "There is not enough memory for the AI model. Close other programs, or choose the Painter."
        ) from error


def _unread_words(tokenizer: Any, prompt: str) -> tuple[str, ...]:
    if len(tokenizer(prompt).input_ids) <= tokenizer.model_max_length:
        return ()
    return ("The AI model reads only the first words of so long a description, about 60; it left out the rest.",)
