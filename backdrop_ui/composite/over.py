"""Laying one picture over another, a strip of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..arrays import Array

STRIP_ROWS = 64


def over(foreground: Array, alpha: Array, backdrop: Array) -> Array:
    """Lay a subject over a backdrop: alpha * foreground + (1 - alpha) * backdrop.

    Args:
        foreground: (H, W, 3), sRGB in [0, 1]; estimated subject colours, not the photo's mixed pixels.
        alpha: (H, W), 0 = backdrop, 1 = subject.
        backdrop: (H, W, 3), sRGB in [0, 1], same size as `foreground`.
    Returns:
        (H, W, 3), sRGB in [0, 1].
    Raises:
        ValueError: if the sizes differ.
    Source:
        Porter & Duff, "Compositing Digital Images", 1984.
    """
    if not foreground.shape[:2] == alpha.shape == backdrop.shape[:2]:
        raise ValueError(f"expected one size, got {foreground.shape[:2]}, {alpha.shape} and {backdrop.shape[:2]}")
    result = np.empty_like(backdrop)
    for rows in strips(alpha):
        share = alpha[rows, :, None]
        np.multiply(1 - share, backdrop[rows], out=result[rows])
        result[rows] += share * foreground[rows]
    return result


def strips(alpha: Array) -> Iterator[slice]:
    """Rows few enough to stay in the processor's cache: several times faster at 12 megapixels."""
    return (slice(top, top + STRIP_ROWS) for top in range(0, len(alpha), STRIP_ROWS))
