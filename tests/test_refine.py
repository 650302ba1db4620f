"""The edge: from a network's vague probability to the photo's own alpha."""

from __future__ import annotations

import importlib
import itertools

import cv2
import numpy as np
import pytest
from pictures import box, disc, noise, orange_on_blue

from backdrop_ui.arrays import Array
from backdrop_ui.cutout.band import band_of
from backdrop_ui.cutout.laplacian import MattingLaplacian, solve
from backdrop_ui.cutout.refine import refine

refine_module = importlib.import_module("backdrop_ui.cutout.refine")  # the package's `refine` is the function


def blurred(alpha: Array, sigma_px: float = 3) -> Array:
    """What a network gives: the right place, a vague edge."""
    return cv2.GaussianBlur(alpha, (0, 0), sigma_px).astype(np.float32)


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
    monkeypatch.setattr(refine_module, "LEVELS", ((5000, 20),))  # so that strips are enlarged, too
    whole = refine(pixels, vague)
    monkeypatch.setattr(refine_module, "STRIP_ROWS", rows)
    np.testing.assert_allclose(refine(pixels, vague), whole, atol=0.02)


def test_a_reduced_photo_gives_nearly_the_same_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, vague = orange_on_blue(300, 200), blurred(disc(300, 200))
    full = refine(pixels, vague)
    monkeypatch.setattr(refine_module, "LEVELS", ((300 * 200 // 4, 40),))
    assert np.abs(refine(pixels, vague) - full).mean() < 0.02


def test_a_reduced_photo_does_not_shift_the_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """An even photo says nothing about the edge, so that what comes out lies where the network said, not beside it."""
    even, vague = np.full((200, 300, 3), 0.5, np.float32), blurred(box(300, 200, 80, 60, 220, 140), 6)
    monkeypatch.setattr(refine_module, "LEVELS", ((300 * 200 // 16, 40),))
    alpha = refine(even, vague)
    np.testing.assert_allclose(alpha, alpha[::-1], atol=0.02)
    np.testing.assert_allclose(alpha, alpha[:, ::-1], atol=0.02)


# ---- hair, thin parts, hard edges --------------------------------------------------------------------------------


def strands(width: int, height: int) -> Array:
    """The alpha of a head, a disc, and of hairs of one to three pixels that stand out from it."""
    alpha = disc(width, height, radius=0.28)
    layer = np.zeros((height * 4, width * 4), np.float32)
    for hair in range(24):
        angle = 2 * np.pi * hair / 24
        ends = [
            (round(4 * (width / 2 + reach * np.cos(angle))), round(4 * (height / 2 + reach * np.sin(angle))))
            for reach in (0.25 * height, (0.36 + 0.03 * (hair % 3)) * height)
        ]
        cv2.line(layer, ends[0], ends[1], 1.0, thickness=4 + 4 * (hair % 3))
    return np.maximum(alpha, cv2.resize(layer, (width, height), interpolation=cv2.INTER_AREA)).astype(np.float32)


def photo_of(alpha: Array, subject: Array, backdrop: Array, grain: float = 0.01) -> Array:
    """A subject of one colour before a backdrop of another, with some grain, in 8-bit steps."""
    mixed = alpha[..., None] * subject + (1 - alpha[..., None]) * backdrop
    mixed = mixed + np.random.default_rng(0).normal(0, grain, mixed.shape)
    return (np.round(mixed.clip(0, 1) * 255) / 255).astype(np.float32)


BROWN, SKY = np.float32([0.25, 0.15, 0.1]), np.float32([0.6, 0.75, 0.9])


@pytest.mark.parametrize(("subject", "backdrop"), [(BROWN, SKY), (SKY, BROWN)])
def test_strands_of_hair_survive(subject: Array, backdrop: Array) -> None:
    """A network of 80 pixels sees a haze where hairs stand out; in the photo each of them is there."""
    truth = strands(400, 320)
    coarse = cv2.GaussianBlur(cv2.resize(truth, (80, 64), interpolation=cv2.INTER_AREA), (0, 0), 1)
    vague = cv2.resize(coarse, (400, 320), interpolation=cv2.INTER_LINEAR)
    refined = refine(photo_of(truth, subject, backdrop), vague)
    hair = (truth > 0.6) & (disc(400, 320, radius=0.3) == 0)
    between = (truth == 0) & (vague > 0.2)

    def told_apart(alpha: Array) -> float:
        return float(alpha[hair].mean() - alpha[between].mean())

    assert told_apart(vague) < 0.4  # enlarging it alone gives the haze
    assert told_apart(refined) > 0.6
    band = (truth > 0) & (truth < 1)
    assert np.abs(refined - truth)[band].mean() < 0.6 * np.abs(vague - truth)[band].mean()


@pytest.mark.parametrize("shift_px", [-3, 3])
def test_an_edge_in_the_wrong_place_is_put_right(shift_px: int) -> None:
    truth = disc(400, 320, radius=0.3)
    ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    moved = (cv2.dilate if shift_px > 0 else cv2.erode)(truth, ball)
    refined = refine(photo_of(truth, BROWN, SKY), blurred(moved, 4))
    assert np.abs(refined - truth).mean() < 0.25 * np.abs(blurred(moved, 4) - truth).mean()


def test_a_hard_edge_is_neither_ragged_nor_haloed() -> None:
    """From one pixel inside the true edge to one pixel outside of it, alpha goes from 1 to 0, all around."""
    truth = disc(400, 320, radius=0.3, soft_px=1)
    refined = refine(photo_of(truth, BROWN, SKY), blurred(truth, 4))
    assert refined[disc(400, 320, radius=0.29, soft_px=1) == 1].min() > 0.85
    assert refined[disc(400, 320, radius=0.31, soft_px=1) == 0].max() < 0.15


@pytest.mark.parametrize("subject", [BROWN, SKY + np.float32(0.03)])
def test_thin_parts_that_the_network_is_sure_of_stay(subject: Array) -> None:
    """A pole of seven pixels, whether its colour tells it apart from the backdrop or hardly."""
    truth = box(400, 320, 100, 40, 300, 140) + box(400, 320, 197, 140, 204, 300)
    refined = refine(photo_of(truth, subject, SKY), blurred(truth, 1.5))
    assert refined[150:290, 199:202].mean() > 0.8


def test_a_busy_backdrop_in_the_subjects_colours_leaves_the_edge_to_the_network() -> None:
    truth = disc(300, 200)
    vague = blurred(truth)
    refined = refine(noise(300, 200), vague)
    assert np.abs(refined - truth).mean() < 2.2 * np.abs(vague - truth).mean()
    assert ((refined > 0.5) == (truth > 0.5)).mean() > 0.97


def test_what_the_photo_shows_far_from_the_edge_changes_nothing() -> None:
    pixels, vague = orange_on_blue(300, 200), blurred(disc(300, 200))
    painted = pixels.copy()
    painted[:20, :20] = 1
    painted[95:105, 145:155] = 0
    np.testing.assert_allclose(refine(painted, vague), refine(pixels, vague), atol=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (5, 40), (1, 90), (2600, 20)])
def test_refining_extreme_sizes(size: tuple[int, int]) -> None:
    alpha = refine(noise(*size), blurred(disc(*size)))
    assert alpha.shape == size[::-1] and np.isfinite(alpha).all()
    assert alpha.min() >= 0 and alpha.max() <= 1


def test_refining_a_white_sky_stays_calm() -> None:
    """Where a photo is burnt out its colours have no spread at all: what is divided by it must not run away."""
    truth = strands(400, 320)
    refined = refine(photo_of(truth, BROWN, np.ones(3, np.float32), grain=0), blurred(truth, 6))
    assert refined[(truth == 0) & (cv2.erode(1 - truth, np.ones((9, 9))) > 0)].mean() < 0.02


def test_refining_again_gives_the_same_bytes() -> None:
    pixels, vague = noise(150, 100), blurred(disc(150, 100))
    np.testing.assert_array_equal(refine(pixels, vague), refine(pixels, vague))


# ---- the band ----------------------------------------------------------------------------------------------------


def test_the_band_is_wider_where_the_network_is_vaguer() -> None:
    """Sharp on the left, a haze on the right."""
    truth = box(400, 320, 100, 100, 300, 220)
    mixed = np.linspace(0, 1, 400, dtype=np.float32)[None]
    vague = (1 - mixed) * blurred(truth, 1.5) + mixed * blurred(truth, 12)
    band = band_of(vague)
    assert band.unknown[160, 200:].sum() > 1.5 * band.unknown[160, :200].sum() > 0
    soft = np.flatnonzero(vague[160] > 0.1)[-1]
    assert np.flatnonzero(band.unknown[160])[-1] >= soft + band.reach_px  # the ends of hair are fainter than that


def test_a_finer_network_gets_a_narrower_band() -> None:
    wide, narrow = (band_of(blurred(disc(400, 320), sigma)) for sigma in (3, 1))
    assert narrow.reach_px < wide.reach_px
    assert narrow.unknown.sum() < wide.unknown.sum()


# ---- the Laplacian -----------------------------------------------------------------------------------------------


def slow_laplacian(pixels: Array, radius: int, epsilon: float) -> np.ndarray:
    """Levin's matrix, entry by entry: (H W, H W)."""
    height, width = pixels.shape[:2]
    matrix = np.zeros((height * width, height * width))
    for y, x in itertools.product(range(radius, height - radius), range(radius, width - radius)):
        ys, xs = np.mgrid[y - radius : y + radius + 1, x - radius : x + radius + 1]
        at = (ys * width + xs).ravel()
        colours = pixels[ys, xs].reshape(-1, 3).astype(np.float64)
        from_mean = colours - colours.mean(axis=0)
        inverse = np.linalg.inv(from_mean.T @ from_mean / len(at) + epsilon * np.eye(3))
        matrix[np.ix_(at, at)] += np.eye(len(at)) - (1 + from_mean @ inverse @ from_mean.T) / len(at)
    return matrix


@pytest.mark.parametrize(("size", "radius"), [((7, 6), 1), ((9, 12), 2), ((5, 5), 2), ((3, 8), 2)])
def test_the_laplacian_against_levins_matrix(size: tuple[int, int], radius: int) -> None:
    pixels, alpha = noise(*size), noise(*size, seed=1)[..., 0].astype(np.float64)
    expected = slow_laplacian(pixels, radius, 1e-3) @ alpha.ravel() / (2 * radius + 1) ** 2
    found = MattingLaplacian(pixels, radius, 1e-3).apply(alpha)
    np.testing.assert_allclose(found.ravel(), expected, atol=1e-9)


def test_the_solver_against_a_direct_one() -> None:
    pixels = noise(9, 8)
    target, weight = (noise(9, 8, seed)[..., 0].astype(np.float64) for seed in (1, 2))
    weight += 0.01
    matrix = slow_laplacian(pixels, 2, 1e-5) / 25 + np.diag(weight.ravel())
    expected = np.linalg.solve(matrix, (weight * target).ravel())
    found = solve(MattingLaplacian(pixels), target, weight, np.zeros((8, 9)), rounds=200)
    np.testing.assert_allclose(found.ravel(), expected, atol=1e-5)
