"""One lens and one film: the backdrop as soft as the framing asks for, as grainy as the photo is."""

from __future__ import annotations

import numpy as np
import pytest
from pictures import SIZE, box, noise

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.composite import compose
from backdrop_ui.composite.lens import noise_level, same_film
from backdrop_ui.engines import Backdrop, Canvas

WIDTH, HEIGHT = SIZE


def backdrop_sharpness(alpha: Array) -> float:
    """Fine detail that is left of a far, detailed backdrop, as a share of all it had."""
    scene = Backdrop(noise(200, 250, 2), Light(strength=0), 0.5, depth=np.full((250, 200), 50, np.float32))
    picture = compose(Canvas(np.full((250, 200, 3), 0.5, np.float32), alpha), scene).picture
    free = alpha == 0
    return float(np.diff(picture, axis=1)[free[:, 1:]].std() / np.diff(scene.picture, axis=1)[free[:, 1:]].std())


def test_a_head_shot_softens_the_backdrop_and_a_whole_figure_does_not() -> None:
    assert backdrop_sharpness(box(200, 250, 20, 60, 180, 250)) < 0.8
    for whole in (box(200, 250, 80, 60, 120, 220), box(200, 250, 20, 60, 180, 220)):
        assert backdrop_sharpness(whole) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("sigma", [0.005, 0.02])
def test_noise_is_measured_and_edges_are_not(sigma: float) -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 0.5, np.float32)
    picture[:, ::16] = 0.1
    dice = np.random.default_rng(0)
    noisy = (picture + dice.normal(0, sigma, (HEIGHT, WIDTH, 1))).astype(np.float32)
    assert noise_level(noisy, np.ones((HEIGHT, WIDTH), bool)) == pytest.approx(sigma, rel=0.25)
    assert noise_level(picture, np.ones((HEIGHT, WIDTH), bool)) == 0


def test_the_backdrop_takes_on_the_photos_grain_and_the_subject_keeps_its_own() -> None:
    dice = np.random.default_rng(0)
    grainy = (0.5 + dice.normal(0, 0.02, (300, 300, 1)) * np.ones(3)).astype(np.float32)
    canvas = Canvas(grainy, box(300, 300, 100, 100, 200, 300))
    smooth = np.full((300, 300, 3), 0.5, np.float32)
    picture = smooth.copy()
    same_film(picture, canvas)
    np.testing.assert_array_equal(picture[canvas.alpha == 1], smooth[canvas.alpha == 1])
    assert 0.012 < picture[:90].mean(axis=-1).std() < 0.028
    clean = Canvas(smooth, canvas.alpha)
    picture = smooth.copy()
    same_film(picture, clean)
    np.testing.assert_array_equal(picture, smooth)


def test_texture_is_no_noise() -> None:
    dice = np.random.default_rng(0)
    picture = 0.5 + dice.normal(0, 0.004, (240, 240, 1)) * np.ones(3)
    picture[:, :180] += dice.normal(0, 0.06, (240, 180, 1))
    assert noise_level(picture.astype(np.float32), np.ones((240, 240), bool)) == pytest.approx(0.004, rel=0.3)


def test_too_little_to_tell_is_no_noise() -> None:
    assert noise_level(noise(30, 30), np.zeros((30, 30), bool)) == 0
    assert noise_level(noise(10, 9), np.ones((9, 10), bool)) == 0
