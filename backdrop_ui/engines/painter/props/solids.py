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
from .flats import see_block, see_sheet
from .parts import Ball, Block, Limb, Part, Sheet, Tube, f32
from .view import Box, View

_FAR = -10
_CLIFF = 5  # how steeply a surface falls behind its own outline


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
    boxes = np.array([_box(part, 0.2 * part.blend) for part in parts], np.float32)  # melting makes outlines swell
    return np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])


def sculpt(
    parts: Sequence[Part], view: View, rows: slice, columns: slice, margin: float, *, coloured: bool = True
) -> Surface:
    """The surface of melted parts in a window of the view; each part is felt `margin` units beyond its outline.

    Where its one colour is known anyway, `coloured` False saves mixing it: the surface's colour has no channels then.
    """
    shape = rows.stop - rows.start, columns.stop - columns.start
    surface = Surface(
        np.full(shape, 10, np.float32),
        np.full(shape, _FAR, np.float32),
        np.zeros((3, *shape), np.float32),
        np.zeros((3 if coloured else 0, *shape), np.float32),
    )
    for part in parts:
        r, c = view.window(_box(part, margin + part.blend))
        r, c = _overlap(r, rows), _overlap(c, columns)
        if r.start >= r.stop or c.start >= c.stop:
            continue
        here = np.s_[r.start - rows.start : r.stop - rows.start, c.start - columns.start : c.stop - columns.start]
        _melt(surface, here, _seen(part, view, r, c, margin), part)
    return surface


def thickness(parts: Sequence[Part]) -> float:
    """The smallest half-width among parts, in units; sheets and tips of limbs don't count."""
    widths = [0.02]
    for part in parts:
        if isinstance(part, Ball):
            widths.append(min(part.radii))
        elif isinstance(part, Limb):
            widths.append(max(part.start_radius, part.end_radius))
        elif isinstance(part, Tube):
            widths.append(max(limb.start_radius for limb in part.limbs))
    return min(widths)


def middle(part: Part) -> float:
    """About how near a part is to the viewer: its mean z."""
    if isinstance(part, Tube):
        return float(np.mean([limb.start[2] for limb in part.limbs]))
    if isinstance(part, Sheet):
        return float(np.mean([point[2] for point in part.outline]))
    return (part.start[2] + part.end[2]) / 2 if isinstance(part, Limb) else part.centre[2]


def _seen(part: Part, view: View, rows: slice, columns: slice, margin: float) -> tuple[Array, Array, Array]:
    if isinstance(part, Tube):
        tube = sculpt(part.limbs, view, rows, columns, margin + part.blend, coloured=False)
        return tube.distance, tube.z, tube.normal
    if isinstance(part, Sheet):
        return see_sheet(part, view.window_view(rows, columns, 1))
    x, y = view.grid(rows, columns)
    if isinstance(part, Block):
        return see_block(part, x, y)
    return _ball(part, x, y) if isinstance(part, Ball) else _limb(part, x, y)


def _overlap(a: slice, b: slice) -> slice:
    return slice(max(a.start, b.start), min(a.stop, b.stop))


def _box(part: Part, margin: float) -> Box:
    """The box (left, bottom, right, top) around a part and a margin; in plain numbers, which are quick for so few."""
    if isinstance(part, Limb):
        (ax, ay, _), (bx, by, _) = part.start, part.end
        a, b = part.start_radius + margin, part.end_radius + margin
        return min(ax - a, bx - b), min(ay - a, by - b), max(ax + a, bx + b), max(ay + a, by + b)
    if isinstance(part, Tube):
        lows, bottoms, highs, tops = zip(*(_box(limb, margin) for limb in part.limbs), strict=True)
        return min(lows), min(bottoms), max(highs), max(tops)
    if isinstance(part, Sheet):
        xs, ys, _ = zip(*part.outline, strict=True)
        return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
    x, y, _ = part.centre
    if isinstance(part, Ball):
        wide, tall, _ = np.sqrt(((part.pose * f32(part.radii)) ** 2).sum(1)).tolist()
    else:
        wide, tall, _ = np.abs(part.pose * f32(part.halves)).sum(1).tolist()
    return x - wide - margin, y - tall - margin, x + wide + margin, y + tall + margin


def _ball(part: Ball, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Distance, height and normal of an ellipsoid, from the quadratic (p - c)' A (p - c) = 1."""
    form = (part.pose / f32(part.radii) ** 2) @ part.pose.T
    dx, dy = x - np.float32(part.centre[0]), y - np.float32(part.centre[1])
    azz = form[2, 2]
    lean = (form[0, 2] * dx + form[1, 2] * dy) / azz
    flat = form[:2, :2] - np.outer(form[:2, 2], form[:2, 2]) / azz
    gx, gy = flat[0, 0] * dx + flat[0, 1] * dy, flat[1, 0] * dx + flat[1, 1] * dy
    q = gx * dx + gy * dy
    root = np.sqrt(q) + 1e-6
    distance = (root - 1) * root / (np.sqrt(gx * gx + gy * gy) + 1e-6)
    deep = np.sqrt(np.maximum(1 - q, 0) / azz)
    # Outside, the normal is the outline's own: the nearest point of the outline is about d / sqrt(q).
    shrink = np.maximum(root, 1)
    ex, ey, ez = dx / shrink, dy / shrink, deep - lean / shrink
    normal = np.stack([form[i, 0] * ex + form[i, 1] * ey + form[i, 2] * ez for i in range(3)])
    normal /= np.sqrt((normal * normal).sum(0)) + 1e-6
    z = np.float32(part.centre[2]) + deep - lean / shrink - _CLIFF * np.maximum(distance, 0)
    return distance, z, normal


def _limb(part: Limb, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Distance, height and normal of a rounded cone: at each pixel, of the sphere on its axis that is seen there."""
    a, b = f32(part.start), f32(part.end)
    axis = b - a
    length, flat = float(np.linalg.norm(axis)) + 1e-6, float(np.hypot(axis[0], axis[1])) + 1e-6
    across, deep = np.float32(flat / length), np.float32(axis[2] / length)
    taper = np.float32(part.end_radius - part.start_radius)
    dx, dy = x - a[0], y - a[1]
    run = (dx * axis[0] + dy * axis[1]) / np.float32(flat)
    t = np.minimum(np.maximum(run / np.float32(flat), 0), 1)
    ox, oy = dx - t * axis[0], dy - t * axis[1]
    distance = np.sqrt(ox * ox + oy * oy) - (part.start_radius + taper * t)
    # Where a sight line enters a leaning cone: solve for its depth, then go back to the axis.
    side = (dx * axis[1] - dy * axis[0]) / np.float32(flat)
    radius = part.start_radius + taper * t
    into = (run * deep + np.sqrt(np.maximum(radius * radius - side * side, 0))) / max(across, 0.05)
    t = np.minimum(np.maximum((run * across + into * deep) / np.float32(length), 0), 1)
    radius = part.start_radius + taper * t
    ox, oy = dx - t * axis[0], dy - t * axis[1]
    away = np.sqrt(ox * ox + oy * oy)
    up = np.sqrt(np.maximum(radius * radius - away * away, 0))
    z = a[2] + t * axis[2] + up - _CLIFF * np.maximum(distance, 0)
    scale = np.maximum(away, radius) + 1e-6
    # A taper leans every normal along the axis.
    lean = axis * (taper / np.float32(length * length))
    normal = np.stack([ox / scale - lean[0], oy / scale - lean[1], up / scale - lean[2]])
    normal /= np.sqrt((normal * normal).sum(0)) + 1e-6
    return distance, z, normal


def _melt(surface: Surface, here: tuple[slice, slice], seen: tuple[Array, Array, Array], part: Part) -> None:
    """Join a part to what a surface already holds: smooth minimum of distances, smooth maximum of heights."""
    distance, z, normal = seen
    k = np.float32(max(part.blend, 1e-4))
    old_distance, old_z = surface.distance[here], surface.z[here]
    near = _ramp(old_distance - distance, k)
    # Beyond its own outline a part soon loses to what is solid there, however much nearer the viewer it is.
    held = near + np.maximum(1 - np.maximum(distance, 0) / k, 0)
    old_distance += near * (distance - old_distance - k + k * near)
    front = np.minimum(_ramp(z - old_z, k), held)
    old_z += front * (z - old_z + k - k * front)
    window = (slice(None), *here)
    surface.normal[window] += (normal - surface.normal[window]) * front
    for channel, value in zip(surface.colour, part.colour, strict=False):
        channel[here] += (np.float32(value) - channel[here]) * front


def _ramp(lead: Array, k: np.float32) -> Array:
    """0 where `lead` is below -k, 1 where it is above k, straight between; works in place."""
    lead *= 0.5 / k
    lead += 0.5
    return np.minimum(np.maximum(lead, 0, out=lead), 1, out=lead)
