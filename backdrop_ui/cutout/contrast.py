"""Where a subject's outline cannot be seen: its colours just inside and just outside are alike there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, Mask

REACH_SHARE = 0.006
"""How far inside and outside of the outline colours are compared, as a share of the diagonal."""
ALIKE = 7.0
"""Lab colours nearer than this look the same to a person who is not told where to look; 2.3 is just seen (CIE 1976)."""
WINDOW_SHARE = 0.02
"""Along the outline, differences are averaged over this share of the diagonal: no single pixel decides."""


@dataclass(frozen=True)
class Stretch:
    """A piece of the outline.

    points: (N, 2), x and y in pixels, in order. length: N as a share of the diagonal. box: left, top, right, bottom as
    shares of the photo's sides, the last two exclusive.
    """

    points: npt.NDArray[np.int32]
    length: float
    box: tuple[float, float, float, float]


def longest_alike(pixels: Array, alpha: Array) -> Stretch | None:
    """The longest stretch of the outline (alpha = 0.5) along which inside and outside look alike.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1]; best reduced to a few hundred thousand pixels.
        alpha: (H, W) in [0, 1].
    """
    height, width = alpha.shape
    diagonal_px = float(np.hypot(height, width))
    window_px = max(3, round(WINDOW_SHARE * diagonal_px))
    best: npt.NDArray[np.int32] | None = None
    for points, differences in differences_along(pixels, alpha):
        run = _longest_run(_mean_around(differences, window_px) < ALIKE)
        if len(run) > (0 if best is None else len(best)):
            best = points[run]
    if best is None:
        return None
    (left, top), (right, bottom) = best.min(axis=0), best.max(axis=0) + 1
    box = (float(left / width), float(top / height), float(right / width), float(bottom / height))
    return Stretch(best, len(best) / diagonal_px, box)


def differences_along(pixels: Array, alpha: Array) -> list[tuple[npt.NDArray[np.int32], Array]]:
    """Each closed outline's points (N, 2) as x and y in order, and the colour difference across it at each (N).

    Infinite where there is no looking at both sides: at the photo's edges, and where the subject is too thin.
    """
    height, width = alpha.shape
    inside = (alpha > 0.5).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    smooth = cv2.GaussianBlur(depth, (0, 0), 2)
    inwards = np.stack([cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)], axis=-1)
    inwards /= np.maximum(np.linalg.norm(inwards, axis=-1, keepdims=True), 1e-6)
    lab = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), (0, 0), 1)
    reach_px = max(2.0, REACH_SHARE * float(np.hypot(height, width)))
    outlines, _ = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    found = []
    for outline in outlines:
        points = np.asarray(outline[:, 0], np.int32)
        step = inwards[points[:, 1], points[:, 0]] * reach_px
        within, beyond = points + step, points - step
        difference = np.linalg.norm(_at(lab, within) - _at(lab, beyond), axis=1)
        blind = (_at(depth, within) < 0) | (_at(depth, beyond) > 0)
        found.append((points, np.where(blind, np.inf, difference).astype(np.float32)))
    return found


def _at(values: Array, places: npt.NDArray[np.float64]) -> Array:
    """`values` (H, W) or (H, W, C) at places (N, 2), between pixels too; beyond the photo as at its edge."""
    maps = places.astype(np.float32)[:, None]
    sampled = cv2.remap(values, maps, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled[:, 0], np.float32)


def _mean_around(values: Array, window: int) -> Array:
    """Means over `window` neighbours of a closed line; infinite where one of them is."""
    if len(values) < window:
        return np.full(len(values), np.inf, np.float32)
    blind = np.isinf(values)
    around = np.resize(np.roll(np.where(blind, 1e6, values), window // 2), len(values) + window - 1)
    return np.convolve(around, np.full(window, 1 / window), "valid").astype(np.float32)


def _longest_run(flags: Mask) -> npt.NDArray[np.int64]:
    """The positions, in order, of the longest run of True on a closed line."""
    start = int(np.argmin(flags))  # a False one if there is any: no run goes past the ends of what follows
    turned = np.roll(flags, -start)
    changes = np.flatnonzero(np.diff(np.concatenate([[False], turned, [False]]).astype(np.int8)))
    if not len(changes):
        return np.arange(0)
    longest = max(zip(changes[::2], changes[1::2], strict=True), key=lambda run: int(run[1] - run[0]))
    return (np.arange(*longest) + start) % len(flags)
