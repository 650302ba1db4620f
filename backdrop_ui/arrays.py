"""The arrays everything is made of, and the two conversions at the edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
"""RGB (H, W, 3), RGBA (H, W, 4) or alpha (H, W), float32 in [0, 1], sRGB-encoded unless a name says linear."""

Bytes8 = npt.NDArray[np.uint8]

Mask = npt.NDArray[np.bool_]

Numbers = npt.NDArray[np.floating[Any]]
"""Floats of any width, as arithmetic leaves them; helpers take these and answer in float32."""

Rgb = tuple[float, float, float]
"""One sRGB colour, each channel in [0, 1]."""


def to_float(pixels: Bytes8) -> Array:
    """8-bit values to float32 in [0, 1]."""
    return pixels.astype(np.float32) / np.float32(255)


def to_8bit(pixels: Array) -> Bytes8:
    """Values in [0, 1] to 8 bit, rounded; the exact inverse of `to_float`."""
    scaled = pixels * np.float32(255)
    scaled += np.float32(0.5)
    return np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)


def resize(pixels: Array, width: int, height: int) -> Array:
    """Resize to `height` x `width` pixels: area means going down, bicubic (clamped to [0, 1]) going up."""
    if pixels.shape[:2] == (height, width):
        return pixels
    shrinking = width * height < pixels.shape[0] * pixels.shape[1]
    resized = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC)
    return np.clip(resized, 0, 1).astype(np.float32, copy=False)


def fitted_size(width: int, height: int, max_pixels: int) -> tuple[int, int]:
    """The largest (width, height) of the same shape with at most `max_pixels`; never enlarges."""
    scale = min(1.0, (max_pixels / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def window_around(mask: Mask, margin_px: int) -> tuple[slice, slice]:
    """The rows and columns of the box around all that is True, with a margin."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    rows = slice(max(0, y - margin_px), y + height + margin_px)
    return rows, slice(max(0, x - margin_px), x + width + margin_px)


def linear(colour: Rgb | Sequence[float] | Numbers) -> Array:
    """sRGB in [0, 1] to linear light, any shape."""
    srgb = np.asarray(colour, np.float32)
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def encode_srgb(light: Array) -> Array:
    """Linear light in [0, 1] to sRGB."""
    curve = cv2.pow(np.maximum(light, 0.0031308), 1 / 2.4).reshape(light.shape)
    curve *= np.float32(1.055)
    curve -= np.float32(0.055)
    return np.where(light <= 0.0031308, light * np.float32(12.92), curve)
