"""Noise that lives in scene coordinates, so that a small preview shows the same clouds as the large picture."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ...arrays import Array
from .colour import Numbers

TILE_PX = 1024
FEATURES = 128
"""Waves across the tile: one unit of noise coordinates is one wave."""


@lru_cache(maxsize=1)
def _tile() -> Array:
    """Band-limited noise of one octave, tileable, about N(0, 0.5²): no lattice shows, unlike in value noise."""
    white = np.random.default_rng(7).standard_normal((TILE_PX, TILE_PX)).astype(np.float32)
    frequency = np.hypot(np.fft.fftfreq(TILE_PX)[:, None], np.fft.rfftfreq(TILE_PX)[None]) * TILE_PX / FEATURES
    band = np.exp(-((np.log2(np.maximum(frequency, 1e-6)) / 0.45) ** 2))
    tile = np.fft.irfft2(np.fft.rfft2(white) * band, (TILE_PX, TILE_PX))
    return (0.5 * tile / tile.std()).astype(np.float32)


class Noise:
    """A field of noise in the plane; another one for every generator state."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._shifts = rng.uniform(0, FEATURES, (16, 2)).astype(np.float32)
        self._turns = rng.uniform(0, 2 * np.pi, 16)
        self._swell = rng.uniform(0, 2 * np.pi, (8, 2)), rng.uniform(0.55, 1.6, 8)

    def octave(self, x: Numbers, y: Numbers, number: int = 0) -> Array:
        """One octave at (x, y), in waves; x and y broadcast to the (H, W) of the answer, about N(0, 0.5²)."""
        cos, sin = np.float32(np.cos(self._turns[number])), np.float32(np.sin(self._turns[number]))
        shift = self._shifts[number]
        u, v = x * cos - y * sin + shift[0], x * sin + y * cos + shift[1]
        return cv2.remap(_tile(), _wrap(u), _wrap(v), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)

    def swell(self, x: Numbers, y: Numbers, first: int = 0) -> Array:
        """Smooth rolling noise of one wave, about N(0, 0.5²): a few sines, as the tile's steps show in slopes.

        first: 0 or 4; two fields that have nothing to do with each other.
        """
        angles, frequencies = self._swell
        total: Array = np.zeros(np.broadcast_shapes(np.shape(x), np.shape(y)), np.float32)
        for (turn, phase), frequency in zip(angles[first : first + 4], frequencies[first : first + 4], strict=True):
            u, v = np.float32(2 * np.pi * frequency * np.cos(turn)), np.float32(2 * np.pi * frequency * np.sin(turn))
            total += np.sin(x * u + y * v + np.float32(phase)).astype(np.float32)
        return total * np.float32(0.35)

    def fbm(
        self, x: Numbers, y: Numbers, octaves: int = 5, gain: float = 0.5, footprint: Numbers | None = None
    ) -> Array:
        """Octaves of halving size summed, about N(0, 0.6²).

        footprint: size of a pixel in waves of the first octave, (H, W) or (H, 1); octaves finer than two pixels fade
        out, which keeps a plane calm towards its horizon.
        """
        total: Array = np.zeros(np.broadcast_shapes(np.shape(x), np.shape(y)), np.float32)
        for number in range(octaves):
            scale = np.float32(2**number)
            wave = self.octave(x * scale, y * scale, number) * np.float32(gain**number)
            if footprint is not None:
                wave *= np.clip(1.6 - 3.2 * footprint * scale, 0, 1).astype(np.float32)
            total += wave
        return total


def _wrap(waves: Numbers) -> Array:
    """Waves to tile pixels; wrapped here because OpenCV keeps coordinates in 16 bits."""
    turns = waves.astype(np.float32, copy=False) * np.float32(1 / FEATURES)
    turns -= np.floor(turns)
    turns *= np.float32(TILE_PX)
    return turns
