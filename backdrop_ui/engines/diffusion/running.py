"""A loaded model: makes pictures of jobs, and says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from ...arrays import Array
from ...brief import SceneBrief
from ...progress import PreviewReport
from .catalogue import Model
from .families import Family
from .job import Job
from .kept import KEPT_PROMPTS
from .placing import tile
from .plan import Plan
from .preview import PREVIEW_EVERY_S, Previewer, watched


@dataclass
class Pace:
    """Seconds that a step, and all after the last one, took for pictures of one size; None until measured."""

    step_s: float | None = None
    rest_s: float | None = None


@dataclass
class Loaded:
    """A pipeline in memory, how it is run, and what it has learnt since."""

    model: Model
    plan: Plan
    family: Family
    pipeline: Any
    prompts: LRUCache[tuple[str, str], dict[str, Any]] = field(default_factory=lambda: LRUCache(KEPT_PROMPTS))
    paces: dict[tuple[int, int, int], Pace] = field(default_factory=dict)
    previewer: Previewer | None = None

    def run(self, brief: SceneBrief, job: Job, seeds: Sequence[int], report: PreviewReport) -> list[Array | None]:
        """One picture, (H, W, 3) sRGB in [0, 1], for each seed; None where the model's safety filter withholds it.

        Raises:
            Cancelled: within a step of Stop; the next picture does not notice.
        """
        import torch

        tile(self.pipeline, self.plan.tiled)
        pace = self.paces.setdefault((*job.size, len(seeds)), Pace())
        try:
            with torch.inference_mode(), watched(self.pipeline.scheduler) as seen:
                words = self._words(brief)
                steps = _Steps(report, pace, lambda: self._preview(seen.latents, job))
                # On the CPU, so that the same seed gives the same noise on every device.
                generators = [torch.Generator("cpu").manual_seed(seed % 2**63) for seed in seeds]
                output = self.pipeline(
                    **words,
                    **self.family.picture(self.pipeline, job, self.plan, generators),
                    generator=generators,
                    output_type="np",
                    callback_on_step_end=steps,
                )
                steps.finish()
        except BaseException:
            self.pipeline.maybe_free_model_hooks()  # the pipeline itself does so at its end only
            raise
        withheld = getattr(output, "nsfw_content_detected", None) or [False] * len(seeds)  # the picture is black then
        return [None if none else picture for picture, none in zip(output.images, withheld, strict=True)]

    def _words(self, brief: SceneBrief) -> dict[str, Any]:
        key = (brief.prompt, brief.negative_prompt)
        if (known := self.prompts.get(key)) is None:
            self.prompts[key] = known = self.family.words(self.pipeline, brief, self.plan)
        return known

    def _preview(self, latents: Any, job: Job) -> Array:
        if self.previewer is None:
            self.previewer = Previewer(self.pipeline)
        return self.previewer.picture(self.family.decodable(self.pipeline, latents, job.size))

    def unread(self, brief: SceneBrief) -> tuple[str, ...]:
        """A note if the model reads only the beginning of the words."""
        return self.family.unread(self.pipeline, brief)


class _Steps:
    """Called by the pipeline after each step: tells and shows how far it is."""

    def __init__(self, report: PreviewReport, pace: Pace, preview: Callable[[], Array]) -> None:
        self._report, self._pace, self._preview = report, pace, preview
        self._shown = -float("inf")
        self._steps: list[float] = []
        self._last = time.perf_counter()

    def __call__(self, pipeline: Any, step: int, _timestep: object, tensors: dict[str, Any]) -> dict[str, Any]:
        _let_the_card_finish()
        now = time.perf_counter()
        self._steps.append(now - self._last)
        count = pipeline.num_timesteps
        # The first one may have compiled, or fetched, something. What comes after the last is taken for one more.
        step_s = min(self._steps) if self._pace.step_s is None else self._pace.step_s
        rest_s = step_s if self._pace.rest_s is None else self._pace.rest_s
        whole_s = max(count * step_s + rest_s, 1e-6)
        share = (step + 1) * step_s / whole_s
        preview = None
        if step + 1 < count and now - self._shown >= PREVIEW_EVERY_S:  # after the last comes the picture itself
            preview = self._preview()
            self._shown = now
        # `Cancelled` ends the pipeline
        self._report(share, f"Painting: step {step + 1} of {count}", preview, (1 - share) * whole_s)
        self._last = time.perf_counter()
        return tensors

    def finish(self) -> None:
        """Keep what was measured for the next picture of this size."""
        if self._steps:
            self._pace.step_s, self._pace.rest_s = min(self._steps), time.perf_counter() - self._last


def _let_the_card_finish() -> None:
    """A graphics card is only told what to do, and a step is over before it was done."""
    import torch

    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.synchronize()
