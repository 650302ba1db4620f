"""Skins to pixels: the height, normal and colour of the nearest surface of melted balls and limbs.

Seen straight on, a ball or a rounded cone has a closed-form height at each pixel, so nothing is marched: heights are
joined by a smooth maximum, outlines by a smooth minimum (Quilez, "Smooth minimum", 2013), normals and colours alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ....arrays import Array
from .parts import Ball, Limb, Part, Tube

_FAR = np.float32(-10)
_CLIFF = np.float32(5)  # how steeply a surface falls behind its own outline


@dataclass(frozen=True)
class View:
    """A picture of model space: pixel (row, column) looks at x = left + column / scale, y = top - row / scale."""

    scale: float
    left: float
    top: float
    width: int
    height: int

    def window(self, box: Array) -> tuple[slice, slice]:
        """Rows and columns that cover the box (left, bottom, right, top), clipped to the picture."""
        c0, c1 = np.clip([(box[0] - self.left) * self.scale, (box[2] - self.left) * self.scale + 1], 0, self.width)
        r0, r1 = np.clip([(self.top - box[3]) * self.scale, (self.top - box[1]) * self.scale + 1], 0, self.height)
        return slice(int(r0), int(r1)), slice(int(c0), int(c1))

    def window_view(self, rows: slice, columns: slice, shrink: int) -> View:
        """A window of this view as a view of its own, `shrink` times smaller."""
        size = -(-(columns.stop - columns.start) // shrink), -(-(rows.stop - rows.start) // shrink)
        corner = self.left + columns.start / self.scale, self.top - rows.start / self.scale
        return View(self.scale / shrink, *corner, *size)

    def grid(self, rows: slice, columns: slice) -> tuple[Array, Array]:
        """x as (1, w) and y as (h, 1), in units, of a window."""
        x = self.left + (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) / self.scale
        y = self.top - (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / self.scale
        return x[None, :].astype(np.float32), y[:, None].astype(np.float32)


@dataclass
class Surface:
    """A window of a picture: signed distance to the outline (negative inside), height z, in units, normal, sRGB."""

    distance: Array
    z: Array
    normal: Array
    colour: Array

    def resized(self, width: int, height: int) -> Surface:
        """The same surface, twice as large, cut to (height, width)."""
        like = np.empty((height, width), np.float32)
        normal, colour = (np.stack([grown(v, like) for v in three]) for three in (self.normal, self.colour))
        return Surface(grown(self.distance, like), grown(self.z, like), normal, colour)


def grown(values: Array, like: Array) -> Array:
    """Values made twice as large, cut to the size of another array."""
    big = cv2.resize(values, (values.shape[1] * 2, values.shape[0] * 2), interpolation=cv2.INTER_LINEAR)
    return np.asarray(big[: like.shape[0], : like.shape[1]])


def extent(parts: Sequence[Part]) -> Array:
    """The box (left, bottom, right, top) around parts, in units."""
    boxes = np.array([_box(part) for part in parts], np.float32)
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def sculpt(parts: Sequence[Part], view: View, rows: slice, columns: slice, margin: float) -> Surface:
    """The surface of melted parts in a window of the view; each part is felt `margin` units beyond its outline."""
    shape = rows.stop - rows.start, columns.stop - columns.start
    surface = Surface(
        np.full(shape, 10, np.float32),
        np.full(shape, _FAR, np.float32),
        np.zeros((3, *shape), np.float32),
        np.zeros((3, *shape), np.float32),
    )
    for part in parts:
        reach = np.array([-1, -1, 1, 1], np.float32) * (margin + part.blend)
        r, c = view.window(_box(part) + reach)
        r, c = _overlap(r, rows), _overlap(c, columns)
        if r.start >= r.stop or c.start >= c.stop:
            continue
        here = np.s_[r.start - rows.start : r.stop - rows.start, c.start - columns.start : c.stop - columns.start]
        _melt(surface, here, _seen(part, view, r, c, margin), part)
    return surface


def _seen(part: Part, view: View, rows: slice, columns: slice, margin: float) -> tuple[Array, Array, Array]:
    if isinstance(part, Tube):
        tube = sculpt(part.limbs, view, rows, columns, margin + part.blend)
        return tube.distance, tube.z, tube.normal
    x, y = view.grid(rows, columns)
    return _ball(part, x, y) if isinstance(part, Ball) else _limb(part, x, y)


def _overlap(a: slice, b: slice) -> slice:
    return slice(max(a.start, b.start), min(a.stop, b.stop))


def _box(part: Part) -> Array:
    if isinstance(part, Tube):
        return extent(part.limbs)
    if isinstance(part, Ball):
        reach = np.sqrt(((part.pose * np.float32(part.radii)) ** 2).sum(1))
        centre = np.float32(part.centre)
        return np.concatenate([(centre - reach)[:2], (centre + reach)[:2]])
    a, b = np.float32(part.start)[:2], np.float32(part.end)[:2]
    ra, rb = np.float32(part.start_radius), np.float32(part.end_radius)
    return np.concatenate([np.minimum(a - ra, b - rb), np.maximum(a + ra, b + rb)])


def _ball(part: Ball, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Distance, height and normal of an ellipsoid, from the quadratic (p - c)' A (p - c) = 1."""
    form = (part.pose / np.float32(part.radii) ** 2) @ part.pose.T
    dx, dy = x - np.float32(part.centre[0]), y - np.float32(part.centre[1])
    azz = form[2, 2]
    lean = (form[0, 2] * dx + form[1, 2] * dy) / azz
    flat = form[:2, :2] - np.outer(form[:2, 2], form[:2, 2]) / azz
    gx, gy = flat[0, 0] * dx + flat[0, 1] * dy, flat[1, 0] * dx + flat[1, 1] * dy
    q = gx * dx + gy * dy
    root = np.sqrt(q) + np.float32(1e-6)
    distance = (root - 1) * root / (np.sqrt(gx * gx + gy * gy) + np.float32(1e-6))
    deep = np.sqrt(np.maximum(1 - q, 0) / azz)
    # Outside, the normal is the outline's own: the nearest point of the outline is about d / sqrt(q).
    shrink = np.maximum(root, 1)
    ex, ey, ez = dx / shrink, dy / shrink, deep - lean / shrink
    normal = np.stack([form[i, 0] * ex + form[i, 1] * ey + form[i, 2] * ez for i in range(3)])
    normal /= np.sqrt((normal * normal).sum(0)) + np.float32(1e-6)
    z = np.float32(part.centre[2]) + deep - lean / shrink - _CLIFF * np.maximum(distance, 0)
    return distance, z, normal


def _limb(part: Limb, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Distance, height and normal of a rounded cone, as the sphere at the nearest point of its axis."""
    a, b = np.float32(part.start), np.float32(part.end)
    ax = b - a
    flat = float(ax[0] ** 2 + ax[1] ** 2) + 1e-9
    dx, dy = x - a[0], y - a[1]
    t = np.clip((dx * ax[0] + dy * ax[1]) / np.float32(flat), 0, 1)
    taper = np.float32(part.end_radius - part.start_radius)
    radius = part.start_radius + taper * t
    ox, oy = dx - t * ax[0], dy - t * ax[1]
    away = np.sqrt(ox * ox + oy * oy)
    distance = away - radius
    deep = np.sqrt(np.maximum(radius * radius - away * away, 0))
    z = a[2] + t * ax[2] + deep - _CLIFF * np.maximum(distance, 0)
    # A foreshortened or tapering limb leans: subtract from the normal what runs along the axis.
    scale = np.maximum(away, radius) + np.float32(1e-6)
    normal = np.stack([ox / scale, oy / scale, deep / scale])
    lean = taper / np.float32(np.sqrt(flat + ax[2] ** 2))
    axis = ax / np.float32(np.linalg.norm(ax) + 1e-6)
    normal -= (axis * lean)[:, None, None]
    normal /= np.sqrt((normal * normal).sum(0)) + np.float32(1e-6)
    return distance, z, normal


def _melt(surface: Surface, here: tuple[slice, slice], seen: tuple[Array, Array, Array], part: Part) -> None:
    distance, z, normal = seen
    k = np.float32(max(part.blend, 1e-4))
    old_distance, old_z = surface.distance[here], surface.z[here]
    near = np.clip(0.5 + 0.5 * (old_distance - distance) / k, 0, 1)
    surface.distance[here] = old_distance + (distance - old_distance) * near - k * near * (1 - near)
    front = np.clip(0.5 + 0.5 * (z - old_z) / k, 0, 1)
    surface.z[here] = old_z + (z - old_z) * front + k * front * (1 - front)
    window = (slice(None), *here)
    surface.normal[window] += (normal - surface.normal[window]) * front
    colour = np.float32(part.colour)[:, None, None]
    surface.colour[window] += (colour - surface.colour[window]) * front
