"""Noise in unit coordinates: the same grain on the same place at every picture size."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ....arrays import Array

_TILE = 256


@lru_cache(maxsize=8)
def _tile(seed: int) -> Array:
    """A (256, 256) tile that wraps around: white noise, smoothed once, mean 0, deviation 1."""
    white = np.random.default_rng(seed).standard_normal((_TILE, _TILE)).astype(np.float32)
    wrapped = np.pad(white, 4, mode="wrap")
    smooth = cv2.GaussianBlur(wrapped, (0, 0), 0.7)[4:-4, 4:-4]
    smooth = (smooth - smooth.mean()) / smooth.std()
    return np.asarray(smooth, np.float32)


def noise(x: Array, y: Array, size: float, seed: int) -> Array:
    """Smooth noise on the grid of x (1, w) and y (h, 1), in units, with features of about `size` units.

    Returns (h, w), mean 0, deviation about 1. The grid must be even: the noise is one affine look at a tile.
    """
    w, h = x.shape[1], y.shape[0]
    across = float(x[0, -1] - x[0, 0]) / max(w - 1, 1) / size
    down = float(y[-1, 0] - y[0, 0]) / max(h - 1, 1) / size
    start = float(x[0, 0]) / size + 1000, float(y[0, 0]) / size + 1000
    look = np.float32([[across, 0, start[0] % _TILE], [0, down, start[1] % _TILE]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(_tile(seed % 7), look, (w, h), flags=flags, borderMode=cv2.BORDER_WRAP))


def strands(flow_x: Array, flow_y: Array, grain: Array, length_px: float) -> Array:
    """Smear `grain` along a flow into hair: line integral convolution by doubling, as in Cabral & Leedom, 1993.

    Each pass averages the picture with itself one step further along, and the step doubles: five looks give 32 taps.
    """
    h, w = grain.shape
    rows, columns = np.mgrid[0:h, 0:w].astype(np.float32)
    step, smeared = 1.0, grain
    while step < length_px:
        there = cv2.remap(smeared, columns - flow_x * step, rows - flow_y * step, cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_REFLECT)  # fmt: skip
        smeared = (smeared + there) * np.float32(0.62)  # keeps the contrast that averaging takes away
        step *= 2
    size = max(3, int(length_px))
    return np.asarray(smeared - cv2.blur(smeared, (size, size)), np.float32)  # hair, not blotches
