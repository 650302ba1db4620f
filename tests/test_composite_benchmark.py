"""What `benchmarks.composite` measures: nothing where nothing is wrong, more where more is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures import disc, noise

from backdrop_ui.arrays import Array
from benchmarks.composite import _band_error, _halo, blockiness
from benchmarks.edge_cases import Case

ALPHA = disc(120, 90, soft_px=8)
RED, GREEN, BLUE = (np.broadcast_to(np.float32(colour), (90, 120, 3)) for colour in np.eye(3))


def case_of(foreground: Array, backdrop: Array) -> Case:
    return Case("made", ALPHA[..., None] * foreground + (1 - ALPHA[..., None]) * backdrop, ALPHA, foreground)


def test_true_colours_have_no_band_error_and_the_photos_own_have() -> None:
    case = case_of(RED, GREEN)
    assert _band_error(case, RED, BLUE) == 0
    assert _band_error(case, case.pixels, BLUE) > 10


def test_a_rim_of_the_old_backdrop_is_a_halo() -> None:
    case = case_of(RED, GREEN)
    assert _halo(case, RED, BLUE) < 0.5
    assert _halo(case, case.pixels, BLUE) > 10


@pytest.mark.parametrize("start", [0, 3, 7])
def test_blocks_are_found_wherever_they_start(start: int) -> None:
    tiles = np.kron(noise(20, 16, 1) * np.float32(0.1), np.ones((8, 8, 1), np.float32))
    blocks = np.roll(np.ascontiguousarray(tiles), (start, start), axis=(0, 1))
    where = np.ones(blocks.shape[:2], bool)
    assert blockiness(blocks, where) > 3
    assert blockiness(cv2.GaussianBlur(blocks, (0, 0), 6), where) < 0.3
    assert blockiness(0.5 * blocks, where) == pytest.approx(0.5 * blockiness(blocks, where), rel=1e-3)
