"""Paints a scene's words around the subject with an AI model; torch is imported at the first picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from ...arrays import Array, resize
from ...brief import SceneBrief
from ...errors import EngineError
from ...progress import PreviewReport
from ..base import Backdrop, Canvas, Engine
from . import machine
from .catalogue import Model, own_model
from .files import missing
from .job import job_for
from .loading import LOADED, Loaded
from .openvino import said_of
from .plan import Plan, plan_for, smaller

_ONE_AT_A_TIME = threading.Lock()
"""Two pictures at once would take longer than one after the other, and may not fit."""


class DiffusionEngine(Engine):
    """Paints with one model of the catalogue."""

    needs_weights = True
    is_ai = True

    def __init__(self, model: Model) -> None:
        self._model = model
        self.name = model.name

    @property
    def model(self) -> Model:
        return self._model

    @property
    def title(self) -> str:  # type: ignore[override]  # which model it is may be a setting
        return f"{self.model.title}, an AI model"

    @property
    def licence(self) -> str:  # type: ignore[override]
        return self.model.licence

    @property
    def native_pixels(self) -> int:  # type: ignore[override]
        return self.model.native_pixels

    @property
    def multiple_of(self) -> int:  # type: ignore[override]
        return self.model.multiple_of

    def missing(self) -> str | None:
        """None when the packages and every file of the model are here; imports neither torch nor diffusers."""
        return missing(self.model)

    def too_slow(self) -> str | None:
        if machine.has_accelerator():
            return None
        return f"{self.title} is ready, but needs many minutes a picture without a GPU: choose it by name."

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        return self._paint_batch(brief, canvas, (seed,), report)[0]

    def _paint_batch(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> list[Backdrop]:
        with _turn(report):
            plan = plan_for(self.model, machine.this_machine())
            while True:
                try:
                    loaded = LOADED.get(self.model, plan, report)
                    pictures, notes = self._pictures(loaded, brief, canvas, seeds, report)
                    break
                except (MemoryError, RuntimeError) as error:
                    if not machine.is_out_of_memory(error):
                        raise
                    LOADED.drop()
                    plan = _smaller_or_give_up(plan, error)
                    report(0.0, f"Memory ran out; trying {plan.notes[-1]}")
        # No ground: where the model put a floor, if anywhere, is not known, and it paints shadows there itself.
        return [Backdrop(picture, brief.light, horizon=brief.horizon, notes=notes) for picture in pictures]

    def _pictures(
        self, loaded: Loaded, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> tuple[list[Array], tuple[str, ...]]:
        """One picture of the canvas' size for each seed, and notes for people."""
        job = job_for(canvas, loaded.plan.pixels, self.model.multiple_of, self.model.margin_cells)
        pictures: list[Array] = []
        for first in range(0, len(seeds), loaded.plan.batch):
            pictures += loaded.run(brief, job, seeds[first : first + loaded.plan.batch], report)
        if not all(np.isfinite(picture).all() for picture in pictures):
            raise EngineError("The AI model computed no valid picture: its files may be damaged. Get them again.")
        given_up = tuple(f"Memory was short: {note}." for note in loaded.plan.notes)
        return [resize(picture, *canvas.size) for picture in pictures], (
            *given_up,
            *loaded.unread(brief),
            *said_of(loaded.pipeline),
        )


class OwnEngine(DiffusionEngine):
    """Paints with the model that the setting names."""

    def __init__(self) -> None:
        super().__init__(own_model())

    @property
    def model(self) -> Model:
        return own_model()


def _smaller_or_give_up(plan: Plan, error: Exception) -> Plan:
    if (less := smaller(plan)) is None:
        raise EngineError(
            "There is not enough memory for the AI model. Close other programs, or choose the Painter."
        ) from error
    return less


@contextmanager
def _turn(report: PreviewReport) -> Iterator[None]:
    """Wait for the picture that is being painted; Stop works while waiting."""
    while not _ONE_AT_A_TIME.acquire(timeout=0.5):
        report(0.0, "Waiting for another picture to be finished")
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()
