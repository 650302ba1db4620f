"""The loop behind `splats`; imported when the first splat is laid, as numba takes a second to load."""

from __future__ import annotations

import math

import numpy as np

from ....arrays import Array
from ..jit import njit


@njit
def splat(  # noqa: PLR0913, PLR0917 - a kernel takes its arrays one by one
    canvas: Array,
    xs: Array,
    ys: Array,
    longs: Array,
    wides: Array,
    turns: Array,
    paints: Array,
    shape: int,
    first: int,
    last: int,
) -> None:
    """Lay shapes on the rows from `first` to `last` of a canvas, (H, W, 3 or 4), in place.

    shape: 0 ellipse, 1 leaf with a tip at both ends and one half brighter, 2 Gaussian, 3 disc out of focus,
    4 bar, round as wood and lit on the side of its v axis.
    """
    width, channels = canvas.shape[1], canvas.shape[2]
    least = np.float32(0.5)
    for k in range(xs.shape[0]):
        a, b = max(longs[k], least), max(wides[k], least)
        fade = min(longs[k] / a, np.float32(1)) * min(wides[k] / b, np.float32(1))
        cos, sin = np.float32(math.cos(turns[k])), np.float32(math.sin(turns[k]))
        grow = np.float32(2.8) if shape == 2 else np.float32(1)
        half_x = math.sqrt((a * cos) ** 2 + (b * sin) ** 2) * grow + 1
        half_y = math.sqrt((a * sin) ** 2 + (b * cos) ** 2) * grow + 1
        top, bottom = max(first, math.floor(ys[k] - half_y)), min(last, math.ceil(ys[k] + half_y))
        left, right = max(0, math.floor(xs[k] - half_x)), min(width, math.ceil(xs[k] + half_x))
        cover = paints[k, 3] * fade
        for row in range(top, bottom):
            dy = np.float32(row + 0.5) - ys[k]
            for column in range(left, right):
                dx = np.float32(column + 0.5) - xs[k]
                u, v = (dx * cos + dy * sin) / a, (dy * cos - dx * sin) / b
                gain = np.float32(1)
                if shape == 0:
                    inside = (1 - math.sqrt(u * u + v * v)) * b + np.float32(0.5)
                elif shape == 1:
                    inside = (1 - u * u - abs(v)) * b + np.float32(0.5)
                    gain += np.float32(0.16) * max(np.float32(-1), min(np.float32(1), v * 4))
                elif shape == 2:
                    r2 = u * u + v * v
                    inside = np.float32(math.exp(-0.5 * r2)) if r2 < 7.84 else np.float32(0)
                elif shape == 4:
                    inside = min((1 - abs(u)) * a, (1 - abs(v)) * b) + np.float32(0.5)
                    facing = max(np.float32(0), min(v, np.float32(1)))
                    gain = np.float32(0.75) + np.float32(0.2) * v + np.float32(1.5) * facing * facing * facing
                else:
                    r = math.sqrt(u * u + v * v)
                    inside = (1 - r) * b / max(np.float32(1), np.float32(0.07) * b) + np.float32(0.5)
                    gain = np.float32(0.66 + 0.34 * min(r, 1.0) ** 5)
                if inside <= 0:
                    continue
                inside = min(inside, np.float32(1))
                keep = 1 - inside * cover
                lit = inside * fade * gain
                for c in range(3):
                    canvas[row, column, c] = canvas[row, column, c] * keep + lit * paints[k, c]
                if channels == 4:
                    canvas[row, column, 3] = canvas[row, column, 3] * keep + inside * cover
