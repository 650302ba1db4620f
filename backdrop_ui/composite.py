"""The subject in the scene: light match, contact shadow, "over"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from .arrays import Array, fitted_size, resize, to_8bit
from .brief import Light
from .engines.base import Backdrop, Canvas
from .placement import extents

Look = Literal["natural", "off"]

PROXY_PIXELS = 200_000
MAX_GAIN = 0.14
"""The light match moves no colour of the subject by more than this share."""


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
    share = alpha[..., None]
    result = (1 - share) * backdrop
    result += share * foreground
    return result


@dataclass(frozen=True)
class Composite:
    """A finished picture, (H, W, 3), and whether and where something of the scene lies over the subject, (H, W)."""

    picture: Array
    covered: Array | None = None


def compose(canvas: Canvas, backdrop: Backdrop, look: Look = "natural") -> Composite:
    """Put the subject of `canvas` in front of `backdrop`.

    `off` is nothing but `over`. `natural` also moves the subject's low frequencies towards the scene's light by at most
    `MAX_GAIN`, lays a soft shadow on the ground under a whole figure, and puts the scene's front layer over it.
    """
    if look == "off":
        return Composite(over(canvas.foreground, canvas.alpha, backdrop.picture))
    scene = backdrop.picture
    if backdrop.ground is not None:
        scene = _with_shadow(scene, canvas.alpha, backdrop.light)
    picture = over(_lit(canvas, backdrop), canvas.alpha, scene)
    if backdrop.front is None:
        return Composite(picture)
    return Composite(over(backdrop.front[..., :3], backdrop.front[..., 3], picture), backdrop.front[..., 3])


def _lit(canvas: Canvas, backdrop: Backdrop) -> Array:
    """The foreground times a smooth gain per channel: the scene's colour cast and the side its light comes from."""
    width, height = canvas.size
    small = fitted_size(width, height, PROXY_PIXELS)
    scene = resize(backdrop.picture, *small)
    around = cv2.GaussianBlur(scene, (0, 0), 0.12 * max(small))
    grey = np.float32(scene.mean() + 1e-3)
    light = backdrop.light
    cast = np.asarray(light.colour, np.float32) / max(float(np.mean(light.colour)), 1e-3)
    side = np.float32(np.sin(np.radians(light.azimuth_deg)) * np.cos(np.radians(light.elevation_deg)))
    across = np.linspace(-1, 1, small[0], dtype=np.float32)[None, :, None] * side * light.strength
    ambience = around / around.mean(axis=2, keepdims=True).clip(1e-3) - 1
    level = (grey - 0.45) * np.float32(0.35)
    gain = 0.28 * ambience + 0.3 * light.strength * (cast - 1) + 0.10 * across + level
    gain = np.clip(gain, -MAX_GAIN, MAX_GAIN).astype(np.float32)
    lit = canvas.foreground * (1 + cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR))
    return np.clip(lit, 0, 1, out=lit)


def _with_shadow(scene: Array, alpha: Array, light: Light) -> Array:
    """A soft shadow on the ground, below a subject that is not cut off by the lower edge: near and dark, far and faint."""
    across, down = extents(alpha)
    if down.cut_at_end:
        return scene
    width, height = alpha.shape[1], alpha.shape[0]
    small = fitted_size(width, height, PROXY_PIXELS)
    scale = small[1] / height
    feet, tall = down.last * scale, (down.last - down.first) * scale
    wide = (across.last - across.first) * scale
    proxy = resize(alpha, *small)
    lean = np.float32(-np.sin(np.radians(light.azimuth_deg)) * 0.5)
    cast = _flattened(proxy, feet, squash=0.16, lean=float(lean))
    contact = _flattened(proxy, feet, squash=0.05, lean=0.0)
    near = cv2.GaussianBlur(contact, (0, 0), max(1.0, 0.02 * min(tall, wide)))
    far = cv2.GaussianBlur(cast, (0, 0), max(1.5, 0.07 * min(tall, wide)))
    dark = np.float32(0.45) * near + np.float32(0.2 + 0.25 * light.strength) * far
    shadow = cv2.resize(np.clip(dark, 0, 0.7), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(scene * (1 - shadow[..., None]), np.float32)


def _flattened(alpha: Array, feet: float, squash: float, lean: float) -> Array:
    """The silhouette laid down on the ground around the line `feet` (pixels): heights times `squash`, sheared by `lean`."""
    matrix = np.array([[1, -lean, lean * feet], [0, squash, feet * (1 - squash)]], np.float32)
    return cv2.warpAffine(alpha, matrix, alpha.shape[::-1], flags=cv2.INTER_LINEAR).astype(np.float32)


def subject_pixels_changed(composite: Composite, photo: Array, alpha: Array) -> int:
    """How many pixels with alpha = 1 differ in 8 bit from the photo's; what the scene's front layer covers is left out.

    Args:
        photo: (H, W, 3), sRGB in [0, 1], placed like the subject. alpha: (H, W).
    """
    kept = alpha == 1
    if composite.covered is not None:
        kept &= composite.covered == 0
    return int(np.count_nonzero(np.any(to_8bit(composite.picture[kept]) != to_8bit(photo[kept]), axis=-1)))
