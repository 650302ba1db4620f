"""Slabs cut from outlines: arches, walls with windows, letters, leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from .meshes import Mesh, Points, flat


def extruded(outline: Points, depth: float, holes: Sequence[Points] = ()) -> Mesh:
    """An outline (N, 2) of x and y, with holes, as a slab from z = 0 to `depth`; hard edges."""
    rings = [np.asarray(ring, np.float32) for ring in (outline, *holes)]
    front = _filled(rings)
    back = front + np.array([0, 0, depth], np.float32)
    sides = []
    for number, ring in enumerate(rings):
        area = np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1])
        r = ring if (area > 0) == (number == 0) else ring[::-1]
        a = np.concatenate([r, np.zeros((len(r), 1), np.float32)], 1)
        b = np.roll(a, -1, axis=0)
        z = np.array([0, 0, depth], np.float32)
        sides += [np.stack([a, b, b + z], 1), np.stack([a, b + z, a + z], 1)]
    return flat(np.concatenate([front[:, ::-1], back, *sides]))


def _filled(rings: list[Array]) -> Array:
    """(M, 3, 3) triangles that fill the rings, at z = 0, running against the clock."""
    points = np.concatenate(rings)
    path, start = rings[0], len(rings[0])
    index = list(range(start))
    for ring in rings[1:]:  # a bridge to each hole makes one outline
        gaps = np.linalg.norm(path[:, None] - ring[None], axis=-1)
        i, j = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
        hole = np.roll(np.arange(len(ring)), -int(j))
        if _area(ring) * _area(rings[0]) > 0:
            hole = np.concatenate([hole[:1], hole[:0:-1]])
        inner = [start + int(k) for k in hole]
        index = [*index[: i + 1], *inner, inner[0], *index[i:]]
        path = points[index]
        start += len(ring)
    return _ears(points, index if _area(rings[0]) > 0 else index[::-1])


def _area(ring: Array) -> float:
    return float(np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]))


def _ears(points: Array, index: list[int]) -> Array:
    """Cut corner after corner off an outline that runs against the clock."""
    found: list[tuple[int, int, int]] = []
    left = list(index)
    while len(left) > 3:
        p = points[left]
        before, after = np.roll(p, 1, axis=0), np.roll(p, -1, axis=0)
        cross = _cross(p - before, after - p)
        sharpest = np.argsort(-cross)
        ears = (k for k in sharpest if cross[k] > 0 and not _inside(p, before[k], p[k], after[k]).any())
        k = int(next(ears, sharpest[0]))
        found.append((left[k - 1], left[k], left[(k + 1) % len(left)]))
        del left[k]
    found.append((left[0], left[1], left[2]))
    flat_ = points[np.array(found)]
    return np.concatenate([flat_, np.zeros((*flat_.shape[:2], 1), np.float32)], -1)


def _cross(a: Array, b: Array) -> Array:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _inside(p: Array, a: Array, b: Array, c: Array) -> npt.NDArray[np.bool_]:
    """Which points lie in the triangle, its corners apart."""
    same = np.zeros(len(p), bool)
    for corner in (a, b, c):
        same |= (p == corner).all(axis=1)
    return ~same & (_cross(b - a, p - a) > -1e-9) & (_cross(c - b, p - b) > -1e-9) & (_cross(a - c, p - c) > -1e-9)


def arch(width: float, height: float, steps: int = 24) -> Array:
    """(N, 2): the outline of an opening with a round top, from x = -width / 2, y = 0; runs against the clock."""
    r = width / 2
    t = np.linspace(0, np.pi, steps)
    top = np.stack([r * np.cos(t), height - r + r * np.sin(t)], -1)
    return np.concatenate([[(-r, 0), (r, 0)], top]).astype(np.float32)


def band(width: float, height: float, thick: float, steps: int = 32) -> Array:
    """(N, 2): the outline of an arch of that outer width and height that stands on two feet, `thick` wide."""
    outer, inner = arch(width, height, steps)[1:], arch(width - 2 * thick, height - thick, steps)[1:]
    outer = np.concatenate([outer, [(-width / 2, 0)]])
    inner = np.concatenate([inner, [(thick - width / 2, 0)]])
    return np.concatenate([outer, inner[::-1]]).astype(np.float32)
