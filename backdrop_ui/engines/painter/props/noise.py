"""Noise in unit coordinates: the same grain on the same place at every picture size."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from ....arrays import Array

_TILE = 256


@lru_cache(maxsize=16)
def _smooth(seed: int) -> Array:
    """A (256, 256) tile that wraps around, mean 0, deviation 1, its features about 4 pixels wide."""
    white = np.random.default_rng(seed).standard_normal((_TILE, _TILE)).astype(np.float32)
    smooth = cv2.GaussianBlur(np.pad(white, 8, mode="wrap"), (0, 0), 1.3)[8:-8, 8:-8]
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


@lru_cache(maxsize=4)
def _cells(seed: int) -> Array:
    """A (256, 256) tile that wraps around of domes about 8 pixels wide, 1 at their tops, 0 in the grooves."""
    jitter = np.random.default_rng(seed).uniform(0.1, 0.9, (32, 32, 2))
    rows, columns = np.divmod(np.arange(_TILE * _TILE), _TILE)
    cells = np.stack([rows, columns], 1) // 8
    first, second = np.full(len(rows), 99.0), np.full(len(rows), 99.0)
    for step in np.ndindex(5, 5):  # the nearest two spots lie in the 5 x 5 cells around
        cell = cells + np.array(step) - 2
        spot = (cell + jitter[cell[:, 0] % 32, cell[:, 1] % 32]) * 8
        away = np.hypot(spot[:, 0] - rows - 0.5, spot[:, 1] - columns - 0.5)
        second = np.minimum(second, np.maximum(first, away))
        first = np.minimum(first, away)
    domes = np.clip((second - first) / 4.5, 0, 1) ** 0.6
    return np.asarray(domes.reshape(_TILE, _TILE), np.float32)


def noise(x: Array, y: Array, size: float, seed: int) -> Array:
    """Smooth noise on the grid of x (1, w) and y (h, 1), in units, with features of about `size` units.

    Returns (h, w), mean 0, deviation about 1. The grid must be even: the noise is one affine look at a tile.
    """
    return _look(_smooth(seed % 13), x, y, size / 4)


def scales(x: Array, y: Array, size: float, seed: int) -> Array:
    """A hide of scales, each a dome about `size` units wide: (h, w) in [0, 1], on the same grid as `noise`."""
    return _look(_cells(seed % 3), x, y, size / 8)


def _look(tile: Array, x: Array, y: Array, pixel: float) -> Array:
    """The part of a tile, endlessly repeated, that an even grid looks at, `pixel` units to a tile's pixel."""
    w, h = x.shape[1], y.shape[0]
    columns, wide, left = _span(float(x[0, 0]), float(x[0, -1]), w, pixel)
    rows, tall, top = _span(float(y[0, 0]), float(y[-1, 0]), h, pixel)
    patch = tile[np.ix_(rows, columns)]
    return np.asarray(cv2.resize(patch, (wide, tall), interpolation=cv2.INTER_LINEAR)[top : top + h, left : left + w])


def _span(first: float, last: float, count: int, pixel: float) -> tuple[npt.NDArray[np.intp], int, int]:
    """Tile indices that cover a run of places, the size to stretch them to, and where the run starts in that."""
    step = abs(last - first) / max(count - 1, 1) / pixel
    low, high = sorted((first / pixel, last / pixel))
    cells = np.arange(int(np.floor(low)) - 1, int(np.ceil(high)) + 3)
    stretched = max(count + 2, round(len(cells) / step)) if step > 0 else count + 2
    start = min(max(round((low - cells[0]) / step), 0), stretched - count) if step > 0 else 0
    if last < first:
        cells, start = cells[::-1], min(max(round((cells[-1] + 1 - high) / step), 0), stretched - count)
    return np.mod(cells, _TILE), stretched, start


def strands(flow_x: Array, flow_y: Array, grain: Array, length_px: float) -> Array:
    """Smear `grain` along a flow into hair: line integral convolution by doubling, as in Cabral & Leedom, 1993.

    Each pass averages the picture with itself one step further along, and the step doubles: five looks give 32 taps.
    """
    h, w = grain.shape
    step, smeared = 1.0, grain
    columns, rows = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    u, v = np.empty_like(flow_x), np.empty_like(flow_y)
    while step < length_px:
        np.subtract(columns, np.multiply(flow_x, step, out=u), out=u)
        np.subtract(rows, np.multiply(flow_y, step, out=v), out=v)
        there = cv2.remap(smeared, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        smeared = cv2.addWeighted(smeared, 0.62, there, 0.62, 0)  # 0.62 keeps the contrast that averaging takes away
        step *= 2
    size = max(3, int(length_px))
    return np.asarray(cv2.subtract(smeared, cv2.blur(smeared, (size, size))), np.float32)  # hair, not blotches
