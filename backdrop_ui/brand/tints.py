"""Tints and shades: what a brand colour is at another lightness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arrays import Array, Numbers, Rgb
from .oklab import lab_of

NEUTRAL_CHROMA = 0.025
"""Below this, in Oklab, a colour is taken for a grey."""


class Tints:
    """Brand colours as ramps from black over themselves to white.

    lightness: (n,). chroma: (n, 2), the two colour axes. neutral: (n,) whether each is a grey.
    """

    def __init__(self, colours: Sequence[Rgb]) -> None:
        labs = np.stack([lab_of(colour) for colour in colours])
        self.lightness: Array = labs[:, 0]
        self.chroma: Array = labs[:, 1:]
        self.neutral = np.hypot(*self.chroma.T) < NEUTRAL_CHROMA

    def at(self, lightness: Numbers) -> Array:
        """(...) lightness to (..., n, 2): full at a colour's own lightness, fading towards black and white."""
        wanted = np.asarray(lightness, np.float32)[..., None]
        up = np.clip(1 - wanted, 0, 1) / np.maximum(1 - self.lightness, 0.05)
        down = np.clip(wanted, 0, 1) / np.maximum(self.lightness, 0.05)
        taper = np.minimum(np.minimum(up**0.5, down**0.7), 1)
        return (taper[..., None] * self.chroma).astype(np.float32)
