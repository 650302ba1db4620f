"""What the network gets to see: the subject before a plate of a new background, and the mask of where to paint."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ...arrays import Array, fitted_size, resize
from ..base import Canvas

SOLID_ALPHA = 0.99
MARGIN_PX = 8
"""One cell of the model's latent picture: the finest step at which it tells painted from kept."""
NEUTRAL = 0.5
"""The grey that an inpainting model saw under its mask when it was trained."""
LEAST_STRENGTH = 0.45
"""Of the noise that is laid over a sketch which is followed closely: less, and it stays a drawing."""

Mask = npt.NDArray[np.bool_]
"""(H, W), True = paint here."""


@dataclass(frozen=True)
class Job:
    """picture: (H, W, 3), sRGB in [0, 1]: the subject, and the sketch or neutral grey where to paint. mask: there.

    strength: how much of that is replaced by noise, 1 = all. size: (width, height), multiples of what the model wants.
    """

    picture: Array
    mask: Mask
    strength: float

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.mask.shape[1], self.mask.shape[0]


def job_for(canvas: Canvas, pixels: int, multiple_of: int) -> Job:
    """The job of painting around a canvas' subject, with at most `pixels`, each side a multiple of `multiple_of`."""
    width, height = (
        max(side // multiple_of, 1) * multiple_of if canvas.alpha.size > pixels else side
        for side in fitted_size(*canvas.size, pixels)
    )
    foreground, alpha = resize(canvas.foreground, width, height), resize(canvas.alpha, width, height)
    mask = paint_mask(alpha)
    if canvas.sketch is None or not canvas.follow:
        return Job(over_plate(foreground, mask, None), mask, 1.0)
    sketch = resize(canvas.sketch, width, height)
    return Job(over_plate(foreground, mask, sketch), mask, 1.0 - canvas.follow * (1.0 - LEAST_STRENGTH))


def paint_mask(alpha: Array) -> Mask:
    """Where the model paints: the background, grown over the subject's soft edge, never over the solid subject.

    Args:
        alpha: (H, W) in [0, 1], 1 = subject.
    Returns:
        (H, W), True where alpha is below one half, and within `MARGIN_PX` of that where it is below `SOLID_ALPHA`.
        Soft places deep inside the subject, where the cut-out was unsure, stay for the model to see.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1))
    near_background = cv2.dilate((alpha < 0.5).astype(np.uint8), disc) > 0
    painted: Mask = near_background & (alpha < SOLID_ALPHA)
    return painted


def over_plate(foreground: Array, mask: Mask, plate: Array | None) -> Array:
    """The plate, or grey, wherever `mask` says paint, so that no trace of the old background reaches the model."""
    return np.where(mask[..., None], np.float32(NEUTRAL) if plate is None else plate, foreground)
