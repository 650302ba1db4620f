"""A picture as the backdrop, a person's own cover-fitted or a model's: its light and horizon estimated."""

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
    return seen_in(fitted[top : top + height, left : left + width])


def seen_in(picture: Array, notes: tuple[str, ...] = ()) -> Backdrop:
    """The backdrop of a picture, (H, W, 3), of which nothing more is known than what it shows."""
    height, width = picture.shape[:2]
    small = SIDE / max(width, height)
    thumb = resize(picture, max(1, round(width * small)), max(1, round(height * small)))
    return Backdrop(picture, light_of(thumb), horizon_of(thumb), GROUND, notes=notes)


def light_of(thumb: Array) -> Light:
    """A guess at what lights a small picture, (h, w, 3): little and even, unless the picture shows a lamp.

    A bright spot is a window, a lamp or the sun; since it is in the backdrop, it shines from behind the subject, from
    as high as it stands. No side is claimed: of 130 painted scenes with a light from one side, three seeds of every
    preset, the brighter half and the place of the brightest spot are on the right side in 65 each, as a coin would be.
    The light's colour is that of bright places, the brighter the more, and half of that: a blue sky is no blue lamp.
    """
    light = linear(thumb)
    luminance = light @ LUMA + np.float32(1e-4)
    bright = luminance >= BRIGHT * np.quantile(luminance, 0.99)
    lamp = float(np.clip((luminance[bright].mean() / luminance.mean() - LAMP[0]) / (LAMP[1] - LAMP[0]), 0, 1))
    rows = np.linspace(1, -1, len(luminance), dtype=np.float32)
    behind_deg = float(np.clip(30 + 30 * (rows @ bright).sum() / bright.sum(), 10, 60))
    # From before the subject over its head to behind it.
    over_deg = (1 - lamp) * 50 + lamp * (180 - behind_deg)
    colour = (light**4).mean(axis=(0, 1)) ** 0.25 + np.float32(1e-4)
    return Light(
        azimuth_deg=0 if over_deg <= 90 else 180,
        elevation_deg=min(over_deg, 180 - over_deg),
        strength=0.3 + 0.4 * lamp,
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
