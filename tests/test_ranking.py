"""How AI backdrops are judged, and ordered: the measures on hand-made pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from pictures import box, disc, noise, painted

from backdrop_ui.arrays import Array
from backdrop_ui.ranking import (
    GROWTH_SHOWS,
    SEAM_SHOWS,
    SHARP_ENOUGH,
    TOO_SHARP,
    Score,
    found_again,
    growth,
    rank,
    seam,
    sharpness,
)

FINE = Score(0.0, 0.0, 1.0)
W, H = 40, 30


# ---- growth ------------------------------------------------------------------------------------------------------


def test_growth_is_the_area_that_was_added() -> None:
    subject, found = box(W, H, 10, 10, 20, 20), box(W, H, 10, 10, 20, 25)
    assert growth(subject, found) == 50 / (W * H)


def test_what_was_not_found_again_is_no_shrinking() -> None:
    assert growth(box(W, H, 10, 10, 20, 20), box(W, H, 12, 12, 20, 22)) == 8 * 2 / (W * H)
    assert growth(box(W, H, 10, 10, 20, 20), np.zeros((H, W), np.float32)) == 0


def test_only_what_touches_the_subject_counts() -> None:
    subject = box(W, H, 10, 10, 20, 20)
    bystander, arm = box(W, H, 30, 5, 38, 28), box(W, H, 20, 12, 29, 14)
    assert growth(subject, np.maximum(subject, bystander)) == 0
    assert growth(subject, np.maximum(subject, arm)) == 18 / (W * H)
    assert growth(subject, np.maximum.reduce([subject, arm, bystander])) == 18 / (W * H), "a gap of one pixel"


def test_slack_is_taken_off_all_around() -> None:
    subject = box(W, H, 10, 10, 20, 20)
    rim = box(W, H, 8, 10, 22, 20)
    assert growth(subject, rim) == 40 / (W * H)
    assert growth(subject, rim, slack_px=2) == 0
    assert growth(subject, box(W, H, 10, 10, 30, 20), slack_px=2) == 10 * 8 / (W * H)


@pytest.mark.parametrize("seed", range(20))
def test_growth_against_a_slow_walk_from_pixel_to_pixel(seed: int) -> None:
    random = np.random.default_rng(seed)
    subject, found = (cv2.GaussianBlur(random.random((18, 23), dtype=np.float32), (0, 0), 1.2) for _ in range(2))
    reached = {(int(y), int(x)) for y, x in np.argwhere(subject > 0.5)}
    before, todo = len(reached), list(reached)
    while todo:
        y, x = todo.pop()
        for near in ((y + down, x + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
            inside = 0 <= near[0] < 18 and 0 <= near[1] < 23
            if inside and near not in reached and found[near] > 0.5:
                reached.add(near)
                todo.append(near)
    assert growth(subject, found) == pytest.approx((len(reached) - before) / subject.size, abs=1e-12)
    assert 0 < growth(subject, found) < 1


def test_masks_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"expected masks of one size, got \(30, 40\) and \(40, 30\)"):
        growth(np.zeros((30, 40), np.float32), np.zeros((40, 30), np.float32))


def test_a_subject_is_found_again_if_most_of_it_is() -> None:
    subject = box(W, H, 10, 10, 20, 20)
    assert found_again(subject, box(W, H, 10, 10, 20, 15))
    assert not found_again(subject, box(W, H, 10, 10, 20, 14))
    assert not found_again(np.zeros((H, W), np.float32), np.ones((H, W), np.float32))


# ---- seam --------------------------------------------------------------------------------------------------------

ALPHA = disc(200, 160)
GREY = np.full((160, 200, 3), 0.4, np.float32)


def halo(strength: float, width_px: int = 2) -> Array:
    """A grey backdrop with a brighter rim of that width around the disc."""
    rim = cv2.dilate((ALPHA > 0).astype(np.float32), np.ones((2 * width_px + 1,) * 2))
    return GREY + strength * rim[..., None]


def test_an_even_backdrop_has_no_seam_whatever_the_subject_is() -> None:
    assert seam(GREY, ALPHA) == pytest.approx(0, abs=1e-5)
    assert seam(painted(ALPHA, (1, 0, 0), (0.4, 0.4, 0.4)), (ALPHA > 0).astype(np.float32)) < 0.05 * SEAM_SHOWS


def test_a_halo_is_a_seam_and_the_stronger_the_more() -> None:
    seams = [seam(halo(strength), ALPHA) for strength in (0, 0.1, 0.2, 0.4)]
    assert seams == sorted(seams)
    assert seams[0] < 1e-5 and seams[1] > SEAM_SHOWS
    assert seams[3] == pytest.approx(4 * seams[1], rel=0.01)


def test_what_changes_alike_in_all_directions_is_no_seam() -> None:
    blotches = cv2.GaussianBlur(noise(200, 160, seed=3), (0, 0), 2)
    assert seam(blotches, ALPHA) < SEAM_SHOWS
    slope = np.broadcast_to(np.linspace(0, 1, 200, dtype=np.float32)[None, :, None], GREY.shape).copy()
    assert seam(slope, ALPHA) < 0.25 * SEAM_SHOWS


@pytest.mark.parametrize("alpha", [np.zeros((160, 200), np.float32), np.ones((160, 200), np.float32)])
def test_without_an_edge_there_is_no_seam(alpha: Array) -> None:
    assert seam(noise(200, 160), alpha) == 0


# ---- sharpness ---------------------------------------------------------------------------------------------------


def test_a_backdrop_like_its_subject_is_as_sharp() -> None:
    assert sharpness(noise(200, 160), ALPHA) == pytest.approx(1, rel=0.05)


def test_blur_and_noise_of_the_backdrop_are_told_apart() -> None:
    scene = cv2.GaussianBlur(noise(200, 160), (0, 0), 1.5)
    blurred, noisy = cv2.GaussianBlur(scene, (0, 0), 8), noise(200, 160, seed=4)
    behind = ALPHA[..., None] == 0
    assert SHARP_ENOUGH < sharpness(scene, ALPHA) < TOO_SHARP
    assert sharpness(np.where(behind, blurred, scene), ALPHA) < SHARP_ENOUGH
    assert sharpness(np.where(behind, noisy, scene), ALPHA) > TOO_SHARP


def test_the_edge_between_them_is_neither() -> None:
    sure = (ALPHA > 0.5).astype(np.float32)
    textured = painted(sure, (1, 1, 1), (0, 0, 0)) * noise(200, 160)
    assert sharpness(textured, sure) == 0, "a black backdrop has no detail of its own"


@pytest.mark.parametrize("alpha", [np.zeros((160, 200), np.float32), np.ones((160, 200), np.float32)])
def test_one_side_alone_is_as_sharp_as_itself(alpha: Array) -> None:
    assert sharpness(noise(200, 160), alpha) == 1


# ---- scores ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "loss"),
    [
        ({}, 0),
        ({"growth": 3 * GROWTH_SHOWS}, 3),
        ({"growth": None}, 1),
        ({"seam": 2 * SEAM_SHOWS}, 2),
        ({"sharpness": SHARP_ENOUGH}, 0),
        ({"sharpness": SHARP_ENOUGH / 2}, 1),
        ({"sharpness": SHARP_ENOUGH / 4}, 2),
        ({"sharpness": SHARP_ENOUGH / 16}, 2),
        ({"sharpness": TOO_SHARP * 16}, 2),
        ({"sharpness": TOO_SHARP * 2}, 1),
        ({"growth": GROWTH_SHOWS, "seam": SEAM_SHOWS, "sharpness": TOO_SHARP * 2}, 3),
    ],
)
def test_faults_add_up_in_units_of_what_shows(changes: dict[str, Any], loss: float) -> None:
    assert replace(FINE, **changes).loss == pytest.approx(loss)


def test_growth_that_shows_much_is_worse_than_any_blur() -> None:
    assert replace(FINE, growth=4 * GROWTH_SHOWS).loss > replace(FINE, sharpness=1e-9).loss


def test_a_perfectly_flat_backdrop_has_a_finite_loss() -> None:
    assert np.isfinite(replace(FINE, sharpness=0.0).loss)


def test_the_best_comes_first_and_equals_keep_their_order() -> None:
    bad, worse = replace(FINE, growth=0.02), replace(FINE, growth=0.3)
    assert rank([worse, FINE, bad, FINE]) == [1, 3, 2, 0]
    assert rank([]) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nothing grew, its edge is clean"),
        ({"growth": 0.0234}, "the subject grew by 2.3 % of the picture, its edge is clean"),
        ({"growth": 0.004}, "nothing grew, its edge is clean"),
        ({"growth": None, "seam": 0.1}, "the subject was not found again, a seam shows around it"),
        ({"sharpness": 0.01}, "nothing grew, its edge is clean, the backdrop is blurred"),
        ({"sharpness": 9.0}, "nothing grew, its edge is clean, the backdrop is noisy"),
    ],
)
def test_a_score_in_words(changes: dict[str, Any], words: str) -> None:
    assert replace(FINE, **changes).words == words
