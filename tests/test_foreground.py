"""The colours at the edge: the subject's own, without the old backdrop in them."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from pictures import SIZE, disc, noise, orange_on_blue
from PIL import Image

from backdrop_ui.arrays import Array, to_float
from backdrop_ui.composite import over
from backdrop_ui.cutout import foreground as foreground_module
from backdrop_ui.cutout.foreground import estimate_foreground


def read(path: Path, mode: str = "RGB") -> Array:
    with Image.open(path) as image:
        return to_float(np.asarray(image.convert(mode)))


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
    for reach, power in foreground_module.FAR_PASSES + foreground_module.NEAR_PASSES:
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
    monkeypatch.setattr(foreground_module, "FAR_PIXELS", 300 * 200 // 16)
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


@pytest.mark.parametrize("name", ["lemur", "gt05"])
def test_foreground_of_known_composites_is_no_worse_than_pymattings(shared: Path, name: str) -> None:
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
    assert ours < 1.01 * theirs
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
