"""The baseline of `benchmarks.edges`: a plain fast guided filter, which is what `refine` was at first."""

from __future__ import annotations

import cv2
import numpy as np

from backdrop_ui.arrays import Array, fitted_size, resize
from backdrop_ui.cutout.refine import STRIP_ROWS, enlarged_rows

GUIDE_PIXELS = 400_000
LOW, HIGH = 0.06, 0.94
UNSURE, SURELY_IN, SURELY_OUT = range(3)


def guided_filter(pixels: Array, probability: Array) -> Array:
    """Snap a probability to the photo's edges by a fast guided filter (He & Sun, 2015).

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        probability: (H, W) in [0, 1].
    Returns:
        alpha, (H, W) in [0, 1]; exactly 0 and 1 outside the band.
    """
    height, width = probability.shape
    size = fitted_size(width, height, GUIDE_PIXELS)
    guide = resize(pixels, *size)
    small = resize(probability, *size)
    radius_px = max(2, round(0.006 * max(size)))
    slope, offset = _guided(guide, small, radius_px, epsilon=1e-4)
    alpha = np.empty((height, width), np.float32)
    for top in range(0, height, STRIP_ROWS):  # strips keep twelve megapixels within a few megabytes
        rows = slice(top, min(top + STRIP_ROWS, height))
        local = enlarged_rows(slope, rows, width, height)
        np.einsum("hwc,hwc->hw", local, pixels[rows], out=alpha[rows])
        alpha[rows] += enlarged_rows(offset, rows, width, height)
    return _confident(alpha, small, radius_px)


def _guided(guide: Array, values: Array, radius_px: int, epsilon: float) -> tuple[Array, Array]:
    """Coefficients of the local linear model `values = slope . guide + offset`: (H, W, 3) and (H, W)."""

    def mean(array: Array) -> Array:
        return cv2.blur(array, (2 * radius_px + 1, 2 * radius_px + 1)).astype(np.float32)

    mean_guide, mean_values = mean(guide), mean(values)
    covariance = mean(guide * values[..., None]) - mean_guide * mean_values[..., None]
    products = mean((guide[..., :, None] * guide[..., None, :]).reshape(*values.shape, 9))
    variance = products.reshape(*values.shape, 3, 3) - mean_guide[..., :, None] * mean_guide[..., None, :]
    variance += epsilon * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(variance, covariance[..., None])[..., 0].astype(np.float32)
    offset = mean_values - np.einsum("hwc,hwc->hw", slope, mean_guide)
    return mean(slope), mean(offset)


def _confident(alpha: Array, probability: Array, radius_px: int) -> Array:
    """Keep the filter's word near the edge only, and stretch it so that faint veils and pinholes vanish.

    probability and radius_px are the reduced ones: what is sure is sure in blocks.
    """
    kernel = np.ones((2 * radius_px + 1, 2 * radius_px + 1), np.uint8)
    inside = (probability > 0.5).astype(np.uint8)
    sure = np.full(probability.shape, UNSURE, np.uint8)
    sure[(cv2.erode(inside, kernel) > 0) & (probability > 0.9)] = SURELY_IN
    sure[(cv2.dilate(inside, kernel) == 0) & (probability < 0.1)] = SURELY_OUT
    blocks = cv2.resize(sure, alpha.shape[::-1], interpolation=cv2.INTER_NEAREST)
    alpha -= np.float32(LOW)
    alpha *= np.float32(1 / (HIGH - LOW))
    np.clip(alpha, 0, 1, out=alpha)
    alpha[blocks == SURELY_IN] = 1
    alpha[blocks == SURELY_OUT] = 0
    return alpha
