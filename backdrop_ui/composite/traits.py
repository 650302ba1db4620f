"""What a camera left in a picture: how soft its edges are, and how noisy it is."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, Mask

BLOCK_PX = 12
LEAST_BLOCKS = 8
SMOOTHEST = 0.1
"""The noise is that of the smoothest tenth of the blocks."""
BLURS_PX = (1.0, 2.25)
"""Two blurs whose effects are compared; the lesser takes the noise away."""
CLEAREST = 0.1
"""Edges are told by the tenth of the pixels where the picture changes most,"""
SHARPEST = 0.1
"""and sharpness by the sharpest tenth of these: what is out of focus or merely shaded is no sharp edge."""
LEAST_STEP = 0.008
"""The least change from pixel to pixel that is an edge, after blurring again."""
LEAST_EDGES = 100
AWAY_PX = 4
"""So far from what is not asked for edges are looked at."""


def edge_blur_px(picture: Array, where: Mask) -> float | None:
    """How soft the sharpest edges are where `where` is true: sigma of a Gaussian blur; None where there are none.

    A photo in focus has 0 to 0.7, one blurred by a sigma of 2, 1.4 to 2; heavy compression makes it look sharper.

    Args:
        picture: (H, W, 3) in [0, 1].
        where: (H, W).
    Source:
        Zhuo & Sim, "Defocus map estimation from a single image", 2011: an edge that is blurred again loses the
        less, the softer it was.
    """
    rows = _middle_rows(where)
    asked = where[rows].astype(np.uint8)
    inner = asked.any() and cv2.erode(asked, np.ones((2 * AWAY_PX + 1,) * 2, np.uint8), borderValue=0) > 0
    if not np.any(inner):
        return None
    grey = cv2.cvtColor(picture[rows], cv2.COLOR_RGB2GRAY)
    slope, reblurred = (_slope(cv2.GaussianBlur(grey, (0, 0), sigma))[inner] for sigma in BLURS_PX)
    edges = reblurred >= max(LEAST_STEP, float(np.quantile(reblurred, 1 - CLEAREST)))
    if np.count_nonzero(edges) < LEAST_EDGES:
        return None
    # Slopes go as 1 / sqrt(own blur ** 2 + added blur ** 2).
    lost = np.maximum((slope[edges] / reblurred[edges]) ** 2, 1.01)
    own = (BLURS_PX[1] ** 2 - lost * BLURS_PX[0] ** 2) / (lost - 1)
    return float(np.sqrt(max(np.quantile(own, SHARPEST), 0)))


def _slope(grey: Array) -> Array:
    right, down = (cv2.Sobel(grey, cv2.CV_32F, dx, 1 - dx, ksize=1, scale=0.5) for dx in (1, 0))
    return cv2.magnitude(right, down)


def noise_level(picture: Array, where: Mask) -> float:
    """Standard deviation of the noise where `where` is true: that of the smoothest blocks there, since texture is none.

    picture: (H, W, 3) in [0, 1].
    Source: Immerkaer, "Fast noise variance estimation", 1996, with a median in each block: edges do not count.
    """
    rows = _middle_rows(where)
    whole = _blocks(where[rows]).all(axis=-1)
    if np.count_nonzero(whole) < LEAST_BLOCKS:
        return 0.0
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    grey = cv2.cvtColor(picture[rows], cv2.COLOR_RGB2GRAY)
    values = np.median(_blocks(np.abs(cv2.filter2D(grey, -1, kernel)))[whole], axis=-1)
    return float(np.quantile(values, SMOOTHEST)) / (6 * 0.6745)


def _blocks(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(H, W) to (rows, columns, n): the pixels of every whole block."""
    down, across = pixels.shape[0] // BLOCK_PX, pixels.shape[1] // BLOCK_PX
    cut = pixels[: down * BLOCK_PX, : across * BLOCK_PX].reshape(down, BLOCK_PX, across, BLOCK_PX)
    return cut.swapaxes(1, 2).reshape(down, across, BLOCK_PX**2)


def _middle_rows(where: Mask) -> slice:
    """At most a thousand rows around the middle of what is asked for: enough to tell, and quick at 12 megapixels."""
    rows = np.flatnonzero(where.any(axis=1))
    if not len(rows):
        return slice(0, 0)
    middle = int(rows[len(rows) // 2])
    return slice(max(0, middle - 500), middle + 500)
