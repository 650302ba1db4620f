"""What the eye sees: triangles drawn row by row, the nearest one kept at every pixel.

Rays from one eye meet a triangle where three sums are positive that are linear in the picture's x and y, and so is one
over the distance. So no ray needs to be traced, and triangles that reach behind the eye need not be cut.

Source: Olano & Greer, "Triangle scan conversion using 2D homogeneous coordinates", 1997.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .bvh import Ints, Tree
from .light import Shine, surface

NEAR_M = 1e-4
SLACK_PX = 1e-6
"""Triangles reach this much farther, or a pixel exactly between two of them could fall through."""


@njit
def aim(tree: Tree, view: Array, height: int, some: tuple[int, int], sums: Any, rows: Ints) -> None:
    """Prepare triangles some[0] to some[1] for `draw`: sums (M, 4, 3) over x, y and 1, rows (M, 2) first and last + 1.

    view: eye height, width / 2, horizon and focal length in pixels. The sums, divided by the last one, are the weights
    of the first, second and third corner; the last one is one over the distance.
    """
    m = tree.triangles
    for i in range(some[0], some[1]):
        rows[i, 0], rows[i, 1] = 0, 0
        c = (np.float64(m[i, 0]), m[i, 1] - np.float64(view[0]), np.float64(m[i, 2]))
        a = (np.float64(m[i, 3]), np.float64(m[i, 4]), np.float64(m[i, 5]))
        b = (np.float64(m[i, 6]), np.float64(m[i, 7]), np.float64(m[i, 8]))
        n = _cross(a, b)
        tall = n[0] * c[0] + n[1] * c[1] + n[2] * c[2]
        if tall == 0 or max(c[2], c[2] + a[2], c[2] + b[2]) <= NEAR_M:
            continue
        first, last = 0, height
        if min(c[2], c[2] + a[2], c[2] + b[2]) > NEAR_M:
            up = (c[1] / c[2], (c[1] + a[1]) / (c[2] + a[2]), (c[1] + b[1]) / (c[2] + b[2]))
            top, bottom = view[2] - max(up) * view[3], view[2] - min(up) * view[3]
            first, last = int(min(max(top - 1, 0.0), height)), int(max(min(bottom + 2, height), 0.0))
        rows[i, 0], rows[i, 1] = first, last
        _sum(_cross(b, c), 1 / tall, view, sums[i, 1])
        _sum(_cross(c, a), 1 / tall, view, sums[i, 2])
        _sum(n, 1 / tall, view, sums[i, 3])
        for k in range(3):
            sums[i, 0, k] = sums[i, 3, k] - sums[i, 1, k] - sums[i, 2, k]


@inner
def _cross(a: Any, b: Any) -> Any:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


@inner
def _sum(n: Any, scale: float, view: Array, out: Any) -> None:
    """The way of a pixel's ray times n, as a sum over x, y and 1."""
    out[0], out[1] = n[0] / view[3] * scale, -n[1] / view[3] * scale
    out[2] = n[2] * scale - out[0] * view[1] - out[1] * view[2]


@njit
def draw(sums: Any, rows: Ints, offset: Any, band: tuple[int, int], face: Ints, near: Array) -> None:
    """The triangle that each pixel of a band of rows sees, face (H, W), -1 for none; near (H, W): scratch.

    offset: of the sample from the pixel's upper left corner.
    """
    width = face.shape[1]
    face[band[0] : band[1]] = -1
    near[band[0] : band[1]] = 0
    for i in range(len(rows)):
        for row in range(max(rows[i, 0], band[0]), min(rows[i, 1], band[1])):
            y, low, high = row + offset[1], 0.0, width - 1.0
            for k in range(3):
                slope, start = sums[i, k, 0], sums[i, k, 1] * y + sums[i, k, 2]
                if slope > 0:
                    low = max(low, -start / slope - offset[0] - SLACK_PX)
                elif slope < 0:
                    high = min(high, -start / slope - offset[0] + SLACK_PX)
                elif start < 0:
                    high = -1.0
            if low > high:
                continue
            slope, start = sums[i, 3, 0], sums[i, 3, 1] * y + sums[i, 3, 2] + sums[i, 3, 0] * offset[0]
            for column in range(int(np.ceil(low)), int(high) + 1):
                nearness = np.float32(slope * column + start)
                if nearness > near[row, column]:
                    near[row, column] = nearness
                    face[row, column] = i


@njit
def look(
    tree: Tree, shine: Shine, view: Array, at: Array, some: tuple[int, int], sums: Any, face: Ints,
    weights: Array, points: Array,
) -> None:  # fmt: skip
    """What lies at the picture positions `at`, (N, 2) pixels, on the triangles seen there, face (N,), -1 for none.

    Fills weights (N, 2) of the second and third corner; points (N, 7): position, normal, distance.
    """
    eye = (0.0, np.float64(view[0]), 0.0)
    for k in range(some[0], some[1]):
        i: Any = np.int64(face[k])
        x, y = np.float64(at[k, 0]), np.float64(at[k, 1])
        points[k, 6] = 1e5
        if i < 0:
            continue
        t = 1 / (sums[i, 3, 0] * x + sums[i, 3, 1] * y + sums[i, 3, 2])
        u = t * (sums[i, 1, 0] * x + sums[i, 1, 1] * y + sums[i, 1, 2])
        v = t * (sums[i, 2, 0] * x + sums[i, 2, 1] * y + sums[i, 2, 2])
        way = ((x - view[1]) / view[3], (view[2] - y) / view[3], 1.0)
        p, n = surface(tree, shine, i, u, v, eye, way, t)
        weights[k, 0], weights[k, 1], points[k, 6] = u, v, t
        for c in range(3):
            points[k, c], points[k, 3 + c] = p[c], n[c]
