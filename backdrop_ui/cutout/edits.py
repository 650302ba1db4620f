"""What a person changes about a cut-out, as data, and the one place where it is applied."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from pydantic import TypeAdapter, ValidationError

from ..arrays import Array, fitted_size, resize, to_8bit, to_float, window_around
from ..errors import CutoutError
from .band import ball
from .parts import keep_parts
from .refine import refine
from .snap import Stroke, meant_by

BRUSH_PIXELS = 400_000
"""Strokes are understood on a proxy of this size; their edges are then refined on the photo itself."""
MAX_GROW_PX = MAX_FEATHER_PX = 100
STEP_PX = 7
"""Growing goes in rounds of at most this radius: a large disc costs by its area."""


@dataclass(frozen=True)
class Edits:
    """Changes to a cut-out, applied in this order.

    keep: numbers of the parts to keep, None for all. invert: keep what was background. strokes: of the brush, the later
    ones over the earlier ones. grow_px: outwards, or inwards if negative. feather_px: width of the softened edge. Both
    in pixels of the photo.
    """

    keep: tuple[int, ...] | None = None
    invert: bool = False
    strokes: tuple[Stroke, ...] = ()
    grow_px: int = 0
    feather_px: int = 0

    def __post_init__(self) -> None:
        if not -MAX_GROW_PX <= self.grow_px <= MAX_GROW_PX:
            raise ValueError(f"expected grow_px within {MAX_GROW_PX}, got {self.grow_px}")
        if not 0 <= self.feather_px <= MAX_FEATHER_PX:
            raise ValueError(f"expected feather_px from 0 to {MAX_FEATHER_PX}, got {self.feather_px}")


NO_EDITS = Edits()


def edits_from_data(**fields: object) -> Edits:
    """Edits from outside: the fields of `Edits` as JSON has them, strokes as `{kind, radius, points: [[x, y]]}`.

    Raises:
        CutoutError: if they are not what they should be.
    """
    try:
        return TypeAdapter(Edits).validate_python(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CutoutError(f"These changes of the cut-out cannot be used ({where}: {first['msg']}).") from error


def edited(pixels: Array, alpha: Array, edits: Edits) -> Array:
    """Apply edits to an alpha; the alpha itself where there are none.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        alpha: (H, W) in [0, 1].
    Raises:
        CutoutError: if a part to keep is not there.
    """
    if edits.keep is not None:
        alpha = keep_parts(alpha, edits.keep)
    if edits.invert:
        alpha = 1 - alpha
    if edits.strokes:
        alpha = brushed(pixels, alpha, edits.strokes)
    if edits.grow_px:
        alpha = grown(alpha, edits.grow_px)
    if edits.feather_px:
        alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), edits.feather_px / 2), np.float32)
    return alpha


def brushed(pixels: Array, alpha: Array, strokes: tuple[Stroke, ...]) -> Array:
    """An alpha (H, W) after strokes: each fills up to the edges it meets, with soft edges at the photo's own size."""
    width, height = fitted_size(alpha.shape[1], alpha.shape[0], BRUSH_PIXELS)
    small = resize(pixels, width, height)
    subject = resize(alpha, width, height) > 0.5
    kept, removed = np.zeros_like(subject), np.zeros_like(subject)
    for stroke in strokes:
        meant = meant_by(stroke, small, subject)
        keeping = stroke.kind == "keep"
        subject = np.where(meant, keeping, subject)
        kept, removed = np.where(meant, keeping, kept), np.where(meant, not keeping, removed)
    alpha = alpha.copy()
    _lay(pixels, kept.astype(np.float32), alpha, keeping=True)
    _lay(pixels, removed.astype(np.float32), alpha, keeping=False)
    return alpha


def _lay(pixels: Array, meant: Array, alpha: Array, keeping: bool) -> None:
    """Set the alpha in place to 1 or to 0 where `meant`, (h, w) at the proxy's size, is 1, along the photo's edges."""
    if not meant.any():
        return
    scale = alpha.shape[0] / meant.shape[0]
    rows, columns = (
        slice(round(side.start * scale), round(side.stop * scale)) for side in window_around(meant > 0, margin_px=16)
    )
    box = rows, columns
    soft = cv2.GaussianBlur(meant, (0, 0), 1)
    full = cv2.resize(soft, alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)[box]
    share = refine(pixels[box], full)
    alpha[box] = np.maximum(alpha[box], share) if keeping else np.minimum(alpha[box], 1 - share)


def grown(alpha: Array, grow_px: int) -> Array:
    """An alpha (H, W) whose edge has moved outwards by `grow_px` pixels, inwards if negative; as soft as it was."""
    values = to_8bit(alpha)
    change = cv2.dilate if grow_px > 0 else cv2.erode
    left = abs(grow_px)
    while left > 0:
        radius = min(left, STEP_PX)
        values = change(values, ball(radius))
        left -= radius
    return to_float(values)
