"""Oklab: equal steps look equal, and a hue keeps its name from its tints to its shades (in CIE Lab blues turn violet).

Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ..arrays import Array, Numbers, Rgb, encode_srgb, linear

TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
FROM_LAB = np.linalg.inv(TO_LAB).astype(np.float32)
FROM_CONES = np.linalg.inv(TO_CONES).astype(np.float32)
STEPS = 4095


@lru_cache(maxsize=1)
def _curve() -> Array:
    """Linear light of `STEPS` + 1 even steps of sRGB: a table is many times faster than powers."""
    return linear(np.arange(STEPS + 1, dtype=np.float32) / STEPS)


def to_oklab(srgb: Numbers) -> Array:
    """(H, W, 3) sRGB in [0, 1] to lightness in [0, 1] and two colour axes in about [-0.4, 0.4]."""
    steps = np.clip(srgb * np.float32(STEPS) + np.float32(0.5), 0, STEPS).astype(np.uint16)
    cones = cv2.transform(_curve()[steps], TO_CONES)
    return cv2.transform(cv2.pow(np.maximum(cones, 0), 1 / 3).reshape(cones.shape), TO_LAB)


def from_oklab(lab: Numbers) -> Array:
    """(H, W, 3) back to sRGB; what no screen shows is clipped to [0, 1]."""
    roots = cv2.transform(lab.astype(np.float32, copy=False), FROM_LAB)
    light = cv2.transform(roots * roots * roots, FROM_CONES)
    return encode_srgb(np.clip(light, 0, 1, out=light))


def lab_of(colour: Rgb) -> Array:
    """(3,) of one sRGB colour."""
    return to_oklab(np.asarray(colour, np.float32).reshape(1, 1, 3))[0, 0]


def rgb_of(lab: Numbers) -> Rgb:
    """The sRGB colour of (3,); one that no screen shows gives up chroma, not hue or lightness."""
    lightness, chroma = float(np.clip(lab[0], 0, 1)), np.asarray(lab[1:], np.float64)
    low, high = 0.0, 1.0
    if not _is_shown(lightness, chroma):
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_shown(lightness, chroma * middle) else (low, middle)
        chroma = chroma * low
    red, green, blue = from_oklab(np.array([[[lightness, *chroma]]], np.float32))[0, 0].tolist()
    return red, green, blue


def _is_shown(lightness: float, chroma: Numbers) -> bool:
    roots = FROM_LAB @ np.array([lightness, *chroma], np.float32)
    light = FROM_CONES @ (roots**3)
    return bool(light.min() >= -1e-4 and light.max() <= 1 + 1e-4)
