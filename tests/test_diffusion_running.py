"""A loaded model at work: what is kept, what is shown, variants in batches, Stop; on toys, in real classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, calls_of, canvas_of, needs_torch, watched_painting

from backdrop_ui.engines.diffusion import DiffusionEngine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import Model
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.errors import Cancelled

pytestmark = [needs_torch, pytest.mark.usefixtures("nothing_learnt")]
CANVAS = canvas_of(64, 80)
BATCH_TOLERANCE = 1e-4
"""Of 1: as far as a picture may differ with the batch it was made in; no 8-bit value changes by more than one."""


@pytest.fixture
def engine(model: Model) -> DiffusionEngine:
    return DiffusionEngine(model)


# ---- kept --------------------------------------------------------------------------------------------------------


def test_the_same_words_and_photo_are_encoded_once(engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, 1)
    with calls_of("text_encoder") as texts, calls_of("vae.encoder") as pictures:
        engine.paint(BRIEF, CANVAS, 2)
        assert (texts, pictures) == ([], [])
        engine.paint(BRIEF.model_copy(update={"prompt": "a red carpet"}), CANVAS, 2)
        assert pictures == []
        assert len(texts) == 1
        engine.paint(BRIEF, canvas_of(80, 64), 2)
        assert len(pictures) == 1
        assert len(texts) == 1


def test_the_photo_before_is_kept_too_with_the_sketch_that_is_followed(engine: DiffusionEngine) -> None:
    sketched = [
        replace(canvas, sketch=np.full_like(canvas.foreground, 0.2), follow=0.5)
        for canvas in (CANVAS, canvas_of(80, 64))
    ]
    for canvas in sketched:
        engine.paint(BRIEF, canvas, 1)
    with calls_of("vae.encoder") as pictures:
        for canvas in sketched:
            engine.paint(BRIEF, canvas, 2)
    assert pictures == []


def test_a_picture_encoded_whole_is_not_taken_where_it_is_encoded_in_pieces(
    engine: DiffusionEngine, planned: Callable[..., None]
) -> None:
    planned(tiny_decoder=False)
    engine.paint(BRIEF, CANVAS, 1)
    planned(tiny_decoder=False, tiled=True)
    LOADED.fitted.clear()
    with calls_of("vae.encoder") as pictures:
        engine.paint(BRIEF, CANVAS, 1)
    assert len(pictures) == 1


def test_what_is_kept_changes_no_picture(engine: DiffusionEngine) -> None:
    fresh = engine.paint(BRIEF, CANVAS, 5).picture.tobytes()
    engine.paint(BRIEF, CANVAS, 6)
    assert engine.paint(BRIEF, CANVAS, 5).picture.tobytes() == fresh


def test_equals_the_plain_pipeline(engine: DiffusionEngine, model: Model, planned: Callable[..., None]) -> None:
    """The same classes, called as everyone calls them: nothing kept, the whole decoder, one picture."""
    import torch
    from diffusers import LCMScheduler, StableDiffusionInpaintPipeline

    planned(tiny_decoder=False)
    engine.paint(BRIEF, CANVAS, 3)
    ours = engine.paint(BRIEF, CANVAS, 4).picture
    plain = StableDiffusionInpaintPipeline.from_pretrained(model.weights.repo, variant="fp16", local_files_only=True)
    plain.scheduler = LCMScheduler.from_config(plain.scheduler.config)
    plain.set_progress_bar_config(disable=True)
    job = engine_module.job_for(CANVAS, model.native_pixels, model.multiple_of, model.margin_cells)
    output = plain(
        BRIEF.prompt,
        image=job.picture[None],
        mask_image=job.mask.astype(np.float32)[None, ..., None],
        width=64,
        height=80,
        num_inference_steps=model.steps,
        guidance_scale=1.0,
        generator=torch.Generator().manual_seed(4),
        output_type="np",
    )
    assert np.abs(ours - output.images[0]).max() < 1e-5


# ---- batches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", [(1, 2, 3, 4), (3, 1)])
def test_a_seeds_picture_does_not_depend_on_its_batch(
    engine: DiffusionEngine, planned: Callable[..., None], seeds: tuple[int, ...]
) -> None:
    alone = {seed: engine.paint(BRIEF, CANVAS, seed).picture for seed in seeds}
    LOADED.fitted.clear()
    planned(batch=4)
    with calls_of("unet") as runs:
        together = engine.paint_batch(BRIEF, CANVAS, seeds)
    assert [len(inputs[0]) for inputs in runs] == [len(seeds)] * engine.model.steps
    for seed, backdrop in zip(seeds, together, strict=True):
        assert np.abs(backdrop.picture - alone[seed]).max() < BATCH_TOLERANCE
    assert np.abs(together[0].picture - together[1].picture).max() > 100 * BATCH_TOLERANCE


def test_the_pipeline_is_asked_for_what_the_plan_holds(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    assert engine.batch_size(CANVAS) == 1, "on a processor"
    planned(batch=3)
    assert engine.batch_size(CANVAS) == 3
    planned(batch=4)
    engine.paint(BRIEF, CANVAS, 1)
    planned(batch=1)
    assert engine.batch_size(CANVAS) == 4, "what has proved to fit"


# ---- how far it is ---------------------------------------------------------------------------------------------


def test_tells_the_time_that_is_left(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes ten seconds forward whenever the network runs."""
    engine.paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded is not None
    LOADED._loaded.paces.clear()
    now = [0.0]
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.time.perf_counter", lambda: now[0])

    def forward(*_: object) -> None:
        now[0] += 10

    hook = LOADED._loaded.pipeline.unet.register_forward_pre_hook(forward)
    told: list[tuple[Any, ...]] = []
    for _ in range(2):
        engine.paint(BRIEF, CANVAS, 1, lambda _, words, *rest: told.append((words, *rest)) if "step" in words else None)
    hook.remove()
    assert [words for words, *_ in told[:4]] == [f"Painting: step {step} of 4" for step in (1, 2, 3, 4)]
    assert [round(left_s) for *_, left_s in told[:4]] == [40, 30, 20, 10], "what comes after the last is not known yet"
    assert [round(left_s) for *_, left_s in told[4:]] == [30, 20, 10, 0]


def test_the_share_done_never_goes_back(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    planned(batch=2)
    shares = [share for share, *_ in watched_painting(engine, CANVAS, (1, 2, 3, 4, 5))]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert len(shares) > 3 * 4


# ---- Stop --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offload", ["", "parts", "layers"])
@pytest.mark.parametrize("step", [1, 3])
def test_stop_within_a_step_leaves_nothing_behind(
    engine: DiffusionEngine, planned: Callable[..., None], offload: str, step: int
) -> None:
    planned(offload=offload)
    expected = engine.paint(BRIEF, CANVAS, 1).picture.tobytes()
    scheduler = LOADED.get(engine.model, LOADED.fitted[engine.model], lambda *_: None).pipeline.scheduler

    def stop(_share: float, words: str, *_: object) -> None:
        if f"step {step} " in words:
            raise Cancelled("Stopped.")

    with calls_of("unet") as runs, pytest.raises(Cancelled):
        engine.paint(BRIEF, CANVAS, 2, stop)
    assert len(runs) == step
    assert "step" not in vars(scheduler), "nobody looks over its shoulder any more"
    assert engine.paint(BRIEF, CANVAS, 1).picture.tobytes() == expected
