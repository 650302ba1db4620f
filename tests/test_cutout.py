"""From photo to subject: the models' contract, the edge, and the colours at the edge."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from pictures import SHARED, SIZE, box, disc, noise, orange_on_blue
from PIL import Image

from backdrop_ui.arrays import Array, to_float
from backdrop_ui.composite import over
from backdrop_ui.cutout import (
    MODELS,
    CutoutFacts,
    CutoutModel,
    Matte,
    Report,
    choose_model,
    cut_out,
    matte_from_mask,
    subject_from,
)
from backdrop_ui.cutout import foreground as foreground_module
from backdrop_ui.cutout.embedded import settle
from backdrop_ui.cutout.foreground import estimate_foreground
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo

refine_module = importlib.import_module("backdrop_ui.cutout.refine")  # the package's `refine` is the function
refine: Callable[[Array, Array], Array] = refine_module.refine
WEIGHTS = SHARED / "weights" / "u2net"


def read(path: Path, mode: str = "RGB") -> Array:
    with Image.open(path) as image:
        return to_float(np.asarray(image.convert(mode)))


def blurred(alpha: Array, sigma_px: float = 3) -> Array:
    """What a network gives: the right place, a vague edge."""
    return cv2.GaussianBlur(alpha, (0, 0), sigma_px).astype(np.float32)


# ---- the base class ----------------------------------------------------------------------------------------------


class FixedModel(CutoutModel):
    """Says what it was told to say."""

    facts = CutoutFacts("fixed", "tests", "MIT", 0)

    def __init__(self, probability: Array) -> None:
        self.probability = probability

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.5, f"Looking at {photo.name}")
        return self.probability


def test_another_size_is_the_authors_mistake(photo: Photo) -> None:
    with pytest.raises(ValueError, match=r"fixed: expected \(72, 96\), got \(10, 10\)"):
        FixedModel(np.zeros((10, 10), np.float32)).predict(photo)


def test_not_a_number_is_said_to_the_person(photo: Photo) -> None:
    with pytest.raises(CutoutError, match="fixed failed on this photo"):
        FixedModel(np.full(SIZE[::-1], np.nan, np.float32)).predict(photo)


def test_a_model_that_overshoots_is_clamped(photo: Photo) -> None:
    raw = np.linspace(-1, 2, SIZE[0] * SIZE[1]).reshape(SIZE[::-1])
    probability = FixedModel(raw.astype(np.float64)).predict(photo)
    assert (probability.min(), probability.max(), probability.dtype) == (0, 1, np.float32)


# ---- choosing ----------------------------------------------------------------------------------------------------


def test_auto_is_the_built_in_model_where_nothing_else_is() -> None:
    assert choose_model("auto") is MODELS["embedded"]


def test_auto_is_a_downloaded_model_where_there_is_one(no_weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = no_weights.parent / "some-weights"
    home.mkdir(exist_ok=True)
    (home / "u2net.onnx").write_bytes(b"weights")
    monkeypatch.setenv("U2NET_HOME", str(home))
    assert choose_model("auto") is MODELS["u2net"]


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CutoutError, match=r"no cut-out model 'magic'\. Choose one of: auto, .*embedded\."):
        choose_model("magic")


def test_names_and_facts_agree() -> None:
    assert all(name == model.facts.name for name, model in MODELS.items())
    assert list(MODELS)[-1] == "embedded"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is refused at once, also where there is a network."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)


@pytest.mark.usefixtures("offline")
def test_a_model_that_cannot_be_downloaded_says_what_to_do(photo: Photo, no_weights: Path) -> None:
    assert "44.2 MB" in str(MODELS["silueta"].missing())
    with pytest.raises(CutoutError, match="could not be downloaded") as caught:
        cut_out(photo, "silueta")
    said = str(caught.value)
    for part in ("silueta", "44.2 MB", "silueta.onnx", str(no_weights), "Check the connection", "built-in model"):
        assert part in said


def test_weights_that_are_no_model_say_what_to_do(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "u2net_human_seg.onnx").write_bytes(b"half a download")
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    with pytest.raises(CutoutError, match=r"u2net_human_seg.*cannot be loaded") as caught:
        cut_out(photo, "u2net_human_seg")
    assert str(tmp_path) in str(caught.value)


# ---- subjects ----------------------------------------------------------------------------------------------------


def test_cutting_out_gives_a_subject(photo: Photo) -> None:
    subject = cut_out(photo, "embedded")
    assert subject.photo is photo
    assert subject.model == "embedded"
    assert subject.alpha.shape == photo.pixels.shape[:2]
    assert subject.foreground.shape == photo.pixels.shape


def test_a_cut_out_subject_keeps_the_photos_pixels_where_it_is_sure(astronaut: Photo) -> None:
    subject = cut_out(astronaut, "embedded")
    sure = subject.alpha == 1
    assert sure.mean() > 0.05
    np.testing.assert_array_equal(subject.foreground[sure], astronaut.pixels[sure])
    assert (subject.foreground[subject.alpha == 0] == 0).all()


def test_the_files_own_transparency_is_the_alpha(photo: Photo) -> None:
    brought = Photo(photo.pixels, disc(*SIZE, radius=0.2), "cut already")
    subject = cut_out(brought)
    assert subject.alpha is brought.alpha
    assert subject.model == "the file's own transparency"


def test_a_model_chosen_by_name_is_asked_all_the_same(photo: Photo) -> None:
    assert cut_out(Photo(photo.pixels, disc(*SIZE, radius=0.2), "cut already"), "embedded").model == "embedded"


@pytest.mark.parametrize("value", [0.0, 0.001])
def test_an_empty_alpha_is_refused(photo: Photo, value: float) -> None:
    with pytest.raises(CutoutError, match="Nothing stands out"):
        subject_from(Matte(photo, np.full(SIZE[::-1], value, np.float32), "mask"))


def test_an_alpha_of_another_size_is_refused_with_both_sizes(photo: Photo) -> None:
    with pytest.raises(CutoutError, match="mask is 40 x 30 pixels, the photo 96 x 72"):
        matte_from_mask(photo, Photo(noise(40, 30), None, "small"), "small.png")


def test_doubtful_alphas_are_warned_about(photo: Photo) -> None:
    [warning] = subject_from(Matte(photo, np.ones(SIZE[::-1], np.float32), "mask")).warnings
    assert "fills 100% of the photo" in warning


def test_a_good_alpha_is_not_warned_about(photo: Photo) -> None:
    assert subject_from(Matte(photo, disc(*SIZE), "mask")).warnings == ()


def test_a_subject_knows_the_memory_it_holds(photo: Photo) -> None:
    pixels = SIZE[0] * SIZE[1]
    assert subject_from(Matte(photo, disc(*SIZE), "mask")).bytes_held == 4 * (3 + 1 + 3) * pixels


# ---- the edge ----------------------------------------------------------------------------------------------------


def test_refining_makes_sure_areas_exactly_0_and_1() -> None:
    """Up to a few pixels from the edge, also where the photo is so restless that the filter sees edges everywhere."""
    width, height, near = 300, 200, 3
    alpha = refine(noise(width, height), box(width, height, 80, 60, 220, 140))
    inside = box(width, height, 80 + near, 60 + near, 220 - near, 140 - near)
    outside = box(width, height, 80 - near, 60 - near, 220 + near, 140 + near)
    assert (alpha[inside == 1] == 1).all()
    assert (alpha[outside == 0] == 0).all()


def test_refining_moves_a_vague_edge_towards_the_true_one() -> None:
    width, height = 300, 200
    truth = disc(width, height)
    vague = blurred(truth)
    refined = refine(orange_on_blue(width, height), vague)
    assert np.abs(refined - truth).mean() < 0.6 * np.abs(vague - truth).mean()


def test_refining_keeps_the_edge_soft() -> None:
    width, height = 300, 200
    alpha = refine(orange_on_blue(width, height), blurred(disc(width, height)))
    assert len(np.unique(alpha[(alpha > 0) & (alpha < 1)])) > 50


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_refining_certainty_changes_nothing(value: float) -> None:
    certain = np.full((60, 80), value, np.float32)
    np.testing.assert_array_equal(refine(noise(80, 60), certain), certain)


@pytest.mark.parametrize("size", [(16, 16), (17, 190), (101, 33)])
def test_refining_odd_sizes(size: tuple[int, int]) -> None:
    alpha = refine(noise(*size), blurred(disc(*size)))
    assert alpha.shape == size[::-1] and alpha.dtype == np.float32
    assert alpha.min() >= 0 and alpha.max() <= 1


@pytest.mark.parametrize("rows", [1, 7, 64])
def test_strips_leave_no_seams(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    pixels, vague = orange_on_blue(150, 100), blurred(disc(150, 100))
    monkeypatch.setattr(refine_module, "GUIDE_PIXELS", 5000)  # so that strips are enlarged, too
    whole = refine(pixels, vague)
    monkeypatch.setattr(refine_module, "STRIP_ROWS", rows)
    np.testing.assert_allclose(refine(pixels, vague), whole, atol=0.02)


def test_a_reduced_guide_gives_nearly_the_same_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, vague = orange_on_blue(300, 200), blurred(disc(300, 200))
    full = refine(pixels, vague)
    monkeypatch.setattr(refine_module, "GUIDE_PIXELS", 300 * 200 // 4)
    assert np.abs(refine(pixels, vague) - full).mean() < 0.02


def test_a_reduced_guide_does_not_shift_the_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """On an even photo the filter has nothing to hold on to, so what comes out is the reduced probability, in place."""
    even, vague = np.full((200, 300, 3), 0.5, np.float32), blurred(box(300, 200, 80, 60, 220, 140), 6)
    monkeypatch.setattr(refine_module, "GUIDE_PIXELS", 300 * 200 // 16)
    alpha = refine(even, vague)
    np.testing.assert_allclose(alpha, alpha[::-1], atol=0.02)
    np.testing.assert_allclose(alpha, alpha[:, ::-1], atol=0.02)


# ---- the colours at the edge -------------------------------------------------------------------------------------


def slow_mean(colours: Array, weight: Array, radius: int) -> Array:
    """The weighted mean over a square window mirrored at the edges, pixel by pixel, in double precision."""
    sides = ((radius, radius), (radius, radius))
    colours = np.pad(colours.astype(np.float64), (*sides, (0, 0)), mode="reflect")
    weight = np.pad(weight.astype(np.float64), sides, mode="reflect")
    height, width = weight.shape[0] - 2 * radius, weight.shape[1] - 2 * radius
    means = np.zeros((height, width, 3))
    for y, x in itertools.product(range(height), range(width)):
        window = np.s_[y : y + 2 * radius + 1, x : x + 2 * radius + 1]
        own = colours[y + radius, x + radius]
        area, tiny = weight[window].size, float(foreground_module.TINY)
        total = (colours[window] * weight[window][..., None]).sum(axis=(0, 1)) / area
        means[y, x] = (total + tiny * own) / (weight[window].sum() / area + tiny)
    return means


def slow_foreground(pixels: Array, alpha: Array) -> Array:
    """Forte's fusion, (H, W, 3): means of both layers, then each pixel's rest is shared out."""
    share = alpha.astype(np.float64)[..., None]
    front = back = near_front = near_back = pixels.astype(np.float64)
    for reach, power in foreground_module.PASSES:
        radius = max(1, round(reach * max(alpha.shape)))
        near_front = slow_mean(front, alpha.astype(np.float64) ** power, radius)
        near_back = slow_mean(back, (1 - alpha.astype(np.float64)) ** power, radius)
        rest = pixels - share * near_front - (1 - share) * near_back
        front, back = (near_front + share * rest).clip(0, 1), (near_back + (1 - share) * rest).clip(0, 1)
    rest = pixels - share * near_front - (1 - share) * near_back
    return np.where(share == 1, pixels, np.where(share == 0, 0, (near_front + share * rest).clip(0, 1)))


@pytest.mark.parametrize("size", [(7, 6), (12, 9), (23, 31)])
def test_foreground_against_a_double_loop(size: tuple[int, int]) -> None:
    pixels, alpha = noise(*size), disc(*size, radius=0.4, soft_px=4)
    np.testing.assert_allclose(estimate_foreground(pixels, alpha), slow_foreground(pixels, alpha), atol=2e-3)


def test_sure_pixels_are_the_photos_bit_for_bit() -> None:
    pixels, alpha = noise(*SIZE), disc(*SIZE)
    foreground = estimate_foreground(pixels, alpha)
    np.testing.assert_array_equal(foreground[alpha == 1], pixels[alpha == 1])
    assert (foreground[alpha == 0] == 0).all()
    assert foreground.dtype == np.float32


def test_the_old_backdrop_is_taken_out_of_the_edge() -> None:
    """A red disc on green: the mixed rim comes out red."""
    alpha = disc(200, 150, soft_px=12)
    red, green = np.float32([0.9, 0.1, 0.1]), np.float32([0.1, 0.8, 0.1])
    pixels = alpha[..., None] * red + (1 - alpha[..., None]) * green
    rim = (alpha > 0.05) & (alpha < 1)
    np.testing.assert_allclose(estimate_foreground(pixels, alpha)[rim], np.broadcast_to(red, (rim.sum(), 3)), atol=0.03)


def test_foreground_at_reduced_size_is_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, alpha = orange_on_blue(300, 200), disc(300, 200)
    full = estimate_foreground(pixels, alpha)
    monkeypatch.setattr(foreground_module, "WORK_PIXELS", 300 * 200 // 4)
    assert np.abs(estimate_foreground(pixels, alpha) - full).max() < 0.12


@pytest.mark.parametrize("value", [0.02, 0.5, 0.98])
def test_an_even_colour_stays_as_it_is(value: float) -> None:
    pixels = np.full((40, 50, 3), (0.2, 0.5, 0.9), np.float32)
    np.testing.assert_allclose(estimate_foreground(pixels, np.full((40, 50), value, np.float32)), pixels, atol=1e-4)


def test_a_very_wide_band_fits_into_one_remap() -> None:
    """More band pixels than OpenCV's remap takes in a row."""
    alpha = np.full((200, 200), 0.5, np.float32)
    assert np.isfinite(estimate_foreground(noise(200, 200), alpha)).all()


def test_foreground_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected alpha of \(6, 8\), got \(8, 6\)"):
        estimate_foreground(noise(8, 6), disc(6, 8))


@pytest.mark.parametrize("name", ["lemur", "gt05", "levin"])
def test_foreground_of_known_composites_is_about_as_good_as_pymattings(shared: Path, name: str) -> None:
    """Measured where it matters: in the band, weighted by how much of the subject shows there."""
    estimate_foreground_ml = pytest.importorskip("pymatting").estimate_foreground_ml
    folder = shared / "data" / "composites" / name
    file = {path.stem: path for path in folder.iterdir()}
    pixels, alpha, truth = read(file["image"]), read(file["alpha"], "L"), read(file["foreground"])
    band = (alpha > 0.02) & (alpha < 0.98)

    def error(estimate: Array) -> float:
        return float((alpha[band][:, None] * np.abs(estimate[band] - truth[band])).mean())

    ours = error(estimate_foreground(pixels, alpha))
    theirs = error(estimate_foreground_ml(pixels.astype(np.float64), alpha.astype(np.float64)))
    assert ours < theirs + 0.012
    assert ours < 0.9 * error(pixels)


def test_no_halo_on_a_new_backdrop(shared: Path) -> None:
    """The lemur at the beach: with estimated colours it is much closer to the reference than with the photo's own."""
    folder = shared / "data" / "composites" / "lemur"
    alpha, truth = read(folder / "alpha.png", "L"), read(folder / "foreground.png")
    pixels, beach = read(folder / "image.png"), read(folder / "new_background.png")
    wanted = over(truth, alpha, beach)
    ours, halo = (over(colours, alpha, beach) for colours in (estimate_foreground(pixels, alpha), pixels))
    band = (alpha > 0.02) & (alpha < 0.98)
    assert np.abs(ours - wanted)[band].mean() < 0.3 * np.abs(halo - wanted)[band].mean()


def test_colour_decides_where_the_network_is_unsure() -> None:
    pixels = np.zeros((60, 80, 3), np.float32)
    pixels[..., 2] = 0.8
    pixels[15:45, 20:60] = (0.9, 0.4, 0.1)
    probability = np.full((60, 80), 0.02, np.float32)
    probability[10:50, 15:65] = 0.4
    probability[25:35, 30:50] = 0.97
    settled = settle(pixels, probability)
    assert settled[20:40, 25:55].min() > 0.9
    assert settled[:12].max() < 0.1


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_colour_decides_nothing_without_something_sure(level: float) -> None:
    probability = np.full((60, 80), level, np.float32)
    assert np.array_equal(settle(np.ones((60, 80, 3), np.float32), probability), probability)
