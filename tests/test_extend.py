"""A kept photo continued by an AI engine: its own pixels stay, what is new meets them without a seam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import needs_torch
from pictures import read_8bit

from backdrop_ui.arrays import to_8bit
from backdrop_ui.brief import SceneBrief
from backdrop_ui.engines import Backdrop, Canvas, Engine
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.extend import extended_by, joined
from backdrop_ui.photo import Photo
from backdrop_ui.pipeline import BackdropRequest, BackdropResult, make_backdrops
from backdrop_ui.placement import Placement
from backdrop_ui.progress import PreviewReport
from backdrop_ui.subjects import SubjectRequest


class Flat(Engine):
    """Paints one colour and keeps what it was shown."""

    name, title, licence = "flat", "Flat, a test's AI model", "MIT"
    needs_weights, is_ai, native_pixels = False, True, 1_000_000

    def __init__(self) -> None:
        self.shown: list[Canvas] = []

    def _paint(self, brief: SceneBrief, canvas: Canvas, _seed: int, _report: PreviewReport) -> Backdrop:
        self.shown.append(canvas)
        return Backdrop(np.full_like(canvas.foreground, 0.3), brief.light, horizon=0.4, ground=0.9)


def placed_photo(height: int = 80, width: int = 120) -> Canvas:
    """A photo in the middle of a wider picture, with a subject in its middle; black beyond."""
    inside = np.zeros((height, width), np.float32)
    inside[:, 30:90] = 1
    photo = np.random.default_rng(3).random((height, width, 3), np.float32) * inside[..., None]
    alpha = np.zeros((height, width), np.float32)
    alpha[20:, 50:70] = 1
    return Canvas(photo, alpha, photo=photo, inside=inside)


def test_the_whole_photo_is_what_is_painted_around() -> None:
    engine, canvas = Flat(), placed_photo()
    [backdrop] = extended_by(engine, canvas, (1,), lambda *_: None)
    assert canvas.photo is not None
    assert canvas.inside is not None
    [shown] = engine.shown
    assert np.array_equal(shown.alpha, canvas.inside)
    assert np.array_equal(shown.foreground, canvas.photo)
    assert np.array_equal(backdrop.picture[:, 30:90], canvas.photo[:, 30:90]), "bit by bit"
    assert backdrop.light.strength == 0


@pytest.mark.parametrize(("follow", "needed"), [(0.0, False), (0.7, False), (0.0, True)])
def test_a_start_that_is_followed_or_needed_is_the_mirrored_photo(follow: float, needed: bool) -> None:
    engine, canvas = Flat(), placed_photo()
    engine.needs_sketch = needed
    extended_by(engine, canvas, (1,), lambda *_: None, follow)
    [shown] = engine.shown
    assert (shown.sketch is not None) == (follow > 0 or needed)
    assert shown.follow == follow
    if shown.sketch is not None:
        assert shown.sketch[:, :30].std() > 0.01, "no black beyond the photo"


def test_a_shift_of_colour_leaves_no_seam() -> None:
    """A photo and a painting of the same even scene, the painting off by a tenth."""
    inside = np.zeros((100, 400), np.float32)
    inside[:, 150:250] = 1
    photo = np.full((100, 400, 3), (0.4, 0.5, 0.6), np.float32) * inside[..., None]
    picture = joined(photo, inside, np.full((100, 400, 3), (0.5, 0.6, 0.5), np.float32))
    seam = np.abs(picture[:, 250] - picture[:, 249]).max()
    assert seam < 0.02
    assert np.abs(picture[:, -1] - (0.5, 0.6, 0.5)).max() < 1e-6, "far from the photo it is the model's own"
    steps = np.abs(np.diff(picture[50], axis=0)).max()
    assert steps < 0.02, "nor anywhere else"


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_no_photo_and_nothing_but_photo(value: float) -> None:
    rng = np.random.default_rng(1)
    photo, painted = (rng.random((9, 13, 3), np.float32) for _ in range(2))
    expected = photo if value else painted
    assert np.array_equal(joined(photo, np.full((9, 13), value, np.float32), painted), expected)


# ---- through the walk --------------------------------------------------------------------------------------------


def walk(photo: Path, mask: Path, folder: Path, **options: Any) -> BackdropResult:
    request = BackdropRequest(SubjectRequest(photo, alpha=mask), folder, plain="keep", seed=5, **options)
    *_, result = make_backdrops(request)
    assert isinstance(result, BackdropResult)
    return result


LARGER = Placement("square", scale=0.5)


def test_only_a_named_engine_extends(
    photo_file: Path, mask_file: Path, tmp_path: Path, add_engine: Callable[[Engine], None]
) -> None:
    add_engine(Flat())
    result = walk(photo_file, mask_file, tmp_path, placement=LARGER)
    assert (result.engine, result.is_ai) == ("plain", False)
    result = walk(photo_file, mask_file, tmp_path, placement=LARGER, engine="flat", variants=2)
    assert (result.engine, result.is_ai, len(result.outputs)) == ("flat", True, 2)
    assert result.subject_pixels_changed == 0


def test_where_the_photo_fills_the_picture_no_ai_is_claimed(
    photo_file: Path, mask_file: Path, tmp_path: Path, add_engine: Callable[[Engine], None]
) -> None:
    engine = Flat()
    add_engine(engine)
    result = walk(photo_file, mask_file, tmp_path, engine="flat")
    assert (result.engine, result.is_ai, engine.shown) == ("plain", False, [])
    assert "had nothing to add" in " ".join(result.warnings)


@needs_torch
def test_a_toy_model_extends_and_keeps_every_pixel(
    toy: Path, photo: Photo, photo_file: Path, mask_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    result = walk(photo_file, mask_file, tmp_path, placement=LARGER, engine="own")
    picture, frame = read_8bit(result.outputs[0]), result.frame
    assert result.is_ai
    assert (frame.width, frame.height) == result.size, "nothing is resampled"
    left, top = -frame.left, -frame.top
    kept = picture[top:, left : left + photo.pixels.shape[1]]
    assert np.array_equal(kept, to_8bit(photo.pixels)[: len(kept)])
    assert picture[:top].std() > 1, "above it something is painted"
    again = walk(photo_file, mask_file, tmp_path / "again", placement=LARGER, engine="own")
    assert again.outputs[0].read_bytes() == result.outputs[0].read_bytes()
    assert replace(result, outputs=(), seconds={}) == replace(again, outputs=(), seconds={})
