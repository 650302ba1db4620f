"""A person's own picture as the backdrop: cover-fitted, its light estimated."""

from __future__ import annotations

import numpy as np

from ..arrays import Array, resize
from ..brief import Light
from .base import Backdrop

NAME = "picture"
TITLE = "Your own picture"


def backdrop_from_picture(pixels: Array, width: int, height: int) -> Backdrop:
    """Scale and crop a picture, (H, W, 3) sRGB, so that it covers `width` x `height`."""
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    covering = max(width, round(pixels.shape[1] * scale)), max(height, round(pixels.shape[0] * scale))
    fitted = resize(pixels, *covering)
    left, top = (covering[0] - width) // 2, (covering[1] - height) // 2
    picture = fitted[top : top + height, left : left + width]
    return Backdrop(picture, _light_of(resize(picture, 16, 16)))


def _light_of(thumb: Array) -> Light:
    """A guess: the light comes from the brighter side, in the colour of the brightest part. thumb: (16, 16, 3)."""
    luminance = thumb.mean(axis=2)
    left, right = float(luminance[:, :8].mean()), float(luminance[:, 8:].mean())
    lean = (right - left) / max(left + right, 1e-3)
    red, green, blue = (float(channel) for channel in thumb[luminance >= np.quantile(luminance, 0.9)].mean(axis=0))
    return Light(azimuth_deg=90 * lean, strength=min(1.0, 0.3 + abs(lean)), colour=(red, green, blue))
