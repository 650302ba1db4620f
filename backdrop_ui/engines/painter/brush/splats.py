"""Splats: small soft shapes by the hundred thousand, laid one over the other; leaves, petals, sparks, lights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ....arrays import Array
from ..colour import Numbers

Shape = Literal["disc", "leaf", "glow", "bokeh", "bar"]
_NUMBERS: dict[Shape, int] = {"disc": 0, "leaf": 1, "glow": 2, "bokeh": 3, "bar": 4}


@dataclass(frozen=True)
class Splats:
    """Shapes in the order in which they are laid.

    x, y: (N,) middles in pixels. long, wide: (N,) half axes in pixels (standard deviations of a glow). turn: (N,)
    radians of the long axis from the picture's x, clockwise. paint: (N, 4) premultiplied linear light; with alpha 0
    it adds light rather than cover.
    """

    x: Numbers
    y: Numbers
    long: Numbers
    wide: Numbers
    turn: Numbers
    paint: Numbers


def lay_splats(canvas: Array, splats: Splats, shape: Shape) -> None:
    """Lay them on linear light, (H, W, 3), or a premultiplied canvas, (H, W, 4), in place, on two cores.

    Shapes thinner than a pixel grow to it and fade instead, so that a preview looks like the large picture.
    """
    from ..jit import in_bands
    from .splat_kernel import splat

    if not len(splats.x):
        return
    fields = splats.x, splats.y, splats.long, splats.wide, splats.turn, splats.paint
    x, y, long, wide, turn, paint = (np.ascontiguousarray(field, np.float32) for field in fields)

    def lay(first: int, last: int) -> None:
        splat(canvas, x, y, long, wide, turn, paint, _NUMBERS[shape], first, last)

    in_bands(canvas.shape[0], lay)


def opaque(colour: Numbers, alpha: Numbers | float = 1.0) -> Array:
    """(N, 3) colours to (N, 4) premultiplied paints that cover by alpha, (N,) or one number."""
    cover = np.broadcast_to(np.asarray(alpha, np.float32), colour.shape[:1])[:, None]
    return np.concatenate([colour * cover, cover], axis=1).astype(np.float32)


def light(colour: Numbers) -> Array:
    """(N, 3) colours to (N, 4) paints that add."""
    return np.pad(colour, ((0, 0), (0, 1))).astype(np.float32)


def round_splats(x: Numbers, y: Numbers, radius: Numbers, paint: Numbers) -> Splats:
    """Splats without a direction."""
    return Splats(x, y, radius, radius, np.zeros(len(x), np.float32), paint)
