"""From scene light to a finished picture: bloom, vignette, a soft shoulder; and grain."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ....arrays import Array
from ..colour import encode_srgb
from ..scene import Scene

SHOULDER = np.float32(0.55)
"""Linear light above this is compressed; below, the palette's colours are kept as they are."""

GRAIN = 0.003
"""Enough against bands: how grainy the picture is in the end, the photo says."""
GRAIN_TILE = 512


BRIGHTEST = 64.0
CURVE_STEPS = 1 << 16


def develop(scene: Scene) -> Array:
    """The scene's linear light as an sRGB picture, (H, W, 3) in [0, 1]."""
    light = _bloom(scene)
    light *= _vignette(scene)[..., None]
    _whiten(light)
    root = cv2.sqrt(np.clip(light, 0, BRIGHTEST, out=light))
    root *= np.float32((CURVE_STEPS - 1) / BRIGHTEST**0.5)
    return _curve()[root.astype(np.uint16)]


@lru_cache(maxsize=1)
def _curve() -> Array:
    """Film and sRGB in one table over the square root of light, where the steps are even to the eye."""
    light = np.linspace(0, BRIGHTEST**0.5, CURVE_STEPS, dtype=np.float32) ** 2
    head = 1 - SHOULDER
    high = SHOULDER + head * (1 - np.exp(-(np.maximum(light, SHOULDER) - SHOULDER) / head))
    return encode_srgb(np.where(light < SHOULDER, light, high)[None].astype(np.float32))[0]


def _whiten(light: Array) -> None:
    """Very bright colours lose some of their colour, as film does; in place."""
    peak = np.maximum(np.maximum(light[..., 0], light[..., 1]), light[..., 2])
    bright = peak > 1
    if bright.any():
        high = peak[bright][:, None]
        over = high - 1
        light[bright] += (high - light[bright]) * (over / (over + 4))


def _bloom(scene: Scene, threshold: float = 0.9, strength: float = 0.35) -> Array:
    """Bright light spills over its neighbours, as in a lens."""
    camera = scene.camera
    size = (max(1, camera.width // 4), max(1, camera.height // 4))
    small = cv2.resize(scene.picture, size, interpolation=cv2.INTER_AREA)
    bright = np.minimum(np.maximum(small - np.float32(threshold), 0), 12)
    if not bright.any():
        return scene.picture.copy()
    quarter = camera.unit_px / 4
    glow = 0.6 * cv2.GaussianBlur(bright, (0, 0), max(0.012 * quarter, 0.3))
    glow += 0.4 * cv2.GaussianBlur(bright, (0, 0), max(0.05 * quarter, 0.3))
    glow *= np.float32(strength)
    return scene.picture + scene.enlarge(glow)


def _vignette(scene: Scene) -> Array:
    x, y = scene.grid(4)
    reach = (scene.camera.width**2 + scene.camera.height**2) / (4 * scene.camera.unit_px**2)
    return scene.enlarge((1 - 0.28 * ((x * x + y * y) / reach) ** 1.2).astype(np.float32))


def add_grain(picture: Array, seed: int) -> Array:
    """Fine grain of one pixel at any size, in place; it also dithers soft gradients, which would show bands in 8 bits.

    picture: (H, W, 3), sRGB in [0, 1].
    """
    height, width = picture.shape[:2]
    rng = np.random.default_rng([seed, 2**30])
    tile = rng.standard_normal((GRAIN_TILE, GRAIN_TILE), dtype=np.float32) * np.float32(GRAIN)
    across = np.tile(tile, (1, -(-width // GRAIN_TILE)))[:, :width, None]
    for top in range(0, height, GRAIN_TILE):
        rows = picture[top : top + GRAIN_TILE]
        rows += across[: len(rows)]
    return np.clip(picture, 0, 1, out=picture)
