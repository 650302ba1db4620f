"""The subject over the scene: "over" against a double loop, and what each look may change."""

from __future__ import annotations

import itertools
from dataclasses import replace

import cv2
import numpy as np
import pytest
from pictures import SIZE, box, disc, noise

from backdrop_ui.arrays import Array, to_8bit, to_float
from backdrop_ui.brief import Light
from backdrop_ui.composite import Composite, compose, over, subject_pixels_changed
from backdrop_ui.composite.light import DIM_WHITE, MAX_CHROMA, MAX_DIM, MAX_LIGHTNESS, WHITE_IN_THE_DARK
from backdrop_ui.engines import Backdrop, Canvas

WIDTH, HEIGHT = SIZE
MOST_MOVED = 0.15
"""No look may move a channel of the subject by more than this; of white in the dark, see below."""


def flat(red: float, green: float, blue: float) -> Array:
    return np.broadcast_to(np.float32([red, green, blue]), (HEIGHT, WIDTH, 3)).copy()


@pytest.fixture
def canvas() -> Canvas:
    alpha = disc(WIDTH, HEIGHT)
    foreground = noise(WIDTH, HEIGHT, seed=1)
    foreground[alpha == 0] = 0
    return Canvas(foreground, alpha)


@pytest.fixture
def backdrop() -> Backdrop:
    return Backdrop(noise(WIDTH, HEIGHT, seed=2), Light(azimuth_deg=60, strength=0.8, colour="orange"), 0.5, 0.9)


# ---- over --------------------------------------------------------------------------------------------------------


def slow_over(foreground: Array, alpha: Array, backdrop: Array) -> Array:
    """Porter and Duff's formula, channel by channel, in double precision."""
    result = np.zeros(foreground.shape)
    for y, x, channel in itertools.product(*map(range, foreground.shape)):
        share = float(alpha[y, x])
        result[y, x, channel] = share * float(foreground[y, x, channel]) + (1 - share) * float(backdrop[y, x, channel])
    return result


@pytest.mark.parametrize("seed", range(12))
def test_over_against_a_double_loop(seed: int) -> None:
    dice = np.random.default_rng(seed)
    height, width = dice.integers(1, 12, 2)
    foreground, backdrop = (dice.random((height, width, 3), np.float32) for _ in range(2))
    alpha = dice.random((height, width), np.float32)
    alpha[dice.random((height, width)) < 0.3] = dice.integers(0, 2)
    result = over(foreground, alpha, backdrop)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, slow_over(foreground, alpha, backdrop), atol=1e-6)


def test_alpha_0_is_the_backdrop_bit_for_bit() -> None:
    foreground, backdrop = noise(WIDTH, HEIGHT, 1), noise(WIDTH, HEIGHT, 2)
    np.testing.assert_array_equal(over(foreground, np.zeros((HEIGHT, WIDTH), np.float32), backdrop), backdrop)


def test_alpha_1_is_the_subject_bit_for_bit() -> None:
    foreground, backdrop = noise(WIDTH, HEIGHT, 1), noise(WIDTH, HEIGHT, 2)
    np.testing.assert_array_equal(over(foreground, np.ones((HEIGHT, WIDTH), np.float32), backdrop), foreground)


def test_over_leaves_its_arguments_alone() -> None:
    foreground, alpha, backdrop = noise(9, 7, 1), disc(9, 7), noise(9, 7, 2)
    copies = foreground.copy(), alpha.copy(), backdrop.copy()
    over(foreground, alpha, backdrop)
    for argument, copy in zip((foreground, alpha, backdrop), copies, strict=True):
        np.testing.assert_array_equal(argument, copy)


@pytest.mark.parametrize("wrong", ["foreground", "alpha", "backdrop"])
def test_sizes_that_differ_are_refused(wrong: str) -> None:
    sizes = dict.fromkeys(("foreground", "alpha", "backdrop"), (8, 6)) | {wrong: (8, 7)}
    with pytest.raises(ValueError, match=r"\(6, 8\).*\(7, 8\)|\(7, 8\).*\(6, 8\)"):
        over(noise(*sizes["foreground"]), disc(*sizes["alpha"]), noise(*sizes["backdrop"]))


# ---- looks -------------------------------------------------------------------------------------------------------


def test_look_off_is_nothing_but_over(canvas: Canvas, backdrop: Backdrop) -> None:
    front = np.concatenate([noise(WIDTH, HEIGHT, 3), np.ones((HEIGHT, WIDTH, 1), np.float32)], axis=-1)
    composite = compose(canvas, replace(backdrop, front=front), "off")
    np.testing.assert_array_equal(composite.picture, over(canvas.foreground, canvas.alpha, backdrop.picture))
    assert composite.covered is None


def test_look_off_keeps_every_sure_pixel_bit_for_bit(canvas: Canvas, backdrop: Backdrop) -> None:
    sure = canvas.alpha == 1
    assert sure.sum() > 500
    picture = compose(canvas, backdrop, "off").picture
    np.testing.assert_array_equal(picture[sure], canvas.foreground[sure])


def test_every_8_bit_value_survives_look_off() -> None:
    ramp = to_float(np.arange(256, dtype=np.uint8).repeat(3).reshape(1, 256, 3))
    alpha = np.ones((1, 256), np.float32)
    picture = compose(Canvas(ramp, alpha), Backdrop(np.full_like(ramp, 0.123), Light()), "off").picture
    np.testing.assert_array_equal(to_8bit(picture), to_8bit(ramp))


LIGHTS = {
    "hard and coloured": Light(azimuth_deg=90, elevation_deg=0, strength=1, colour=(1, 0, 0)),
    "from the left": Light(azimuth_deg=-90, elevation_deg=0, strength=1),
    "black": Light(strength=1, colour=(0, 0, 0)),
    "flat": Light(strength=0),
}
SCENES = {"white": (1, 1, 1), "black": (0, 0, 0), "red": (1, 0, 0), "green": (0, 1, 0), "grey": (0.5, 0.5, 0.5)}


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS.keys())
@pytest.mark.parametrize("colour", SCENES.values(), ids=SCENES.keys())
def test_natural_moves_no_colour_of_the_subject_far(colour: tuple[float, float, float], light: Light) -> None:
    canvas = Canvas(noise(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), np.float32))
    picture = compose(canvas, Backdrop(flat(*colour), light), "natural").picture
    assert np.isfinite(picture).all() and picture.min() >= 0 and picture.max() <= 1
    assert np.abs(picture - canvas.foreground).max() <= MOST_MOVED + 1e-5


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS.keys())
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_low_frequencies_move_within_the_bounds_in_lab(scene: tuple[float, float, float], light: Light) -> None:
    canvas = Canvas(cv2.GaussianBlur(noise(WIDTH, HEIGHT), (0, 0), 12), np.ones((HEIGHT, WIDTH), np.float32))
    picture = compose(canvas, Backdrop(flat(*scene), light), "natural").picture
    moved = cv2.cvtColor(picture, cv2.COLOR_RGB2Lab) - cv2.cvtColor(canvas.foreground, cv2.COLOR_RGB2Lab)
    assert np.abs(moved[..., 0]).max() < 1.1 * MAX_LIGHTNESS
    assert np.hypot(moved[..., 1], moved[..., 2]).max() < 1.3 * MAX_CHROMA


def test_texture_is_kept() -> None:
    canvas = Canvas(noise(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), np.float32))
    light = Light(azimuth_deg=90, elevation_deg=20, strength=1, colour="orange")
    picture = compose(canvas, Backdrop(flat(0.1, 0.1, 0.3), light)).picture
    fine = [(p - cv2.GaussianBlur(p, (0, 0), 3)).ravel() for p in (canvas.foreground, picture)]
    assert np.corrcoef(*fine)[0, 1] > 0.98


def test_light_from_behind_brightens_the_edge_against_the_middle() -> None:
    def edge_against_middle(azimuth_deg: float) -> float:
        canvas = Canvas(flat(0.5, 0.5, 0.5), disc(WIDTH, HEIGHT))
        light = Light(azimuth_deg=azimuth_deg, elevation_deg=5, strength=1)
        grey = compose(canvas, Backdrop(flat(0.5, 0.5, 0.5), light)).picture.mean(axis=-1)
        inner = cv2.erode(canvas.alpha, np.ones((17, 17), np.uint8)) == 1
        return float(grey[(canvas.alpha == 1) & ~inner].mean() - grey[inner].mean())

    assert edge_against_middle(180) > 0.005 > -0.005 > edge_against_middle(0)


def test_a_bright_backdrop_wraps_around_the_edge_and_a_dark_one_does_not() -> None:
    dark = Canvas(flat(0.1, 0.1, 0.1), disc(WIDTH, HEIGHT))
    inner = cv2.erode(dark.alpha, np.ones((9, 9), np.uint8)) == 1
    rim = (dark.alpha == 1) & (cv2.erode(dark.alpha, np.ones((3, 3), np.uint8)) < 1)

    def spill(value: float) -> float:
        picture = compose(dark, Backdrop(flat(value, value, value), Light(strength=0))).picture
        return float(picture[rim].mean() - picture[inner].mean())

    assert spill(1.0) > 0.02
    assert spill(0.3) < 0.005


def mean_of_subject(light: Light, scene: tuple[float, float, float], columns: slice = slice(None)) -> Array:
    canvas = Canvas(flat(0.5, 0.5, 0.5), np.ones((HEIGHT, WIDTH), np.float32))
    return compose(canvas, Backdrop(flat(*scene), light), "natural").picture[:, columns].mean(axis=(0, 1))


def test_natural_is_brighter_on_the_side_the_light_comes_from() -> None:
    light, grey = Light(azimuth_deg=90, elevation_deg=10, strength=1), (0.5, 0.5, 0.5)
    right, left = (mean_of_subject(light, grey, side).mean() for side in (slice(-20, None), slice(20)))
    assert right > left + 0.01


def test_natural_takes_the_lights_colour() -> None:
    red, _, blue = mean_of_subject(Light(strength=1, colour=(1, 0.6, 0.3)), (0.5, 0.5, 0.5))
    assert red > blue + 0.005


def test_natural_is_darker_in_the_dark() -> None:
    assert mean_of_subject(Light(), (0.05, 0.05, 0.05)).mean() < mean_of_subject(Light(), (0.9, 0.9, 0.9)).mean() - 0.01


def test_in_the_dark_bright_clothes_darken_most_and_black_ones_hardly() -> None:
    def moved(value: float) -> float:
        canvas = Canvas(flat(value, value, value), np.ones((HEIGHT, WIDTH), np.float32))
        scene = Backdrop(flat(0.05, 0.05, 0.05), Light(strength=0))
        lightness = [
            cv2.cvtColor(p, cv2.COLOR_RGB2Lab)[..., 0].mean()
            for p in (compose(canvas, scene).picture, canvas.foreground)
        ]
        return float(lightness[1] - lightness[0])

    assert moved(0.95) > 1.2 * moved(0.5) > 3 * moved(0.1)


@pytest.mark.parametrize("scene", [0.0, 0.05, 0.5, 1.0])
def test_only_white_darkens_farther_in_the_dark_and_within_bounds(scene: float) -> None:
    def moved(*rgb: float) -> tuple[float, float]:
        """In L of Lab, and the most in any channel."""
        canvas = Canvas(flat(*rgb), np.ones((HEIGHT, WIDTH), np.float32))
        picture = compose(canvas, Backdrop(flat(scene, scene, scene), Light(strength=0))).picture
        lightness = [cv2.cvtColor(p, cv2.COLOR_RGB2Lab)[..., 0].mean() for p in (canvas.foreground, picture)]
        return float(lightness[0] - lightness[1]), float(np.abs(picture - canvas.foreground).max())

    white, _ = moved(0.95, 0.95, 0.93)
    assert white < 1.1 * (MAX_LIGHTNESS + WHITE_IN_THE_DARK)
    assert white > 1.3 * MAX_LIGHTNESS if scene < 0.1 else white < 4
    for skin in ((0.96, 0.80, 0.71), (0.88, 0.67, 0.55), (0.55, 0.36, 0.26)):
        assert moved(*skin)[0] < 1.05 * MAX_LIGHTNESS, "a face stays as it was"
        assert moved(*skin)[1] <= MOST_MOVED + 1e-5
    assert all(moved(value, value, value)[1] <= MAX_DIM + DIM_WHITE + 1e-5 for value in np.linspace(0, 1, 11))


def test_a_shadow_does_not_reach_the_subject(canvas: Canvas, backdrop: Backdrop) -> None:
    with_floor, without = (compose(canvas, replace(backdrop, ground=ground)).picture for ground in (0.9, None))
    sure = canvas.alpha == 1
    np.testing.assert_array_equal(with_floor[sure], without[sure])


def test_the_front_layer_lies_over_the_subject(canvas: Canvas, backdrop: Backdrop) -> None:
    front = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    front[HEIGHT // 2 :] = (0, 1, 0, 1)
    composite = compose(canvas, replace(backdrop, front=front))
    np.testing.assert_array_equal(composite.picture[HEIGHT // 2 :], front[HEIGHT // 2 :, :, :3])
    np.testing.assert_array_equal(composite.picture[: HEIGHT // 2], compose(canvas, backdrop).picture[: HEIGHT // 2])
    np.testing.assert_array_equal(composite.covered, front[..., 3])


def test_without_its_front_layer_nothing_lies_over_the_subject(canvas: Canvas, backdrop: Backdrop) -> None:
    green = np.broadcast_to(np.float32([0, 1, 0, 1]), (HEIGHT, WIDTH, 4)).copy()
    composite = compose(canvas, replace(backdrop, front=green), front=False)
    assert composite.covered is None
    np.testing.assert_array_equal(composite.picture, compose(canvas, backdrop).picture)


def test_no_light_match_leaves_the_subject_as_it_is_and_half_of_it_is_in_between(
    canvas: Canvas, backdrop: Backdrop
) -> None:
    sure = canvas.alpha == 1
    none, half, whole = (compose(canvas, backdrop, light=share).picture[sure] for share in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(none, canvas.foreground[sure], atol=1e-6)
    moved = [np.abs(picture - none).mean() for picture in (half, whole)]
    assert moved[1] > 0.01
    assert 0.3 < moved[0] / moved[1] < 0.7


@pytest.mark.parametrize("look", ["natural", "off"])
def test_composing_changes_neither_canvas_nor_backdrop(canvas: Canvas, backdrop: Backdrop, look: str) -> None:
    before = canvas.foreground.copy(), canvas.alpha.copy(), backdrop.picture.copy()
    compose(canvas, backdrop, look)  # type: ignore[arg-type]
    for array, copy in zip((canvas.foreground, canvas.alpha, backdrop.picture), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("size", [(1, 1), (3, 17), (101, 33)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    width, height = size
    canvas = Canvas(noise(width, height), np.ones((height, width), np.float32))
    assert compose(canvas, Backdrop(noise(width, height, 2), Light(), 0.5, 0.9)).picture.shape == (height, width, 3)


# ---- the count of changed pixels ---------------------------------------------------------------------------------


def test_changed_pixels_are_counted() -> None:
    photo, alpha = noise(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), np.float32)
    alpha[:, :10] = 0.9
    picture = photo.copy()
    assert subject_pixels_changed(Composite(picture), photo, alpha) == 0
    picture[5, 20] = 1 - picture[5, 20]
    picture[6, 30, 1] += np.float32(1 / 255)
    picture[7, 3] = 1 - picture[7, 3]  # not sure subject
    assert subject_pixels_changed(Composite(picture), photo, alpha) == 2


def test_pixels_behind_the_front_layer_are_not_counted() -> None:
    photo, alpha = noise(WIDTH, HEIGHT), np.ones((HEIGHT, WIDTH), np.float32)
    covered = box(WIDTH, HEIGHT, 0, 0, 10, HEIGHT) * np.float32(0.5)
    assert subject_pixels_changed(Composite(1 - photo, covered), photo, alpha) == WIDTH * HEIGHT - 10 * HEIGHT
