"""The passes over the picture that trace rays: what light falls on what is seen, and what is mirrored there.

Each works on a few rows only, so that two threads can share a picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .bvh import Tree, trace
from .light import (
    ALBEDO,
    GLOW,
    IN_MIRRORS,
    SUN,
    Shine,
    bounced,
    chance,
    direct,
    frame,
    from_lamps,
    from_sun,
    surface,
)

BY_SUN, BY_LAMPS, BY_OTHERS = 0, 1, 2


@njit
def gather(
    tree: Tree, stack: Any, shine: Shine, points: Array, only: Any, rows: tuple[int, int], way: tuple[int, int, int],
    out: Array,
) -> None:  # fmt: skip
    """Light at the points (h, w, 7) of these rows of a grid, where `only` (h, w) says so; out (h, w, 3).

    way: BY_SUN, BY_LAMPS, or BY_OTHERS, which is by way of sky and other surfaces; samples; bounces.
    """
    kind, samples, bounces = way
    for y in range(rows[0], rows[1]):
        for x in range(points.shape[1]):
            n = (np.float64(points[y, x, 3]), np.float64(points[y, x, 4]), np.float64(points[y, x, 5]))
            if not only[y, x] or (n[0] == 0 and n[1] == 0 and n[2] == 0):
                continue
            p = (np.float64(points[y, x, 0]), np.float64(points[y, x, 1]), np.float64(points[y, x, 2]))
            red, green, blue = 0.0, 0.0, 0.0
            for k in range(samples):
                u, v = chance(x, y, k, samples, 0.0)
                if kind == BY_SUN:
                    red += from_sun(tree, stack, shine, p, n, u, v)
                    continue
                if kind == BY_LAMPS:
                    lit = from_lamps(tree, stack, shine, p, n, u, v)
                else:
                    lit = bounced(tree, stack, shine, p, n, (x, y), k, samples, bounces)
                red, green, blue = red + lit[0], green + lit[1], blue + lit[2]
            if kind == BY_SUN:
                red, green, blue = red * shine.sky[SUN], red * shine.sky[SUN + 1], red * shine.sky[SUN + 2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / samples, green / samples, blue / samples


@njit
def penumbra(points: Array, coarse: Array, grid: Array, step: int, rows: tuple[int, int], out: Any) -> None:
    """Mark (H, W) the pixels (H, W, 7) where the `coarse` light (h, w, 3) on its `grid` (h, w, 7) varies along the
    surface: the edges of shadows. rows: of the grid."""
    height, width = grid.shape[0], grid.shape[1]
    for row in range(rows[0], rows[1]):
        for column in range(width):
            least, most = np.inf, 0.0
            for j in range(max(row - 1, 0), min(row + 2, height)):
                for i in range(max(column - 1, 0), min(column + 2, width)):
                    value = coarse[j, i, 0] + coarse[j, i, 1] + coarse[j, i, 2]
                    least, most = min(least, value), max(most, value)
            if most - least < 0.12 * most + 0.01:
                continue
            right = (column + 1) * step if column < width - 1 else points.shape[1]
            for y in range(row * step, (row + 1) * step if row < height - 1 else points.shape[0]):
                for x in range(column * step, right):
                    q = points[y, x]
                    out[y, x] = (q[3] != 0 or q[4] != 0 or q[5] != 0) and not alike(coarse, grid, row, column, q)


@inner
def alike(coarse: Array, grid: Array, row: int, column: int, q: Array) -> bool:
    """Whether light hardly varies around a point of the grid on the surface that pixel q belongs to."""
    least, most = np.inf, -1.0
    for j in range(max(row - 1, 0), min(row + 2, len(grid))):
        for i in range(max(column - 1, 0), min(column + 2, grid.shape[1])):
            g = grid[j, i]
            off = abs((g[0] - q[0]) * q[3] + (g[1] - q[1]) * q[4] + (g[2] - q[2]) * q[5])
            if off < 0.01 * q[6] and g[3] * q[3] + g[4] * q[4] + g[5] * q[5] > 0.9:
                value = coarse[j, i, 0] + coarse[j, i, 1] + coarse[j, i, 2]
                least, most = min(least, value), max(most, value)
    return most >= 0 and most - least < 0.12 * most + 0.01


@njit
def light_mirrored(
    tree: Tree,
    stack: Any,
    shine: Shine,
    points: Array,
    rough: Array,
    view: Array,
    seen: Array,
    depth: Array,
    fill: Array,
    brightest: float,
    rows: tuple[int, int],
    samples: int,
    out: Array,
) -> None:
    """What glossy points of a grid mirror; rough (h, w), negative where nothing is mirrored; out (h, w, 3).

    What a ray meets is taken from the picture, `seen` (H, W, 3) and `depth` (H, W), where that shows it; elsewhere
    its mean colour is lit by one ray to sun and lamp, and by `fill`. brightest: nothing
    mirrored counts for more, as few rays find it.
    """
    for y in range(rows[0], rows[1]):
        for x in range(points.shape[1]):
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = 0, 0, 0
            if rough[y, x] < 0:
                continue
            p = (np.float64(points[y, x, 0]), np.float64(points[y, x, 1]), np.float64(points[y, x, 2]))
            n = (np.float64(points[y, x, 3]), np.float64(points[y, x, 4]), np.float64(points[y, x, 5]))
            eye = (p[0], p[1] - np.float64(view[0]), p[2])
            k = 1 / np.sqrt(eye[0] * eye[0] + eye[1] * eye[1] + eye[2] * eye[2] + 1e-12)
            eye = (eye[0] * k, eye[1] * k, eye[2] * k)
            across, up = frame(n)
            limit = np.float64(brightest * (0.25 if rough[y, x] > 0.08 else 1.0))
            lobe = np.float64(rough[y, x]) * rough[y, x]
            for sample in range(samples):
                u, v = chance(x, y, sample, samples, 1.0)
                r = lobe * np.sqrt(v / (1.0001 - v * 0.98))
                a, b = r * np.cos(2 * np.pi * u), r * np.sin(2 * np.pi * u)
                m = (
                    n[0] + a * across[0] + b * up[0],
                    n[1] + a * across[1] + b * up[1],
                    n[2] + a * across[2] + b * up[2],
                )
                k = -2 * (eye[0] * m[0] + eye[1] * m[1] + eye[2] * m[2]) / (m[0] * m[0] + m[1] * m[1] + m[2] * m[2])
                way = (eye[0] + k * m[0], eye[1] + k * m[1], eye[2] + k * m[2])
                if way[0] * n[0] + way[1] * n[1] + way[2] * n[2] <= 0:
                    k = -2 * (eye[0] * n[0] + eye[1] * n[1] + eye[2] * n[2])
                    way = (eye[0] + k * n[0], eye[1] + k * n[1], eye[2] + k * n[2])
                t, hit, hit_u, hit_v = trace(tree, stack, p, way, 1e5, 0.0)
                if hit < 0:
                    for c in range(3):
                        out[y, x, c] += shine.sky[IN_MIRRORS + c] / samples
                    continue
                q, qn = surface(tree, shine, hit, hit_u, hit_v, p, way, t)
                column, row = -1.0, -1.0
                if q[2] > 0.05:
                    column, row = view[1] + q[0] / q[2] * view[3], view[2] - (q[1] - view[0]) / q[2] * view[3]
                if (
                    0 <= column < seen.shape[1]
                    and 0 <= row < seen.shape[0]
                    and abs(depth[int(row), int(column)] - q[2]) < 0.02 * q[2] + 0.01
                ):
                    for c in range(3):
                        out[y, x, c] += min(seen[int(row), int(column), c], limit) / samples
                    continue
                u, v = chance(x, y, sample, samples, 2.0)
                lit = direct(tree, stack, shine, q, qn, u, v)
                for c in range(3):
                    seen_there = shine.faces[hit, GLOW + c] + shine.faces[hit, ALBEDO + c] * (lit[c] + fill[c])
                    out[y, x, c] += min(seen_there, limit) / samples
