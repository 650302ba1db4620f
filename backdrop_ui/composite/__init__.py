"""The subject in the scene: its light, its shadow, one lens for both, and "over"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import Array, to_8bit
from ..engines.base import Backdrop, Canvas
from .ground import ground
from .lens import same_film, same_lens, same_sharpness, soften
from .light import relit
from .over import over, strips

__all__ = ["Composite", "Look", "compose", "over", "subject_pixels_changed"]

Look = Literal["natural", "off"]


@dataclass(frozen=True)
class Composite:
    """A finished picture, (H, W, 3), and whether and where something of the scene lies over the subject, (H, W)."""

    picture: Array
    covered: Array | None = None


def compose(
    canvas: Canvas, backdrop: Backdrop, look: Look = "natural", light: float = 1.0, front: bool = True
) -> Composite:
    """Put the subject of `canvas` in front of `backdrop`.

    `off` is nothing but `over`. `natural` is one photograph: the scene softens as a lens would for the framing, and as
    far as the photo itself is soft, a whole figure throws a shadow and mirrors in a glossy floor, the subject takes on
    the scene's light within the bounds of `light.py`, the scene takes on the photo's grain, and its front layer lies
    over the subject.

    Args:
        light: how much of the light match, 0 to 1; only for `natural`.
        front: whether the scene's front layer is laid over.
    """
    if look == "off":
        return Composite(over(canvas.foreground, canvas.alpha, backdrop.picture))
    picture = backdrop.picture.copy()
    same_lens(picture, canvas, backdrop.depth)
    softened_px = same_sharpness(picture, canvas)
    lit = relit(canvas, picture, backdrop.light, light)
    ground(picture, canvas, backdrop)
    same_film(picture, canvas)
    for rows, colour in lit:
        picture[rows] = over(colour, canvas.alpha[rows], picture[rows])
    if backdrop.front is None or not front:
        return Composite(picture)
    layer = _soft(backdrop.front, softened_px)
    for rows in strips(canvas.alpha):
        picture[rows] = over(layer[rows, :, :3], layer[rows, :, 3], picture[rows])
    return Composite(picture, layer[..., 3])


def _soft(front: Array, sigma: float) -> Array:
    """A front layer, (H, W, 4), as soft as the rest of the scene has become."""
    if sigma == 0:
        return front
    premultiplied = np.concatenate([front[..., :3] * front[..., 3:], front[..., 3:]], axis=-1)
    soften(premultiplied, sigma)
    premultiplied[..., :3] /= np.maximum(premultiplied[..., 3:], np.float32(1e-4))
    return np.clip(premultiplied, 0, 1, out=premultiplied)


def subject_pixels_changed(composite: Composite, photo: Array, alpha: Array) -> int:
    """How many pixels with alpha = 1 differ in 8 bit from the photo's; what the scene's front layer covers is left out.

    Args:
        photo: (H, W, 3), sRGB in [0, 1], placed like the subject. alpha: (H, W).
    """
    changed = 0
    for rows in strips(alpha):
        kept = alpha[rows] == 1
        if composite.covered is not None:
            kept &= composite.covered[rows] == 0
        different = (to_8bit(composite.picture[rows]) != to_8bit(photo[rows])).any(axis=-1)
        changed += int(np.count_nonzero(different & kept))
    return changed
