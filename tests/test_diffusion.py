"""The diffusion engine on a toy model: real classes, random weights, loaded through the same path as a real model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, STEPS, canvas_of, module_of, needs_torch, own_engine
from pictures import box
from toys import build_toy

from backdrop_ui.composite import compose
from backdrop_ui.engines import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, OwnEngine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.engine import WITHHELD_STRIDE
from backdrop_ui.engines.diffusion.job import job_for
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.picture import seen_in
from backdrop_ui.errors import Cancelled, EngineError

pytestmark = needs_torch


@pytest.fixture
def engine(toy: Path, monkeypatch: pytest.MonkeyPatch) -> DiffusionEngine:
    """The toy as a person's own model; what is loaded stays loaded from test to test."""
    monkeypatch.setenv(SETTING, str(toy))
    return own_engine()


@pytest.mark.parametrize(("width", "height"), [(61, 83), (8, 8), (3, 1), (96, 64)])
def test_paints_at_any_size(engine: DiffusionEngine, width: int, height: int) -> None:
    backdrop = engine.paint(BRIEF, canvas_of(width, height), seed=1)
    assert backdrop.picture.shape == (height, width, 3)
    assert backdrop.picture.dtype == np.float32
    assert np.isfinite(backdrop.picture).all()
    assert 0 <= backdrop.picture.min() <= backdrop.picture.max() <= 1
    assert backdrop.notes == ()


def test_light_and_ground_are_those_of_the_picture_that_was_painted(engine: DiffusionEngine) -> None:
    canvas = Canvas(np.zeros((96, 64, 3), np.float32), box(64, 96, 24, 20, 40, 80))
    backdrop = engine.paint(BRIEF, canvas, seed=1)
    seen = seen_in(backdrop.picture)
    assert backdrop.light == seen.light != BRIEF.light
    assert (backdrop.horizon, backdrop.ground) == (seen.horizon, seen.ground)
    free = compose(canvas, replace(backdrop, ground=None)).picture[80:84, 28:36].mean()
    assert compose(canvas, backdrop).picture[80:84, 28:36].mean() < 0.8 * free, "a whole figure throws a shadow"


def test_paints_a_canvas_larger_than_the_model(engine: DiffusionEngine) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"native_pixels": 64 * 64}))
    assert engine.paint(BRIEF, canvas_of(150, 211), seed=1).picture.shape == (211, 150, 3)


def test_same_seed_same_bytes_else_not(engine: DiffusionEngine) -> None:
    canvas = canvas_of(64, 72)
    first = engine.paint(BRIEF, canvas, seed=7).picture.tobytes()
    assert first == engine.paint(BRIEF, canvas, seed=7).picture.tobytes()
    LOADED.drop()
    assert first == own_engine().paint(BRIEF, canvas, seed=7).picture.tobytes(), "after a restart"
    assert first != engine.paint(BRIEF, canvas, seed=8).picture.tobytes()
    for change in ({"prompt": "a red carpet"}, {"negative_prompt": "rain"}):
        assert first != engine.paint(BRIEF.model_copy(update=change), canvas, seed=7).picture.tobytes(), change


@pytest.mark.parametrize("native_pixels", [512 * 768, 40 * 40])
def test_old_background_cannot_leak(engine: DiffusionEngine, native_pixels: int) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"native_pixels": native_pixels}))
    canvas = canvas_of(80, 96)
    other = np.where(canvas.alpha[..., None] == 0, np.float32(1) - canvas.foreground, canvas.foreground)
    expected = engine.paint(BRIEF, canvas, seed=3).picture.tobytes()
    assert expected == engine.paint(BRIEF, replace(canvas, foreground=other), seed=3).picture.tobytes()


def test_the_model_sees_the_subject(engine: DiffusionEngine) -> None:
    canvas = canvas_of(80, 96)
    other = np.where(canvas.alpha[..., None] == 1, np.float32(1) - canvas.foreground, canvas.foreground)
    expected = engine.paint(BRIEF, canvas, seed=3).picture.tobytes()
    assert expected != engine.paint(BRIEF, replace(canvas, foreground=other), seed=3).picture.tobytes()


def test_the_model_is_told_where_to_paint(engine: DiffusionEngine) -> None:
    canvas = canvas_of(80, 96)
    engine.paint(BRIEF, canvas, seed=3)
    assert LOADED._loaded is not None
    seen: list[Any] = []
    hook = LOADED._loaded.pipeline.unet.register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0][0, 4].numpy())
    )
    engine.paint(BRIEF, canvas, seed=3)
    hook.remove()
    assert len(seen) == STEPS
    expected = job_for(canvas, 80 * 96, 8).mask[::8, ::8]
    assert np.array_equal(seen[0], expected), "1 = paint, one latent cell for 8 pixels"


def test_reads_a_long_description_to_its_end(engine: DiffusionEngine) -> None:
    wordy = BRIEF.model_copy(update={"prompt": "word " * 90})
    longer = wordy.model_copy(update={"prompt": wordy.prompt + "beach"})
    first, second = (engine.paint(brief, canvas_of(16, 16), seed=1) for brief in (wordy, longer))
    assert first.picture.tobytes() != second.picture.tobytes()
    assert first.notes == ()


def test_a_withheld_picture_is_said_not_shown_black(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_toy(tmp_path / "strict", flags_all=True)
    monkeypatch.setenv(SETTING, str(tmp_path / "strict"))
    with pytest.raises(EngineError, match="safety filter"):
        own_engine(1).paint(BRIEF, canvas_of(16, 16), seed=1)


def test_of_several_the_withheld_one_is_painted_again_and_the_others_stay(engine: DiffusionEngine) -> None:
    """By a filter that takes exception to the first picture that it sees."""
    canvas = canvas_of(16, 16)
    expected = [engine.paint(BRIEF, canvas, seed).picture for seed in (1 + WITHHELD_STRIDE, 2)]
    seen = []

    def take_exception(_: object, _inputs: object, output: tuple[Any, list[bool]]) -> tuple[Any, list[bool]]:
        seen.append(len(output[1]))
        return output[0], [len(seen) == 1, *[False] * (len(output[1]) - 1)]

    hook = module_of("safety_checker").register_forward_hook(take_exception)
    first, second = engine.paint_batch(BRIEF, canvas, (1, 2))
    hook.remove()
    assert "withheld seed 1, so it was painted with seed 2000004" in " ".join(first.notes)
    for backdrop, picture in zip((first, second), expected, strict=True):
        np.testing.assert_allclose(backdrop.picture, picture, atol=1e-4)


def test_reports_every_step(engine: DiffusionEngine) -> None:
    reports: list[tuple[float, str]] = []
    engine.paint(BRIEF, canvas_of(16, 16), 1, lambda share, words, *_: reports.append((share, words)))
    assert [words for _, words in reports if "step" in words] == [
        f"Painting: step {step} of {STEPS}" for step in range(1, STEPS + 1)
    ]
    shares = [share for share, _ in reports]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1


def test_stop_takes_effect_within_a_step_and_the_next_picture_is_the_same(engine: DiffusionEngine) -> None:
    canvas = canvas_of(16, 16)
    expected = engine.paint(BRIEF, canvas, 1).picture.tobytes()
    said: list[str] = []

    def stop_at_step_2(_share: float, words: str, *_: object) -> None:
        said.append(words)
        if "step 2" in words:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine.paint(BRIEF, canvas, 1, stop_at_step_2)
    assert said[-1] == f"Painting: step 2 of {STEPS}"
    assert engine.paint(BRIEF, canvas, 1).picture.tobytes() == expected


def test_stop_works_while_waiting_for_another_picture(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    engine = OwnEngine()

    def stop(_share: float, words: str, *_: object) -> None:
        raise Cancelled(words)

    with engine_module._ONE_AT_A_TIME, pytest.raises(Cancelled, match="Waiting"):
        engine.paint(BRIEF, canvas_of(16, 16), 1, stop)
