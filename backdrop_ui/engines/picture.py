"""A person's own picture as the backdrop: cover-fitted, its light and horizon estimated."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, Rgb, encode_srgb, linear, resize
from ..brief import Light
from .base import Backdrop

NAME = "picture"
TITLE = "Your own picture"

GROUND = 0.94
"""Whoever is wholly in the picture stands on something, whatever it shows."""
SIDE = 128
"""The longer side of the small picture that is looked at."""
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
LAMP = (3.0, 8.0)
"""How much brighter than the rest the brightest is, from which on it may be the source of the light, and surely is."""
BRIGHT = 0.6
"""What is as bright as that share of the brightest hundredth counts as bright."""
CLEAR_EDGE = 4.0
"""A horizon's step is so many times what rows usually have."""


def backdrop_from_picture(pixels: Array, width: int, height: int) -> Backdrop:
    """Scale and crop a picture, (H, W, 3) sRGB, so that it covers `width` x `height`."""
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    covering = max(width, round(pixels.shape[1] * scale)), max(height, round(pixels.shape[0] * scale))
    fitted = resize(pixels, *covering)
    left, top = (covering[0] - width) // 2, (covering[1] - height) // 2
    picture = fitted[top : top + height, left : left + width]
    small = SIDE / max(width, height)
    thumb = resize(picture, max(1, round(width * small)), max(1, round(height * small)))
    return Backdrop(picture, light_of(thumb), horizon_of(thumb), GROUND)


def light_of(thumb: Array) -> Light:
    """A guess at what lights a small picture, (h, w, 3): little and even, unless the picture shows more.

    A bright spot is a window, a lamp or the sun, and shines from behind the subject. Without one the light comes from
    the brighter side. Its colour is that of bright places, the brighter the more, and half of that: a blue sky is no
    blue lamp.
    """
    light = linear(thumb)
    luminance = light @ LUMA + np.float32(1e-4)
    rows, columns = (np.linspace(-1, 1, length, dtype=np.float32) for length in luminance.shape)
    bright = luminance >= BRIGHT * np.quantile(luminance, 0.99)
    lamp = float(np.clip((luminance[bright].mean() / luminance.mean() - LAMP[0]) / (LAMP[1] - LAMP[0]), 0, 1))
    lean = float((luminance * columns).sum() / luminance.sum())
    spot_right, spot_up = float((bright * columns).sum() / bright.sum()), -float((rows @ bright).sum() / bright.sum())
    right = (1 - lamp) * 2 * lean + lamp * spot_right
    colour = (light**4).mean(axis=(0, 1)) ** 0.25 + np.float32(1e-4)
    return Light(
        azimuth_deg=float(np.degrees(np.arctan2(right, 1 - 1.8 * lamp))),
        elevation_deg=float((1 - lamp) * 50 + lamp * np.clip(30 + 30 * spot_up, 10, 60)),
        strength=0.3 + 0.4 * min(1.0, abs(right) + lamp),
        colour=_triple(encode_srgb(0.5 + 0.5 * colour / colour.max())),
        ambient=_triple(thumb.mean(axis=(0, 1))),
    )


def _triple(colour: Array) -> Rgb:
    red, green, blue = (float(channel) for channel in np.clip(colour, 0, 1))
    return red, green, blue


def horizon_of(thumb: Array) -> float | None:
    """y of the horizon of a small picture, (h, w, 3): the highest step of lightness from side to side; None where
    none is clear. Half of the columns have the step in the same row, which slanting and broken edges do not.
    """
    lightness = cv2.cvtColor(thumb, cv2.COLOR_RGB2Lab)[..., 0]
    height = len(lightness)
    if height < 16:
        return None
    steps = np.median(np.abs(lightness[2:] - lightness[:-2]), axis=1)
    between = slice(int(0.2 * height), int(0.8 * height))
    clear = max(CLEAR_EDGE * (float(np.median(steps)) + 1), 0.6 * float(steps[between].max()))
    rows = np.flatnonzero(steps[between] > clear)
    return (between.start + int(rows[0]) + 1.5) / height if len(rows) else None
