"""Paints a scene's words around the subject with an AI model; torch is imported at the first picture."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from ...arrays import Array, resize
from ...brief import Layer, SceneBrief
from ...errors import EngineError
from ...progress import PreviewReport, share_of
from ..base import Backdrop, Canvas, Engine
from ..picture import seen_in
from . import machine, zerogpu
from .catalogue import Model, own_model
from .families import family_of
from .files import absent_packages, find, is_on_hub, missing
from .job import job_for
from .loading import LOADED, tidy
from .memory import need_of
from .openvino import said_of
from .own import family_in, unfit
from .placing import cannot_compile
from .plan import Plan, lighter, plan_for, shortage, smaller, warm_up
from .running import Loaded

_ONE_AT_A_TIME = threading.Lock()
"""Two pictures at once would take longer than one after the other, and may not fit."""

UNCOMPILED = "The AI model could not be compiled on this machine: it runs as it is, a little slower."
WITHHELD_STRIDE = 2_000_003
"""From a seed whose picture was withheld to the one it is tried with: always the same, whoever is painted beside it."""
WARM_UP_PX = 64
WARM_UP_BRIEF = SceneBrief(prompt="a wall", palette=("white", "grey"), layers=(Layer(kind="sky"),))


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
    def good_for(self) -> str:  # type: ignore[override]
        return self.model.good_for

    @property
    def commercial(self) -> bool:  # type: ignore[override]
        return self.model.commercial

    @property
    def licence(self) -> str:  # type: ignore[override]
        return self.model.licence

    @property
    def needs_sketch(self) -> bool:  # type: ignore[override]
        return self.model.family is not None and family_of(self.model.family).needs_sketch

    @property
    def native_pixels(self) -> int:  # type: ignore[override]
        return self.model.native_pixels

    @property
    def multiple_of(self) -> int:  # type: ignore[override]
        return self.model.multiple_of

    def missing(self) -> str | None:
        """None when the packages and every file of the model are here; imports neither torch nor diffusers."""
        return missing(self.model)

    @property
    def to_fetch(self) -> bool:
        """Whether all that is missing is files that the Hub has."""
        return missing(self.model) is not None and is_on_hub(self.model.weights) and not absent_packages()

    def too_slow(self) -> str | None:
        if zerogpu.HERE:
            return None
        glance = machine.at_a_glance()
        if glance.device == "cpu":
            return f"{self.title} is ready, but takes minutes instead of seconds without a GPU: choose it by name."
        short = shortage(self.model, glance, need_of(self.model))
        return short and f"{self.title} is ready, but {short}: choose it by name."

    def prepare(self) -> None:
        """Load the model, by painting a tiny picture, if the setting `BACKDROP_WARM_UP` names this engine.

        Raises:
            EngineError: if it cannot.
        """
        if warm_up() == self.name:
            pixels = np.zeros((WARM_UP_PX, WARM_UP_PX, 3), np.float32)
            self.paint(WARM_UP_BRIEF, Canvas(pixels, pixels[..., 0]), 0)

    def batch_size(self, canvas: Canvas) -> int:  # noqa: ARG002  # planned at the native size: canvases are larger
        plan = LOADED.fitted.get(self.model) or plan_for(self.model, machine.at_a_glance(), need_of(self.model))
        return plan.batch

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        return self._paint_batch(brief, canvas, (seed,), report)[0]

    def _paint_batch(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> list[Backdrop]:
        if zerogpu.HERE:
            return zerogpu.paint(self, brief, canvas, seeds, report)
        return self.paint_here(brief, canvas, seeds, report)

    def paint_here(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> list[Backdrop]:
        """Paint in this process, at exactly the canvas' size; one backdrop for each seed."""
        with _turn(report):
            pictures, notes = self._pictures(brief, canvas, seeds, report)
        # What was asked for need not be what was painted: light and horizon are looked for in the picture.
        return [seen_in(picture, notes) for picture in pictures]

    def _pictures(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> tuple[list[Array], tuple[str, ...]]:
        """One picture of the canvas' size for each seed, and notes for people. What is finished is never redone."""
        plan = LOADED.fitted.get(self.model) or self._plan()
        done: list[Array] = []
        said: list[str] = []
        loaded: Loaded | None = None
        while loaded is None or len(done) < len(seeds):
            loaded = None  # or it could not make room for another
            try:
                batch = seeds[len(done) : len(done) + plan.batch]
                part = share_of(report, len(done), len(batch), len(seeds))
                loaded = LOADED.get(self.model, plan, part)
                pictures, notes = self._batch(loaded, brief, canvas, batch, part)
                done += pictures
                said += notes
                continue
            except (MemoryError, RuntimeError) as error:
                if plan.compiled and cannot_compile(error):
                    plan, words = replace(plan, compiled=False), UNCOMPILED
                    said.append(UNCOMPILED)
                elif machine.is_out_of_memory(error):
                    plan = _less(plan, loaded is not None, error)
                    words = f"Memory ran out; trying again: {plan.notes[-1]}"
                else:
                    raise
            tidy()  # only here, where the error is gone, and with it all that its frames held on to
            report(len(done) / len(seeds), words)
        LOADED.fitted[self.model] = plan
        given_up = tuple(f"Memory was short: {note}." for note in plan.notes)
        return done, (*said, *given_up, *loaded.unread(brief), *said_of(loaded.pipeline))

    def _plan(self) -> Plan:
        found = machine.this_machine()
        found = replace(found, free_bytes=found.free_bytes + LOADED.held_bytes(found.device))
        if found.precision == "float16" and self._needs_bfloat16():
            found = replace(found, precision="bfloat16")
        need = need_of(self.model)
        # Where there is no graphics card, a program that takes too much may be ended with all that is in it.
        if found.device != "cuda" and (short := shortage(self.model, found, need)):
            raise EngineError(f"The AI model {self.model.title} {short}. Close other programs, or choose the Painter.")
        return plan_for(self.model, found, need)

    def _needs_bfloat16(self) -> bool:
        folder = find(self.model.weights)
        name = self.model.family or (family_in(folder) if folder else None)
        return name is not None and family_of(name).needs_bfloat16

    def _batch(
        self, loaded: Loaded, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> tuple[list[Array], list[str]]:
        """Pictures of the canvas' size, and what to say of them: one that the model withheld is painted once more."""
        job = job_for(canvas, loaded.plan.pixels, self.model.multiple_of, self.model.margin_cells)
        painted, said = loaded.run(brief, job, seeds, report), []
        for number, seed in enumerate(seeds):
            if painted[number] is None:
                other = (seed + WITHHELD_STRIDE) % 2**31
                [painted[number]] = loaded.run(brief, job, (other,), report)
                said.append(f"The model's own safety filter withheld seed {seed}, so it was painted with seed {other}.")
        pictures = [picture for picture in painted if picture is not None]
        if len(pictures) < len(painted):
            raise EngineError("The model's own safety filter withheld this picture, and another one. Try other words.")
        if not all(np.isfinite(picture).all() for picture in pictures):
            raise EngineError("The AI model computed no valid picture: its files may be damaged. Get them again.")
        return [resize(picture, *canvas.size) for picture in pictures], said


class OwnEngine(DiffusionEngine):
    """Paints with the model that the setting names."""

    def __init__(self) -> None:
        super().__init__(own_model())

    @property
    def model(self) -> Model:
        return own_model()

    def missing(self) -> str | None:
        """The same, and why it is of no use here if it is of another kind."""
        return super().missing() or unfit(self.model.weights.repo)


def _less(plan: Plan, was_loaded: bool, error: Exception) -> Plan:
    """The plan to try next; where the model itself did not fit, a smaller picture is of no use."""
    if (less := smaller(plan) if was_loaded else lighter(plan)) is None:
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
