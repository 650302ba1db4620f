"""Props as stamps: drawn once for a scene, then used at other sizes, either way round, blurred."""

from __future__ import annotations

import cv2
import numpy as np

from ...arrays import Array, Rgb
from .props import draw_prop
from .scene import Scene
from .stamps import soften

SMALLEST_PX = 3
STOCK = 0.16
"""Height in units that props are drawn at, at least, for use again in other layers."""
LARGEST = 0.42
"""Height in units that props are drawn at, at most: what is taller stands behind the focus, and large costs time."""


def stock(scene: Scene, kind: str, variant: int, tint: Rgb | None, height_px: float) -> Array:
    """A prop large enough to be used at `height_px`, straight sRGB RGBA; drawn only if no earlier one will do."""
    key = (kind, variant, tint)
    drawn = scene.sprites.get(key)
    wanted = max(SMALLEST_PX, round(float(np.clip(height_px, scene.px(STOCK), scene.px(LARGEST)))))
    if drawn is None or drawn.shape[0] < wanted * 0.85:
        seed = int(np.random.default_rng([scene.seed, variant]).integers(2**31))
        drawn = scene.sprites[key] = draw_prop(kind, wanted, seed, scene.light, tint)
    return drawn


def scaled(sprite: Array, height_px: float) -> Array:
    """The stamp at another height, values kept in [0, 1]."""
    size = max(SMALLEST_PX, round(height_px))
    if sprite.shape[0] == size:
        return sprite
    width = max(1, round(sprite.shape[1] * size / sprite.shape[0]))
    how = cv2.INTER_AREA if size < sprite.shape[0] else cv2.INTER_LINEAR
    return np.clip(cv2.resize(sprite, (width, size), interpolation=how), 0, 1)


def looks(sprite: Array) -> float:
    """Positive when the head, which is where a prop's upper third has its weight, is on the right."""
    weight = sprite[: max(1, sprite.shape[0] // 3), :, 3].sum(axis=0)
    middle = (weight * np.arange(len(weight))).sum() / max(float(weight.sum()), 1e-6)
    return float(middle - len(weight) / 2)


def blurred(sprite: Array, sigma_px: float) -> Array:
    """Blur a premultiplied stamp; it grows on three sides, its feet stay on the lower edge."""
    if sigma_px < 0.33:
        return sprite
    margin = int(np.ceil(2.5 * sigma_px))
    padded = np.pad(sprite, ((margin, margin), (margin, margin), (0, 0)))
    return soften(padded, sigma_px)[:-margin]
