"""The subject's own colours where photo and backdrop mix: what keeps an old background from shining through hair."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize

FAR_PIXELS, WORK_PIXELS = 100_000, 750_000
FAR_PASSES = ((0.3, 64), (0.15, 32), (0.07, 16), (0.03, 8))
NEAR_PASSES = ((0.015, 4), (0.007, 2), (0.003, 1), (0.0015, 1))
"""Reach, as a share of the longer side, and power of the weights of each pass; the far ones at a smaller size.

The paper has two passes, far and near, with plain weights. In wide bands, such as hair, most of what they average is
mixed itself; the powers let sure pixels speak first, and each pass halves the reach of the one before it.
"""
TINY = np.float32(1e-9)
Passes = tuple[tuple[float, int], ...]


def estimate_foreground(pixels: Array, alpha: Array) -> Array:
    """Estimate the subject's colours by blur-fusion, coarse to fine, at reduced size, applied in the band at full size.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        alpha: (H, W) in [0, 1].
    Returns:
        (H, W, 3), sRGB in [0, 1]: the photo's own values, bit for bit, where alpha = 1; the estimate elsewhere in the
        band; 0 where alpha = 0.
    Raises:
        ValueError: if the sizes differ.
    Source:
        Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021.
    """
    if pixels.shape[:2] != alpha.shape:
        raise ValueError(f"expected alpha of {pixels.shape[:2]}, got {alpha.shape}")
    far, near = (fitted_size(alpha.shape[1], alpha.shape[0], limit) for limit in (FAR_PIXELS, WORK_PIXELS))
    front, back = _blurred_layers(resize(pixels, *far), resize(alpha, *far), FAR_PASSES)
    front, back = _blurred_layers(resize(pixels, *near), resize(alpha, *near), NEAR_PASSES, front, back)
    foreground = pixels * (alpha > 0)[..., None]
    ys, xs = np.nonzero((alpha > 0) & (alpha < 1))
    if len(ys):
        share = alpha[ys, xs, None]
        near_front, near_back = (_sample(layer, xs, ys, alpha.shape) for layer in (front, back))
        mixed = share * near_front + (1 - share) * near_back
        foreground[ys, xs] = np.clip(near_front + share * (pixels[ys, xs] - mixed), 0, 1)
    return foreground


def _blurred_layers(
    pixels: Array, alpha: Array, passes: Passes, front: Array | None = None, back: Array | None = None
) -> tuple[Array, Array]:
    """Local means of foreground and background colour, each weighted by its own share: two (H, W, 3).

    front, back: the means found at a smaller size, if any.
    """
    share = alpha[..., None]
    near_front, near_back = (_same_size(layer, pixels) for layer in (front, back))
    for radius, power in passes:
        unexplained = pixels - share * near_front - (1 - share) * near_back
        reach = 2 * max(1, round(radius * max(alpha.shape))) + 1
        fused_front = np.clip(near_front + share * unexplained, 0, 1)
        fused_back = np.clip(near_back + (1 - share) * unexplained, 0, 1)
        near_front = _weighted_mean(fused_front, share**power, reach)
        near_back = _weighted_mean(fused_back, (1 - share) ** power, reach)
    return near_front, near_back


def _same_size(layer: Array | None, pixels: Array) -> Array:
    """The layer as large as the picture; the picture itself at the start, when nothing is known of the layer."""
    if layer is None or layer.shape == pixels.shape:
        return pixels if layer is None else layer
    return cv2.resize(layer, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def _weighted_mean(colours: Array, weight: Array, reach: int) -> Array:
    """Mean over a square window; where there is hardly any weight in it, the pixel's own colour."""
    total = cv2.blur(colours * weight, (reach, reach)) + TINY * colours
    return np.asarray(total / (cv2.blur(weight, (reach, reach))[..., None] + TINY), np.float32)


def _sample(layer: Array, xs: np.ndarray, ys: np.ndarray, shape: tuple[int, ...]) -> Array:
    """Bilinear samples of a reduced layer at full-size pixel positions: (N, 3)."""
    columns = 4096  # OpenCV's remap takes at most 32767 columns
    count = len(xs)
    padded = -(-count // columns) * columns
    x = np.zeros(padded, np.float32)
    y = np.zeros(padded, np.float32)
    x[:count] = (xs + 0.5) * (layer.shape[1] / shape[1]) - 0.5
    y[:count] = (ys + 0.5) * (layer.shape[0] / shape[0]) - 0.5
    maps = (x.reshape(-1, columns), y.reshape(-1, columns))
    sampled = cv2.remap(layer, *maps, interpolation=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return sampled.reshape(-1, 3)[:count].astype(np.float32)
