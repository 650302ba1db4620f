"""Flat shapes with smooth edges, drawn by OpenCV on an 8-bit canvas and handed on as linear light."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..colour import BYTE_TO_LINEAR, Numbers, encode_srgb

_SHIFT = 4
"""Coordinates carry 4 binary places, so that shapes move smoothly and a preview looks like the large picture."""


class Ink:
    """A transparent canvas for polygons."""

    def __init__(self, width: int, height: int) -> None:
        self._canvas = np.zeros((height, width, 4), np.uint8)

    def convex(self, points: Numbers, colour: Numbers) -> None:
        """Fill a convex polygon: points (N, 2) in pixels, colour (3,) in linear light."""
        cv2.fillConvexPoly(self._canvas, _fixed(points), _paint(colour), cv2.LINE_AA, _SHIFT)

    def polygon(self, points: Numbers, colour: Numbers) -> None:
        """Fill any polygon: points (N, 2) in pixels, colour (3,) in linear light."""
        cv2.fillPoly(self._canvas, [_fixed(points)], _paint(colour), cv2.LINE_AA, _SHIFT)

    def many(self, points: Numbers, colours: Numbers) -> None:
        """Fill convex polygons one over the other: points (N, K, 2) in pixels, colours (N, 3) in linear light."""
        if not len(points):
            return
        fixed = _fixed(points)
        colours = encode_srgb(np.clip(colours, 0, 1).astype(np.float32)) * 255
        paints = np.pad(colours, ((0, 0), (0, 1)), constant_values=255)
        for outline, paint in zip(fixed, paints.tolist(), strict=True):
            cv2.fillConvexPoly(self._canvas, outline, paint, cv2.LINE_AA, _SHIFT)

    def stroke(self, points: Numbers, widths: Numbers, colour: Numbers) -> None:
        """A brush stroke along points (N, 2) with a width for each, pixels."""
        along = np.gradient(points, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], axis=-1)
        normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
        side = normal * (np.asarray(widths)[:, None] / 2)
        self.polygon(np.concatenate([points + side, (points - side)[::-1]]), colour)

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float, colour: Numbers) -> None:
        turn = np.linspace(0, 2 * np.pi, 33)[:-1]
        self.convex(np.stack([x + radius_x * np.cos(turn), y + radius_y * np.sin(turn)], axis=-1), colour)

    def light(self) -> Array:
        """The canvas as premultiplied linear light, (H, W, 4)."""
        light = np.zeros(self._canvas.shape, np.float32)
        rows = np.flatnonzero(self._canvas[..., 3].any(axis=1))
        if not len(rows):
            return light
        inked = slice(rows[0], rows[-1] + 1)
        part = self._canvas[inked]
        light[inked, :, :3] = cv2.LUT(part[..., :3], BYTE_TO_LINEAR)
        light[inked, :, 3] = part[..., 3] * np.float32(1 / 255)
        edge = (part[..., 3] > 0) & (part[..., 3] < 255)
        alpha = part[edge][:, 3:].astype(np.float32)
        straight = np.minimum(part[edge][:, :3] * (255 / alpha), 255).astype(np.uint8)
        light[inked][edge, :3] = BYTE_TO_LINEAR[straight] * (alpha / 255)
        return light


def _fixed(points: Numbers) -> npt.NDArray[np.int32]:
    pixels = np.clip(np.asarray(points) - 0.5, -30000, 30000)  # OpenCV's pixel middles lie at whole numbers.
    return np.round(pixels * (1 << _SHIFT)).astype(np.int32)


def _paint(colour: Numbers) -> tuple[float, float, float, float]:
    red, green, blue = (encode_srgb(np.clip(np.asarray(colour, np.float32), 0, 1)) * 255).tolist()
    return red, green, blue, 255.0


def blend(canvas: Array, stamp: Array, left: float, top: float) -> None:
    """Lay a premultiplied stamp, (h, w, 4), over a premultiplied canvas, (H, W, 4), in place, whole pixels."""
    column, row = round(left), round(top)
    height, width = stamp.shape[:2]
    x0, y0 = max(column, 0), max(row, 0)
    x1, y1 = min(column + width, canvas.shape[1]), min(row + height, canvas.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = stamp[y0 - row : y1 - row, x0 - column : x1 - column]
    region = canvas[y0:y1, x0:x1]
    region *= uncovered(part)
    region += part


def uncovered(rgba: Array) -> Array:
    """1 - alpha in each of the four channels, (h, w, 4); much faster than broadcasting one channel."""
    return cv2.transform(rgba, UNCOVERED)


UNCOVERED = np.tile(np.array([0, 0, 0, -1, 1], np.float32), (4, 1))
