"""Props as stamps: drawn once for a scene, then used at other sizes, either way round, blurred."""

from __future__ import annotations

from concurrent.futures import Future

import cv2
import numpy as np

from ....arrays import Array, Rgb, to_8bit
from ..colour import BYTE_TO_LINEAR
from ..props import draw_prop
from ..scene import Scene
from .stamps import soften

SMALLEST_PX = 3
DRAWN = (0.1, 0.3)
"""Heights in units that props are drawn at, once: shrunk for smaller places; what is taller stands behind the focus."""


def stock(scene: Scene, kind: str, variant: int, tint: Rgb | None, tallest: float) -> Array:
    """A prop as premultiplied linear light, for heights up to `tallest` units.

    Drawn when first needed, by whoever needs it first, the painting itself or the thread that draws ahead; the other
    waits. What is drawn depends on neither.
    """
    drawn = DRAWN[0] if tallest < 1.2 * DRAWN[0] else DRAWN[1]
    key = (kind, variant, tint, drawn)
    with scene.sprites_lock:
        mine = key not in scene.sprites
        sprite = scene.sprites.setdefault(key, Future())
    if mine:
        try:
            sprite.set_result(_drawn(scene, kind, variant, tint, drawn))
        except BaseException as error:
            sprite.set_exception(error)
    return sprite.result()


def _drawn(scene: Scene, kind: str, variant: int, tint: Rgb | None, drawn: float) -> Array:
    seed = int(np.random.default_rng([scene.seed, variant]).integers(2**31))
    straight = draw_prop(kind, max(SMALLEST_PX, round(scene.px(drawn))), seed, scene.light, tint)
    alpha = straight[..., 3:]
    return np.concatenate([BYTE_TO_LINEAR[to_8bit(straight[..., :3])] * alpha, alpha], axis=-1)


def scaled(sprite: Array, height_px: float, mirrored: bool) -> Array:
    """A copy of the stamp at another height, and the other way round if wanted."""
    size = max(SMALLEST_PX, round(height_px))
    width = max(1, round(sprite.shape[1] * size / sprite.shape[0]))
    how = cv2.INTER_AREA if size < sprite.shape[0] else cv2.INTER_LINEAR
    resized = cv2.resize(sprite, (width, size), interpolation=how)
    return np.ascontiguousarray(resized[:, ::-1]) if mirrored else resized


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
