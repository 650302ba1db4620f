"""From skins or a shaded picture to the RGBA that `draw_prop` promises: fitted, cropped, its colours bled outwards."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ....arrays import Array, resize
from ....brief import Light
from .blades import Blades
from .shading import shade
from .skin import Skin
from .stage import stack
from .view import View

SMALLEST_PX, LARGEST_PX = 140, 1000  # beyond, a prop is drawn at this size and resized
FINE_PX = 240  # below, a prop is drawn at up to twice its size, so that hair and teeth don't clot


def render(skins: Sequence[Skin | Blades], height_px: int, seed: int, light: Light) -> Array:
    """(h, w, 4) straight sRGB of skins, about `height_px` tall, with a margin."""
    height = float(np.clip(max(height_px, min(2 * height_px, FINE_PX)), SMALLEST_PX, LARGEST_PX))
    boxes = np.array([skin.extent for skin in skins], np.float32)
    fur = max(skin.look.fur for skin in skins)
    left, bottom = (boxes[:, :2].min(0) - fur).tolist()
    right, top = (boxes[:, 2:].max(0) + fur).tolist()
    scale = float(height / (top - bottom - 1.6 * fur))
    pad = 2 / scale
    width, tall = int((right - left + 2 * pad) * scale) + 1, int((top - bottom + 2 * pad) * scale) + 1
    stage = stack(skins, View(scale, left - pad, top + pad, width, tall), seed)
    colour = shade(stage, light)
    return np.dstack([colour, stage.alpha])


def fit(picture: Array, height_px: int) -> Array:
    """Crop to what is visible, resize to `height_px` rows, bleed the colours outwards."""
    seen = picture[..., 3] > 0.02
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    picture = bleed(picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    width = max(1, round(picture.shape[1] * height_px / picture.shape[0]))
    return resize(np.ascontiguousarray(picture), width, height_px)


def bleed(picture: Array) -> Array:
    """Replace colours where alpha is (almost) 0 by their neighbours', so that resizing makes no dark fringe."""
    h, w = picture.shape[:2]
    weight = np.where(picture[..., 3] > 0.05, picture[..., 3], 0)
    packed = np.dstack([cv2.multiply(picture[..., :3], cv2.merge([weight] * 3)), weight])
    small = cv2.resize(packed, (-(-w // 3), -(-h // 3)), interpolation=cv2.INTER_AREA)
    filled = small.mean((0, 1)) / max(float(small[..., 3].mean()), 1e-6)
    for size in (31, 9, 3):  # the nearest neighbours have the last word
        near = cv2.blur(small, (size, size)) + 1e-4 * filled
        filled = near / near[..., 3:]
    around = cv2.resize(filled, (w, h), interpolation=cv2.INTER_LINEAR)
    around[..., 3] = picture[..., 3]
    cv2.copyTo(picture, (weight > 0).astype(np.uint8), around)
    return np.asarray(around, np.float32)
