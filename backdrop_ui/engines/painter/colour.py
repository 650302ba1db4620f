"""Colours and curves of the Painter: everything between the palette and the last pixel is linear light."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ...arrays import Array, Numbers, encode_srgb, linear

__all__ = ["BYTE_TO_LINEAR", "LUMA", "Numbers", "encode_srgb", "linear", "luminance", "mix", "ramp", "smoothstep"]

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Rec. 709 weights of linear light."""


BYTE_TO_LINEAR: Array = linear(np.arange(256, dtype=np.float32) / 255)


def smoothstep(low: float, high: float, x: Numbers) -> Array:
    """0 below `low`, 1 above `high`, smooth between; falls instead of rising when low > high."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def mix(a: Numbers, b: Numbers, t: Numbers | float) -> Array:
    """a where t = 0, b where t = 1; a 2-D `t` weights colours too."""
    weight = np.asarray(t, np.float32)
    if weight.ndim == 2 and max(a.ndim, b.ndim) != 2:
        weight = weight[..., None]
    return (a + (b - a) * weight).astype(np.float32, copy=False)


def ramp(t: Numbers, stops: Sequence[float], colours: Sequence[Array]) -> Array:
    """Colours along `t`, (...,) to (..., 3), mixed between increasing `stops`."""
    table = np.stack(colours).astype(np.float32)
    return np.stack([np.interp(t, stops, table[:, c]).astype(np.float32) for c in range(3)], axis=-1)


def luminance(light: Array) -> Array:
    """(H, W, 3) linear to (H, W)."""
    return cv2.transform(light, LUMA[None])
