"""One lens and one film: the backdrop as soft as the framing asks for, as grainy as the photo is."""

from __future__ import annotations

from typing import get_args

import cv2
import numpy as np
import pytest
from pictures import SIZE, box, noise

from backdrop_ui.arrays import Array, to_8bit, to_float
from backdrop_ui.brief import Light
from backdrop_ui.composite import Look, compose
from backdrop_ui.composite.lens import MOST_SOFTENED, SHARP_PX, same_film, soften
from backdrop_ui.composite.traits import edge_blur_px, noise_level
from backdrop_ui.cutout.refine import refine
from backdrop_ui.engines import ENGINES, Backdrop, Canvas
from backdrop_ui.pipeline import preset_wall
from benchmarks.composite import blockiness

WIDTH, HEIGHT = SIZE


def backdrop_sharpness(alpha: Array, wall_m: float = 50.0) -> float:
    """Fine detail that is left of a detailed backdrop, as a share of all it had; the floor is a metre away."""
    depth = np.full((250, 200), wall_m, np.float32)
    depth[200:] = 1
    scene = Backdrop(noise(200, 250, 2), Light(strength=0), 0.5, depth=depth)
    picture = compose(Canvas(np.full((250, 200, 3), 0.5, np.float32), alpha), scene).picture
    free = alpha == 0
    return float(np.diff(picture, axis=1)[free[:, 1:]].std() / np.diff(scene.picture, axis=1)[free[:, 1:]].std())


def test_a_head_shot_softens_the_backdrop_and_a_whole_figure_does_not() -> None:
    assert backdrop_sharpness(box(200, 250, 20, 60, 180, 250)) < 0.8
    arms = box(200, 250, 20, 80, 180, 100)
    for whole in (box(200, 250, 80, 60, 120, 220), np.maximum(box(200, 250, 90, 20, 110, 240), arms)):
        assert backdrop_sharpness(whole) == pytest.approx(1, abs=0.05)


def test_a_thing_that_fills_the_frame_softens_what_is_farther_than_it() -> None:
    assert backdrop_sharpness(box(200, 250, 20, 60, 180, 220)) < 0.8
    assert backdrop_sharpness(box(200, 250, 20, 60, 180, 220), wall_m=1) == pytest.approx(1, abs=0.05)
    assert backdrop_sharpness(box(200, 250, 20, 60, 180, 220), wall_m=1.6) < 0.9, "near, but behind it"


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


# ---- sharpness ---------------------------------------------------------------------------------------------------


def edges(sigma: float = 0.0, width: int = 240, height: int = 240, seed: int = 5) -> Array:
    """Large flat patches of many colours, out of focus by `sigma` pixels."""
    dice = np.random.default_rng(seed)
    patches = np.kron(dice.random((height // 16, width // 16, 3)), np.ones((16, 16, 1))).astype(np.float32)
    return cv2.GaussianBlur(patches, (0, 0), sigma) if sigma else patches


@pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0])
def test_the_softness_of_edges_is_measured_through_noise_and_shades(sigma: float) -> None:
    picture, everywhere = edges(sigma), np.ones((240, 240), bool)
    assert edge_blur_px(picture, everywhere) == pytest.approx(sigma, rel=0.25)
    noisy = picture + np.random.default_rng(0).normal(0, 0.01, (240, 240, 1)).astype(np.float32)
    assert edge_blur_px(noisy, everywhere) == pytest.approx(sigma, rel=0.35)
    picture[:120] = cv2.GaussianBlur(picture[:120], (0, 0), 8)
    assert edge_blur_px(picture, everywhere) == pytest.approx(sigma, rel=0.25), "by what is sharpest"


def test_the_edge_of_what_is_asked_for_is_none_of_its_edges() -> None:
    picture = edges(3.0)
    picture[:, 120:] = 0
    strip = np.zeros((240, 240), bool)
    strip[:, 70:120] = True
    assert edge_blur_px(picture, strip) == pytest.approx(3, rel=0.3)


def test_without_edges_nothing_is_known() -> None:
    grey = np.full((240, 240, 3), 0.5, np.float32)
    assert edge_blur_px(grey, np.ones((240, 240), bool)) is None
    assert edge_blur_px(edges(), np.zeros((240, 240), bool)) is None
    assert edge_blur_px(noise(9, 7), np.ones((7, 9), bool)) is None


def composed(photo_px: float, scene_px: float, look: Look = "natural", size: int = 960) -> tuple[Array, Canvas]:
    """Subject and scene out of focus by so many pixels, one over the other."""
    canvas = Canvas(edges(photo_px, size, size), box(size, size, 360, 400, 600, size))
    scene = Backdrop(edges(scene_px, size, size, seed=6), Light(strength=0))
    return compose(canvas, scene, look, light=0).picture, canvas


def test_the_backdrop_is_made_as_soft_as_the_photo_and_the_subject_stays_as_it_is() -> None:
    for photo_px, scene_px, expected in ((2.0, 0.5, 2.0), (3.0, 2.0, 3.0)):
        picture, canvas = composed(photo_px, scene_px)
        assert edge_blur_px(picture, canvas.alpha == 0) == pytest.approx(expected, rel=0.2)
        np.testing.assert_allclose(picture[canvas.alpha == 1], canvas.foreground[canvas.alpha == 1], atol=1e-6)


def test_a_sharp_photo_a_softer_scene_and_look_off_soften_nothing() -> None:
    for photo_px, scene_px in ((0.5, 0.0), (2.0, 3.0)):
        picture, canvas = composed(photo_px, scene_px)
        np.testing.assert_array_equal(picture[:380], edges(scene_px, 960, 960, seed=6)[:380])
    picture, canvas = composed(4.0, 0.0, "off")
    np.testing.assert_array_equal(picture[canvas.alpha == 0], edges(0, 960, 960, seed=6)[canvas.alpha == 0])


def test_how_far_a_scene_is_softened_is_bounded() -> None:
    picture, canvas = composed(12.0, 0.5)
    blur = edge_blur_px(picture, canvas.alpha == 0)
    assert blur is not None
    assert SHARP_PX < 2 < blur < 1.25 * MOST_SOFTENED * 960


def test_the_front_layer_softens_with_the_scene() -> None:
    canvas = Canvas(edges(3.0, 960, 960), box(960, 960, 360, 400, 600, 960))
    front = np.zeros((960, 960, 4), np.float32)
    front[700:, :300] = (1, 0, 0, 1)
    scene = Backdrop(edges(0.5, 960, 960, seed=6), Light(strength=0), front=front)
    composite = compose(canvas, scene)
    assert composite.covered is not None
    assert 0.2 < composite.covered[699, 100] < 0.8
    np.testing.assert_allclose(composite.picture[720:, :280], np.broadcast_to((1, 0, 0), (240, 280, 3)), atol=1e-3)


# ---- the subject's own edge --------------------------------------------------------------------------------------


def edge_width_px(alpha: Array) -> float:
    """Of an upright edge from 0 to 1, by its slope where it is steepest."""
    return float(1 / np.median(np.abs(np.gradient(alpha, axis=1)).max(axis=1)))


@pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0])
def test_the_edge_of_what_is_out_of_focus_stays_as_wide_as_the_photo_has_it(sigma: float) -> None:
    """One half of the subject in focus, the other out of it; the model's edge is the same everywhere."""
    whole = box(900, 600, 300, 150, 600, 600)
    alpha = cv2.GaussianBlur(whole, (0, 0), 0.6)
    alpha[:, 450:] = cv2.GaussianBlur(whole, (0, 0), sigma)[:, 450:]
    ground = cv2.GaussianBlur(noise(900, 600, 8), (0, 0), 6) * np.float32(0.5)
    photo = alpha[..., None] * np.float32((0.9, 0.7, 0.6)) + (1 - alpha[..., None]) * ground
    found = refine(photo.astype(np.float32), cv2.GaussianBlur(whole, (0, 0), 2))
    sharp, soft = edge_width_px(found[200:580, 280:320]), edge_width_px(found[200:580, 580:620])
    assert sharp < 4
    assert soft == pytest.approx(edge_width_px(alpha[200:580, 580:620]), rel=0.3)
    scene = Backdrop(np.zeros((600, 900, 3), np.float32), Light(strength=0))
    white = Canvas(np.ones((600, 900, 3), np.float32), found)
    for look in get_args(Look):
        picture = compose(white, scene, look, light=0).picture[..., 0]
        np.testing.assert_allclose(picture, found, atol=1e-6, err_msg="and so it is in the picture")


# ---- what a JPEG left --------------------------------------------------------------------------------------------


def compressed(picture: Array, quality: int) -> Array:
    coded = cv2.imencode(".jpg", to_8bit(picture), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return to_float(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)))


def shaded(low: float, high: float) -> Array:
    """Soft shades between two values with a little texture: what compression shows in most."""
    rough = cv2.GaussianBlur(noise(320, 320, 3), (0, 0), 20)
    rough = (rough - rough.min()) / (rough.max() - rough.min())
    return (low + (high - low) * rough + (noise(320, 320, 4) - 0.5) * np.float32(0.06)).clip(0, 1)


LIGHTS = [Light(azimuth_deg=azimuth, elevation_deg=20, strength=0.9) for azimuth in (0, 80, 170)]


@pytest.mark.parametrize("light", LIGHTS, ids=lambda light: str(light.azimuth_deg))
@pytest.mark.parametrize("scene", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("shades", [(0.05, 0.3), (0.2, 0.8)])
def test_the_blocks_of_a_compressed_photo_are_not_raised(
    shades: tuple[float, float], scene: float, light: Light
) -> None:
    everywhere = np.ones((320, 320), bool)
    photo = compressed(shaded(*shades), 10)
    canvas = Canvas(photo, np.ones((320, 320), np.float32))
    picture = compose(canvas, Backdrop(np.full((320, 320, 3), scene, np.float32), light)).picture
    before = blockiness(photo, everywhere)
    assert before > max(1, 5 * blockiness(shaded(*shades), everywhere)), "there is something to raise"
    assert blockiness(picture, everywhere) < 1.15 * before


def test_blocks_are_no_grain() -> None:
    everywhere = np.ones((320, 320), bool)
    smooth = shaded(0.2, 0.8)
    assert noise_level(compressed(smooth, 10), everywhere) < 0.5 * noise_level(smooth, everywhere)


def test_before_a_clean_photo_a_painted_scene_has_no_grain_to_be_seen() -> None:
    canvas = Canvas(np.full((300, 240, 3), 0.5, np.float32), box(240, 300, 90, 100, 150, 300))
    scene = ENGINES["painter"].paint(preset_wall().presets["soft-studio"], canvas, 1)
    assert noise_level(compose(canvas, scene).picture, canvas.alpha == 0) < 1 / 255


@pytest.mark.parametrize("sigma", [0.8, 3.2])
def test_softening_strip_by_strip_shows_no_seam(sigma: float) -> None:
    picture = np.random.default_rng(0).random((150, 40, 3), dtype=np.float32)
    whole = cv2.GaussianBlur(picture, (0, 0), sigma)
    soften(picture, sigma)
    np.testing.assert_allclose(picture, whole, atol=2e-3)
