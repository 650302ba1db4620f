"""What the network gets to see: the subject before a plate of a new background, and the mask of where to paint."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ...arrays import Array, fitted_size, resize
from ..base import Canvas
from ..grown import filled

SOLID_ALPHA = 0.99
NEUTRAL = 0.5
"""The grey that an inpainting model saw under its mask when it was trained."""
FADE_CELLS = 4
"""How far the colours along the subject's edge reach into the grey: as far as the encoder smears them."""
LEAST_STRENGTH = 0.45
"""Of the noise that is laid over a sketch which is followed closely: less, and it stays a drawing."""

Mask = npt.NDArray[np.bool_]
"""(H, W), True = paint here."""


@dataclass(frozen=True)
class Job:
    """picture: (H, W, 3), sRGB in [0, 1]: the subject, and the sketch or grey where to paint. mask: there, in whole
    cells of the model's latent picture. strength: how much of the picture is replaced by noise there, 1 = all.
    """

    picture: Array
    mask: Mask
    strength: float

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.mask.shape[1], self.mask.shape[0]


def job_for(canvas: Canvas, pixels: int, cell_px: int, margin_cells: float = 1.0) -> Job:
    """The job of painting around a canvas' subject, with at most `pixels`, each side a multiple of `cell_px`."""
    width, height = (
        max(side // cell_px, 1) * cell_px if canvas.alpha.size > pixels else side
        for side in fitted_size(*canvas.size, pixels)
    )
    foreground, alpha = resize(canvas.foreground, width, height), resize(canvas.alpha, width, height)
    mask = whole_cells(paint_mask(alpha, round(margin_cells * cell_px)), cell_px)
    if canvas.sketch is None:
        return Job(over_plate(foreground, mask, edge_plate(foreground, mask, FADE_CELLS * cell_px)), mask, 1.0)
    sketch = resize(canvas.sketch, width, height)
    return Job(over_plate(foreground, mask, sketch), mask, 1.0 - canvas.follow * (1.0 - LEAST_STRENGTH))


def paint_mask(alpha: Array, margin_px: int) -> Mask:
    """Where the model paints: the background, grown over the subject's soft edge, not over the solid subject.

    Args:
        alpha: (H, W) in [0, 1], 1 = subject.
        margin_px: how far it may grow.
    Returns:
        (H, W), True where alpha is below one half, and within `margin_px` of that where it is below `SOLID_ALPHA`.
        Soft places deep inside the subject, where the cut-out was unsure, stay for the model to see.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin_px + 1, 2 * margin_px + 1))
    near_background = cv2.dilate((alpha < 0.5).astype(np.uint8), disc) > 0
    painted: Mask = near_background & (alpha < SOLID_ALPHA)
    return painted


def whole_cells(mask: Mask, cell_px: int) -> Mask:
    """The mask in whole cells, those with any paint in them: a cell that is half kept would keep its other half too.

    mask: (H, W), sides of any length; the last cells may be cut off.
    """
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % cell_px), (0, -width % cell_px)))
    rows, columns = padded.shape[0] // cell_px, padded.shape[1] // cell_px
    cells = padded.reshape(rows, cell_px, columns, cell_px).any(axis=(1, 3))
    snapped: Mask = cells.repeat(cell_px, axis=0).repeat(cell_px, axis=1)[:height, :width]
    return snapped


def edge_plate(foreground: Array, mask: Mask, reach_px: int) -> Array:
    """Grey that near the border takes on the colours of what is kept: an encoder smears what lies side by side.

    foreground: (H, W, 3). mask: (H, W). Neither shows anything of the old background: it lies under the mask.
    """
    kept = (~mask).astype(np.float32)
    distance = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    nearness = np.clip(1 - distance / np.float32(reach_px), 0, 1)[..., None] * (kept.max() > 0)
    extended = filled(foreground * kept[..., None], kept)
    return np.asarray(NEUTRAL + nearness * (extended - NEUTRAL), np.float32)


def over_plate(foreground: Array, mask: Mask, plate: Array) -> Array:
    """The plate wherever `mask` says paint, so that no trace of the old background reaches the model."""
    return np.where(mask[..., None], plate, foreground)
