"""What a network gets to see: the mask in whole cells, the plate under it, the sizes, the strength."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from diffusion_toys import canvas_of

from backdrop_ui.engines.diffusion.families import FAMILIES, Family
from backdrop_ui.engines.diffusion.job import (
    FADE_CELLS,
    LEAST_STRENGTH,
    NEUTRAL,
    SOLID_ALPHA,
    edge_plate,
    job_for,
    over_plate,
    paint_mask,
    whole_cells,
)

MARGIN_PX = 8


def test_mask_paints_background_and_edge_never_the_subject() -> None:
    alpha = canvas_of(120, 160).alpha
    mask = paint_mask(alpha, MARGIN_PX)
    assert mask[alpha < 0.5].all()
    assert not mask[alpha >= SOLID_ALPHA].any()
    soft = (alpha >= 0.5) & (alpha < SOLID_ALPHA)
    assert soft.any()
    assert mask[soft].all(), "the whole edge, which is narrower than the margin"


@pytest.mark.parametrize("margin_px", [0, 1, 8, 24])
def test_mask_margin_ends(margin_px: int) -> None:
    alpha = np.full((1, 80), 0.8, np.float32)
    alpha[0, 40] = 0.0
    columns = np.flatnonzero(paint_mask(alpha, margin_px)[0])
    assert (columns[0], columns[-1]) == (40 - margin_px, 40 + margin_px)
    assert len(columns) == 2 * margin_px + 1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_mask_of_nothing_and_of_everything(value: float) -> None:
    assert (paint_mask(np.full((9, 7), value, np.float32), MARGIN_PX) == (value == 0)).all()


@pytest.mark.parametrize(("height", "width", "cell"), [(16, 24, 8), (17, 23, 8), (5, 40, 16), (1, 1, 8)])
def test_cells_are_painted_whole(height: int, width: int, cell: int) -> None:
    mask = np.random.default_rng(1).random((height, width)) < 0.01
    expected = np.zeros_like(mask)
    for y in range(height):
        for x in range(width):
            top, left = y // cell * cell, x // cell * cell
            expected[y, x] = mask[top : top + cell, left : left + cell].any()
    assert np.array_equal(whole_cells(mask, cell), expected)


@pytest.mark.parametrize("cell", [8, 16])
def test_a_job_paints_all_of_the_background_in_whole_cells(cell: int) -> None:
    canvas = canvas_of(160, 192)
    job = job_for(canvas, 160 * 192, cell)
    assert job.mask[canvas.alpha < SOLID_ALPHA].all(), "the soft edge is narrower than a cell"
    assert not job.mask.all(), "the subject stays"
    cells = job.mask.reshape(192 // cell, cell, 160 // cell, cell)
    assert (cells.any(axis=(1, 3)) == cells.all(axis=(1, 3))).all()
    assert np.array_equal(job.picture[~job.mask], canvas.foreground[~job.mask])


@pytest.mark.parametrize(("width", "height", "pixels"), [(160, 96, 10_000), (1600, 400, 40_000), (64, 64, 64 * 64)])
def test_a_job_is_as_large_as_the_model_wants(width: int, height: int, pixels: int) -> None:
    job = job_for(canvas_of(width, height), pixels, 16)
    assert job.size[0] % 16 == job.size[1] % 16 == 0
    assert job.size[0] * job.size[1] <= pixels


def test_the_plate_is_grey_away_from_the_subject_and_its_colour_beside() -> None:
    foreground = np.zeros((64, 200, 3), np.float32)
    foreground[:, :40] = (1.0, 0.2, 0.0)
    foreground[:, 40:] = (0.0, 1.0, 0.0)  # the old background
    mask = np.zeros((64, 200), bool)
    mask[:, 40:] = True
    plate = edge_plate(foreground, mask, FADE_CELLS * 8)
    assert np.abs(plate[:, 40] - (1.0, 0.2, 0.0)).max() < 0.05
    assert (plate[:, 40 + FADE_CELLS * 8 + 1 :] == NEUTRAL).all()
    assert plate[..., 1].max() <= NEUTRAL, "nothing of the old green"


def test_without_a_subject_all_is_grey() -> None:
    mask = np.ones((32, 32), bool)
    assert (edge_plate(np.random.default_rng(0).random((32, 32, 3), np.float32), mask, 8) == NEUTRAL).all()


def test_the_plate_leaves_the_subject_only() -> None:
    canvas = canvas_of(40, 50)
    mask = paint_mask(canvas.alpha, MARGIN_PX)
    plate = np.full((50, 40, 3), 0.25, np.float32)
    picture = over_plate(canvas.foreground, mask, plate)
    assert picture.dtype == np.float32
    assert (picture[mask] == 0.25).all()
    assert np.array_equal(picture[~mask], canvas.foreground[~mask])


@pytest.mark.parametrize(("follow", "strength"), [(0.0, 1.0), (1.0, LEAST_STRENGTH), (0.5, (1 + LEAST_STRENGTH) / 2)])
def test_how_closely_a_sketch_is_followed(follow: float, strength: float) -> None:
    sketch = np.full((96, 64, 3), 0.9, np.float32)
    job = job_for(replace(canvas_of(64, 96), sketch=sketch, follow=follow), 64 * 96, 8)
    assert job.strength == pytest.approx(strength)
    assert (job.picture[job.mask] == np.float32(0.9)).all()


@pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
def test_a_followed_sketch_costs_no_evaluation(family: Family) -> None:
    for evaluations in (1, 2, 4, 8, 25, 50):
        for strength in np.linspace(LEAST_STRENGTH, 1, 200):
            steps = family.steps_for(evaluations, float(strength))
            assert family.evaluated(steps, float(strength)) == evaluations, (evaluations, strength)
