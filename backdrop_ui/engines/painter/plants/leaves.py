"""Clumps of leaves: drawn once in a few shapes, then laid by the hundred."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from ....arrays import Array, to_float
from ..brush.ink import blend
from ..scene import Scene

LeafShape = Literal["broad", "frond", "needle", "blossom"]

_OUTLINES: dict[LeafShape, tuple[float, float, int]] = {
    "broad": (0.13, 0.52, 170),
    "frond": (0.5, 0.13, 70),
    "needle": (0.30, 0.10, 150),
    "blossom": (0.11, 0.85, 150),
}
"""Length of a leaf as a share of the clump's radius, its width as a share of its length, leaves in a clump."""


class Clumps:
    """A stock of clump stamps for one kind of leaf, lit from one side."""

    def __init__(
        self, shape: LeafShape, radius_px: float, light: tuple[float, float], rng: np.random.Generator
    ) -> None:
        self._stamps = [_clump(shape, max(radius_px, 2.0), light, rng) for _ in range(6)]
        self._radius_px = max(radius_px, 2.0)

    def lay(self, canvas: Array, place: tuple[float, float, float], colours: tuple[Array, Array], number: int) -> None:
        """Lay one clump at (x, y, radius) pixels, between a dark and a light colour, on a premultiplied canvas."""
        x, y, radius = place
        stamp = self._stamps[number % 6]
        if number % 24 >= 12:
            stamp = stamp[:, ::-1]
        size = max(1, round(stamp.shape[0] * radius / self._radius_px))
        left, top = round(x - size / 2), round(y - size / 2)
        if left >= canvas.shape[1] or top >= canvas.shape[0] or left + size <= 0 or top + size <= 0:
            return
        if size != stamp.shape[0]:
            how = cv2.INTER_AREA if size < stamp.shape[0] else cv2.INTER_LINEAR
            stamp = cv2.resize(stamp, (size, size), interpolation=how)
        part = stamp[max(0, -top) : canvas.shape[0] - top, max(0, -left) : canvas.shape[1] - left]
        dark, light = colours
        rgba = np.stack([np.append(light - dark, 0), np.append(dark, 1)], axis=-1)  # (4, 2): of shade and of alpha.
        blend(canvas, cv2.transform(part, rgba), max(left, 0), max(top, 0))


def _clump(shape: LeafShape, radius: float, light: tuple[float, float], rng: np.random.Generator) -> Array:
    """(n, n, 2): shade times alpha, alpha. Leaves at the back come first and dark, those to the light bright."""
    length, width, count = _OUTLINES[shape]
    n = int(np.ceil(radius * 2.9))
    canvas = np.zeros((n, n, 2), np.uint8)
    angle, r = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.random(count))
    x, y = r * np.cos(angle), r * np.sin(angle) * 0.85
    depth = np.sort(rng.random(count))
    shade = 0.30 + 0.26 * depth + 0.34 * (x * light[0] + y * light[1]) + rng.normal(0, 0.09, count)
    for k in range(count):
        turn = angle[k] + rng.normal(0, 0.9)
        outline = _outline(length * rng.uniform(0.7, 1.3), width)
        cos, sin = np.cos(turn), np.sin(turn)
        points = outline @ np.array([[cos, sin], [-sin, cos]]) + [x[k], y[k]]
        fixed = np.round((points * radius + n / 2 - 0.5) * 16).astype(np.int32)
        cv2.fillConvexPoly(canvas, fixed, (float(np.clip(shade[k], 0.02, 1) * 255), 255), cv2.LINE_AA, 4)
    return to_float(canvas)


def _outline(length: float, width: float) -> Array:
    half = length * width / 2
    points = [
        (0, 0),
        (0.3 * length, half),
        (0.65 * length, half * 0.8),
        (length, 0),
        (0.65 * length, -half * 0.8),
        (0.3 * length, -half),
    ]
    return np.array(points, np.float32) - np.array([length * 0.4, 0], np.float32)


def light_on_picture(sun: tuple[float, float, float]) -> tuple[float, float]:
    """Direction of the light across the picture, y down, for shading flat clumps."""
    x, y = sun[0], -sun[1]
    length = max(float(np.hypot(x, y)), 0.3)
    return x / length, y / length


def coarseness(blur_px: float) -> int:
    """How much coarser something may be drawn that is blurred afterwards."""
    return 1 if blur_px < 2 else 2 if blur_px < 5 else 4


def enlarged(scene: Scene, canvas: Array) -> Array:
    size = (scene.camera.width, scene.camera.height)
    return canvas if canvas.shape[1::-1] == size else cv2.resize(canvas, size, interpolation=cv2.INTER_LINEAR)
