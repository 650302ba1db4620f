"""One lens and one film for both: the backdrop as soft as the framing asks for, and as grainy as the photo is."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, Mask
from ..engines.base import Backdrop, Canvas
from ..placement import extents

HEAD_SHOT = (0.40, 0.75)
"""Width of a subject cut off below, as a share of the picture's, from which on the backdrop softens, and fully has."""
SOFTEST = 0.005
"""Blur of a head shot's far backdrop: sigma as a share of the longer side."""
SUBJECT_M = 2.5
MOST_GRAIN = 0.03


def same_lens(canvas: Canvas, backdrop: Backdrop) -> Array:
    """The backdrop's picture, (H, W, 3), out of focus with its depth where a head or a bust fills the frame."""
    across, down = extents(canvas.alpha)
    share = (across.last - across.first) / across.length
    close = float(np.clip((share - HEAD_SHOT[0]) / (HEAD_SHOT[1] - HEAD_SHOT[0]), 0, 1))
    if backdrop.depth is None or not down.cut_at_end or close == 0:
        return backdrop.picture
    sigma = SOFTEST * close * max(canvas.size)
    far = np.clip(1 - SUBJECT_M / np.maximum(backdrop.depth, 0.01), 0, 1).astype(np.float32)
    far = cv2.GaussianBlur(far, (0, 0), max(0.5, sigma / 2))[..., None]
    soft = _blurred(backdrop.picture, sigma)
    return backdrop.picture + far * (soft - backdrop.picture)


def _blurred(picture: Array, sigma: float) -> Array:
    """A Gaussian blur, at reduced size where it is strong: it looks the same there."""
    step = max(1, int(sigma / 2))
    height, width = picture.shape[:2]
    size = (max(1, width // step), max(1, height // step))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.3, sigma / step))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def same_film(picture: Array, canvas: Canvas) -> Array:
    """The picture, (H, W, 3), with the grain that the photo has and the backdrop lacks; the subject keeps its own."""
    inside = canvas.alpha >= 0.999
    lacking = noise_level(canvas.foreground, inside) ** 2 - noise_level(picture, canvas.alpha < 0.001) ** 2
    if lacking < 1e-6:
        return picture
    strength = np.float32(min(lacking**0.5, MOST_GRAIN))
    grain = np.random.default_rng(0).standard_normal(picture.shape[:2], dtype=np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.6) * np.float32(1 / 0.55)  # A camera's noise is not sharp to the pixel.
    grain *= strength * (1 - canvas.alpha)
    result = picture + grain[..., None]
    return np.clip(result, 0, 1, out=result)


def noise_level(picture: Array, where: Mask) -> float:
    """Standard deviation of the noise where `where` is true: the median of a difference that plain shades do not have.

    picture: (H, W, 3) in [0, 1].
    Source: Immerkaer, "Fast noise variance estimation", 1996, with a median instead of the mean: edges do not count.
    """
    rows = _middle_rows(where)
    if rows.stop == 0:
        return 0.0
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    grey = cv2.cvtColor(picture[rows], cv2.COLOR_RGB2GRAY)
    inside = cv2.erode(where[rows].astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0).astype(bool)
    values = np.abs(cv2.filter2D(grey, -1, kernel)[inside])
    return float(np.median(values)) / (6 * 0.6745) if values.size > 100 else 0.0


def _middle_rows(where: Mask) -> slice:
    """At most a thousand rows around the middle of what is asked for: enough to tell, and quick at 12 megapixels."""
    rows = np.flatnonzero(where.any(axis=1))
    if not len(rows):
        return slice(0, 0)
    middle = int(rows[len(rows) // 2])
    return slice(max(0, middle - 500), middle + 500)
