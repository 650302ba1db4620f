"""The Painter: same seed, same bytes; any size; every preset a picture worth the name."""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import Path
from threading import Thread

import cv2
import numpy as np
import pytest
import yaml

from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.brief import Layer, Preset
from backdrop_ui.engines.base import Backdrop, Canvas
from backdrop_ui.engines.painter import LAYERS, PainterEngine, check_layer
from backdrop_ui.engines.painter.brush.stamps import dots
from backdrop_ui.engines.painter.colour import encode_srgb, linear
from backdrop_ui.engines.painter.noise import Noise
from backdrop_ui.engines.painter.scene import Camera, Scene, horizon_for
from backdrop_ui.errors import SceneError

FILES = sorted((Path(__file__).parent.parent / "presets").glob("*.yaml"))
IDS = [path.stem for path in FILES]


def preset(name: str) -> Preset:
    return Preset.model_validate(yaml.safe_load((FILES[0].parent / f"{name}.yaml").read_text("utf-8")))


@lru_cache(maxsize=256)
def painted(name: str, seed: int) -> Backdrop:
    """A small picture of a preset, painted once for all tests that look at it."""
    return paint(preset(name), 80, 100, seed)


def paint(scene: Preset, width: int, height: int, seed: int = 1) -> Backdrop:
    empty = Canvas(np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32))
    return PainterEngine().paint(scene, empty, seed)


def with_layer(kind: str, **options: object) -> Preset:
    return preset("soft-studio").model_copy(update={"layers": (Layer(kind=kind, **options),)})


def likeness(a: Array, b: Array) -> float:
    """Correlation of two pictures' brightness."""
    return float(np.corrcoef(a.mean(axis=-1).ravel(), b.mean(axis=-1).ravel())[0, 1])


# Presets


def test_there_are_at_least_forty_presets_with_the_promised_three() -> None:
    assert len(FILES) >= 40
    assert {"on-a-red-carpet", "chased-by-dinosaurs", "surrounded-by-puppies", "soft-studio"} <= set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_a_preset_is_valid_and_named_for_its_title(name: str) -> None:
    scene = preset(name)
    assert scene.id == name
    assert len(scene.tags) >= 8
    assert all(tag == tag.lower() for tag in scene.tags)
    for layer in scene.layers:
        check_layer(layer)


@pytest.mark.parametrize("name", IDS)
def test_a_preset_paints_a_picture(name: str) -> None:
    backdrop = painted(name, 1)
    picture = backdrop.picture
    assert picture.shape == (100, 80, 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= 0 and picture.max() <= 1
    assert 0.02 < picture.mean() < 0.95, "neither night without a light nor overexposed"
    broad = cv2.GaussianBlur(picture, (0, 0), 4)
    assert broad.std(axis=(0, 1)).max() > 0.02, "a flat fill"
    if backdrop.front is not None:
        assert backdrop.front.shape == (100, 80, 4)
        middle = backdrop.front[:78, 27:53, 3]
        assert middle.mean() < 0.05, "the front layer hides the subject"
    assert backdrop.depth is not None and backdrop.depth.shape == (100, 80) and backdrop.depth.min() > 0
    for share in (backdrop.horizon, backdrop.ground):
        assert share is None or 0 <= share <= 1


@pytest.mark.parametrize("name", IDS)
def test_seeds_give_different_pictures(name: str) -> None:
    for one, other in itertools.combinations([painted(name, seed).picture for seed in (1, 2, 3)], 2):
        assert min(np.abs(one - seen).mean() for seen in (other, other[:, ::-1])) > 0.008


def test_chance_hangs_on_seed_layer_and_purpose_alone() -> None:
    camera, light, palette = Camera(20, 25, 0.5), preset("soft-studio").light, preset("soft-studio").palette

    def number(seed: int, layer: int, purpose: int) -> float:
        scene = Scene(camera, light, palette, seed)
        scene.layer_number = layer
        return scene.rng(purpose).random()

    assert number(1, 2, 3) == number(1, 2, 3)
    assert len({number(*which) for which in ((1, 2, 3), (2, 2, 3), (1, 3, 3), (1, 2, 4))}) == 4


# The engine


@pytest.mark.parametrize("name", IDS)
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    one, two = painted(name, 1), paint(preset(name), 80, 100, 1)
    assert np.array_equal(to_8bit(one.picture), to_8bit(two.picture))
    assert (one.front is None) == (two.front is None)
    if one.front is not None and two.front is not None:
        assert np.array_equal(one.front, two.front)


@pytest.mark.parametrize("name", IDS)
def test_odd_sizes(name: str) -> None:
    for width, height in ((1, 1), (33, 57), (53, 21), (2, 20)):
        backdrop = paint(preset(name), width, height)
        assert backdrop.picture.shape == (height, width, 3)
        assert np.isfinite(backdrop.picture).all()
        assert backdrop.front is None or np.isfinite(backdrop.front).all()


@pytest.mark.parametrize("name", IDS)
def test_a_preview_looks_like_the_large_picture(name: str) -> None:
    small = paint(preset(name), 200, 250, 3).picture
    large = paint(preset(name), 400, 500, 3).picture
    shrunk = cv2.resize(large, (200, 250), interpolation=cv2.INTER_AREA)
    small, shrunk = (cv2.GaussianBlur(p, (0, 0), 1) for p in (small, shrunk))
    assert np.abs(small - shrunk).mean() < 0.04  # light that bounces in rooms is gathered at fewer points
    details = (p - cv2.GaussianBlur(p, (0, 0), 12) for p in (small, shrunk))
    assert likeness(*details) > 0.85


@pytest.mark.parametrize("size", [(540, 960), (1440, 1800)])
def test_soft_gradients_show_no_bands(size: tuple[int, int]) -> None:
    """Without grain a gradient in 8 bits has bands: runs of one value, dozens of pixels long."""
    grey = to_8bit(paint(preset("soft-studio"), *size).picture)[::7, :, 1].astype(int)
    steps = np.diff(grey, axis=1) != 0
    runs = [np.diff(np.flatnonzero(row), prepend=0, append=size[0]) for row in steps]
    assert np.median([run.max() for run in runs]) < 16


def test_negative_and_huge_seeds_work() -> None:
    for seed in (-1, 2**64 + 5):
        assert np.isfinite(paint(preset("soft-studio"), 30, 40, seed).picture).all()


def test_a_mirrored_picture_comes_with_mirrored_light() -> None:
    """The window light falls from the side that the light names, whichever way round the picture is."""
    scene = preset("soft-studio")
    scene = scene.model_copy(update={"light": scene.light.model_copy(update={"azimuth_deg": -60})})
    sides = {float(np.sign(paint(scene, 20, 25, seed).light.azimuth_deg)) for seed in range(8)}
    assert sides == {-1.0, 1.0}


def test_progress_rises_and_can_be_stopped() -> None:
    shares: list[float] = []
    empty = Canvas(np.zeros((50, 40, 3), np.float32), np.zeros((50, 40), np.float32))
    PainterEngine().paint(preset("sunlit-wall"), empty, 1, lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[0] >= 0 and shares[-1] <= 1

    def stop(*_: object) -> None:
        raise SceneError("stopped")

    with pytest.raises(SceneError, match="stopped"):
        PainterEngine().paint(preset("sunlit-wall"), empty, 1, stop)


# Layers and their options


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(SceneError, match=r"no layer 'skyy'.*sky"):
        check_layer(Layer(kind="skyy"))


def test_a_misspelt_option_is_named() -> None:
    with pytest.raises(SceneError, match=r"'clouds'.*no option 'coverage'.*cover"):
        check_layer(Layer(kind="clouds", coverage=0.5))


def test_an_option_out_of_range_is_named_with_its_value() -> None:
    with pytest.raises(SceneError, match=r"'lens'.*'blur'.*got 3"):
        check_layer(Layer(kind="lens", blur=3))


def test_an_unknown_prop_is_named() -> None:
    with pytest.raises(SceneError, match=r"'props'.*no prop 'unicron'"):
        check_layer(Layer(kind="props", kinds=["unicron"]))


def test_painting_a_wrong_option_raises_too() -> None:
    with pytest.raises(SceneError, match="no option"):
        paint(with_layer("sky", typo=1), 20, 20)


@pytest.mark.parametrize("kind", sorted(LAYERS))
def test_options_reject_what_they_do_not_know(kind: str) -> None:
    with pytest.raises(SceneError, match="there is no option 'nonsense'"):
        check_layer(Layer(kind=kind, nonsense=1))


# Arithmetic


def test_linear_and_srgb_are_inverse() -> None:
    values = np.linspace(0, 1, 257, dtype=np.float32)[None]
    assert np.allclose(encode_srgb(linear(values)), values, atol=1e-4)


def test_ground_projection_agrees_with_the_rays() -> None:
    """A point on the ground lands on the pixel whose ray meets the ground there."""
    camera = Camera(200, 250, 0.5)
    column, row = camera.project(0.4, 0.0, 5.0)
    assert camera.distance_m(row) == pytest.approx(5.0)
    assert camera.slope_x[0, int(column)] * 5 == pytest.approx(0.4, abs=5 / camera.focal_px)
    assert camera.eye_m / -camera.slope_y[int(row), 0] == pytest.approx(5.0, rel=0.05)


def test_horizons_of_other_shapes() -> None:
    assert horizon_for(0.6, 1080, 1350) == pytest.approx(0.6)
    assert horizon_for(0.6, 1920, 1080) < 0.6 < horizon_for(0.6, 1080, 1920)


def test_noise_is_the_same_at_any_sampling() -> None:
    noise = Noise(np.random.default_rng(3))
    fine = np.linspace(0, 9, 901, dtype=np.float32)[None]
    values = noise.fbm(fine, fine * 0 + 2, 4)
    assert np.allclose(values[:, ::100], noise.fbm(fine[:, ::100], fine[:, ::100] * 0 + 2, 4), atol=1e-5)
    assert 0.2 < values.std() < 1.2


def test_small_dots_keep_their_light_when_the_picture_shrinks() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.random((2, 50))
    radius, energy = rng.uniform(0.002, 0.006, 50), np.ones(50)
    totals = [dots((n, n), x * n, y * n, radius * n, energy).mean() for n in (50, 400)]
    assert totals[0] == pytest.approx(totals[1], rel=0.25)


def test_nothing_is_compiled_ahead_while_a_picture_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr("backdrop_ui.engines.painter.engine.warm_up", lambda: (done.append(k) for k in range(3)))
    painter = PainterEngine()
    painter._idle.clear()  # as in the middle of a picture
    ahead = Thread(target=painter.prepare)
    ahead.start()
    ahead.join(0.2)
    assert ahead.is_alive()
    assert done == [0]
    painter._idle.set()
    ahead.join(10)
    assert done == [0, 1, 2]
