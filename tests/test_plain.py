"""Backdrops without a scene: own pixels stay, nothing of the subject is mirrored or left, colours are even."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures import box, disc, noise

from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.engines.plain import blurred, coloured, kept

WIDTH, HEIGHT = 120, 90
INSIDE = box(WIDTH, HEIGHT, 30, 20, 90, 90)
"""The photo in a larger picture."""
RED, BLUE = np.float32([1, 0, 0]), np.float32([0, 0, 1])


def red_on_blue(alpha: Array) -> Array:
    return alpha[..., None] * RED + (1 - alpha[..., None]) * BLUE


def test_kept_is_the_photo_bit_for_bit_and_grows_around_it() -> None:
    photo = noise(WIDTH, HEIGHT) * INSIDE[..., None]
    picture = kept(photo, box(WIDTH, HEIGHT, 40, 30, 60, 90), INSIDE).picture
    np.testing.assert_array_equal(picture[INSIDE == 1], photo[INSIDE == 1], err_msg="the subject too")
    assert picture[INSIDE == 0].min(axis=-1).mean() > 0.1, "nothing of the new area is empty"


def test_there_is_no_seam_where_the_photo_ends() -> None:
    """The step over its edges is no larger than the steps on either side of them."""
    inside = box(400, 300, 100, 80, 300, 220)
    photo = cv2.GaussianBlur(noise(400, 300), (0, 0), 3) * inside[..., None]
    picture = kept(photo, np.zeros((300, 400), np.float32), inside).picture
    across, down = (np.abs(np.diff(picture, axis=axis)).mean(axis=(1 - axis, 2)) for axis in (1, 0))
    for steps, edges in ((across, (99, 299)), (down, (79, 219))):
        for edge in edges:
            assert steps[edge] < 1.3 * max(steps[edge - 3 : edge].max(), steps[edge + 1 : edge + 4].max())


def test_ground_stays_under_sky_far_beside_the_photo() -> None:
    inside = box(600, 200, 250, 0, 350, 200)
    photo = np.zeros((200, 600, 3), np.float32)
    photo[:120], photo[120:] = BLUE, RED
    picture = kept(photo * inside[..., None], np.zeros((200, 600), np.float32), inside).picture
    for x in (5, 100, 595):
        assert picture[108, x, 2] > 0.9 and picture[132, x, 0] > 0.9


def test_nothing_is_seen_twice_beside_the_photo() -> None:
    """A post near the edge comes back once, as a mirror image, and not again farther out."""
    inside = box(900, 100, 0, 0, 100, 100)
    photo = np.zeros((100, 900, 3), np.float32)
    photo[:, :100] = 0.2
    photo[:, 88:92] = 1
    column = kept(photo, np.zeros((100, 900), np.float32), inside).picture[50, 100:].mean(axis=-1)
    peaks = np.flatnonzero((column[1:-1] > column[:-2]) & (column[1:-1] >= column[2:]) & (column[1:-1] > 0.22))
    assert len(peaks) <= 1


def test_what_is_grown_has_the_photos_grain() -> None:
    def grain_far_out(sigma: float) -> float:
        inside = box(500, 100, 200, 0, 300, 100)
        photo = (0.5 + np.random.default_rng(0).normal(0, sigma, (100, 500, 1)) * np.ones(3)).astype(np.float32)
        picture = kept(photo * inside[..., None], np.zeros((100, 500), np.float32), inside).picture[:, :100, 0]
        return float((picture - cv2.GaussianBlur(picture, (0, 0), 2)).std())

    assert grain_far_out(0.0) < 1e-3
    assert grain_far_out(0.01) == pytest.approx(0.01, rel=0.4)
    assert grain_far_out(0.2) < 0.03, "texture is no grain"


def test_kept_without_anything_to_grow_is_the_photo_itself() -> None:
    photo = noise(WIDTH, HEIGHT)
    assert kept(photo, disc(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), np.float32)).picture is photo


def test_the_subject_is_not_mirrored_into_what_grows() -> None:
    alpha = box(WIDTH, HEIGHT, 33, 40, 60, 90)
    picture = kept(red_on_blue(alpha) * INSIDE[..., None], alpha, INSIDE).picture
    assert picture[:, :30, 0].max() < 0.2


def test_the_invented_loses_detail_with_the_distance() -> None:
    inside = box(400, 120, 150, 0, 250, 120)
    picture = kept(noise(400, 120) * inside[..., None], np.zeros((120, 400), np.float32), inside).picture
    near, far = picture[:, 150:250].std(), picture[:, :60].std()
    assert far < 0.3 * near


def test_sky_stays_sky_above_the_photo() -> None:
    inside = box(60, 300, 0, 200, 60, 300)
    photo = np.zeros((300, 60, 3), np.float32)
    photo[200:245], photo[245:] = BLUE, RED
    picture = kept(photo, np.zeros((300, 60), np.float32), inside).picture
    assert picture[:199, :, 0].max() < 0.05, "what lies deeper in the photo does not come back upside down"


def test_the_blurred_background_has_no_trace_of_the_subject() -> None:
    alpha = disc(WIDTH, HEIGHT)
    picture = blurred(red_on_blue(alpha), alpha, np.ones((HEIGHT, WIDTH), np.float32)).picture
    assert picture[..., 0].max() < 0.1
    assert picture[..., 2].min() > 0.9


def test_the_blur_takes_detail_away() -> None:
    photo = noise(WIDTH, HEIGHT)
    picture = blurred(photo, np.zeros((HEIGHT, WIDTH), np.float32), np.ones((HEIGHT, WIDTH), np.float32)).picture
    assert picture.std() < 0.4 * photo.std()
    assert picture.mean() == pytest.approx(photo.mean(), abs=0.03)


def test_a_photo_that_is_all_subject_still_gives_a_picture() -> None:
    ones = np.ones((HEIGHT, WIDTH), np.float32)
    assert np.isfinite(blurred(noise(WIDTH, HEIGHT), ones, ones).picture).all()


def test_one_colour_is_that_colour_to_the_bit() -> None:
    picture = to_8bit(coloured([(10 / 255, 61 / 255, 98 / 255)], 40, 30).picture)
    assert (picture == (10, 61, 98)).all()


def test_a_slope_goes_from_the_first_to_the_last_without_bands() -> None:
    picture = coloured([(1, 1, 1), (0.2, 0.2, 0.6)], 200, 300).picture
    assert np.abs(picture[0].mean(axis=0) - 1).max() < 0.01
    assert np.abs(picture[-1].mean(axis=0) - (0.2, 0.2, 0.6)).max() < 0.01
    assert (np.diff(picture[..., 0].mean(axis=1)) < 1e-3).all()
    assert len(np.unique(to_8bit(picture)[150, :, 0])) > 1, "dithered"


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (37, 3)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    width, height = size
    photo, alpha = noise(width, height), np.full((height, width), 0.5, np.float32)
    inside = np.ones((height, width), np.float32)
    inside[:, : width // 2] = 0
    for picture in (kept(photo, alpha, inside), blurred(photo, alpha, inside), coloured([(0, 0, 0)], width, height)):
        assert picture.picture.shape == (height, width, 3)
        assert np.isfinite(picture.picture).all()
