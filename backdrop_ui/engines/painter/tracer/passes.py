"""The passes over the picture that trace rays: what each pixel sees, and what light falls there.

Each works on the rows from `top` to `stop` only, so that two threads can share a picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .bvh import Ints, Tree, new_stack, trace
from .light import Shine, bounced, chance, direct, frame, from_lamps, from_sun, surface


@njit
def see(
    tree: Tree, shine: Shine, view: Array, at: Array, start: int, stop: int, face: Ints, weights: Array, points: Array
) -> None:
    """Trace the rays through the picture positions `at`, (N, 2) pixels.

    view: eye height, width / 2, horizon and focal length in pixels. Fills face (N,), -1 for none; weights (N, 2);
    points (N, 7): position, normal, distance.
    """
    stack = new_stack()
    eye = (0.0, np.float64(view[0]), 0.0)
    for i in range(start, stop):
        way = (np.float64((at[i, 0] - view[1]) / view[3]), np.float64((view[2] - at[i, 1]) / view[3]), 1.0)
        t, hit, u, v = trace(tree, stack, eye, way, 1e5, False)
        face[i], weights[i, 0], weights[i, 1] = hit, u, v
        points[i, 6] = t
        if hit >= 0:
            p, n = surface(tree, shine, hit, u, v, eye, way, t)
            points[i, 0], points[i, 1], points[i, 2] = p[0], p[1], p[2]
            points[i, 3], points[i, 4], points[i, 5] = n[0], n[1], n[2]
        else:
            for c in range(6):
                points[i, c] = 0


@njit
def light_sun(tree: Tree, shine: Shine, points: Array, top: int, stop: int, samples: int, out: Array) -> None:
    """Sunlight at the points (h, w, 7) of a grid; out (h, w, 3)."""
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            p = (np.float64(points[y, x, 0]), np.float64(points[y, x, 1]), np.float64(points[y, x, 2]))
            n = (np.float64(points[y, x, 3]), np.float64(points[y, x, 4]), np.float64(points[y, x, 5]))
            lit = 0.0
            for k in range(samples):
                u, v = chance(x, y, k, samples, 0)
                lit += from_sun(tree, stack, shine, p, n, u, v)
            for c in range(3):
                out[y, x, c] = lit / samples * shine.sun[3 + c]


@njit
def light_lamps(tree: Tree, shine: Shine, points: Array, top: int, stop: int, samples: int, out: Array) -> None:
    """Light straight from the lamps at the points (h, w, 7) of a grid; out (h, w, 3)."""
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            p = (np.float64(points[y, x, 0]), np.float64(points[y, x, 1]), np.float64(points[y, x, 2]))
            n = (np.float64(points[y, x, 3]), np.float64(points[y, x, 4]), np.float64(points[y, x, 5]))
            red, green, blue = 0.0, 0.0, 0.0
            if n[0] != 0 or n[1] != 0 or n[2] != 0:
                for k in range(samples):
                    u, v = chance(x, y, k, samples, 0)
                    lit = from_lamps(tree, stack, shine, p, n, u, v)
                    red, green, blue = red + lit[0], green + lit[1], blue + lit[2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / samples, green / samples, blue / samples


@njit
def refine(
    tree: Tree, shine: Shine, points: Array, coarse: Array, grid: Array, step: int,
    top: int, stop: int, samples: int, out: Array, done: Any,
) -> None:  # fmt: skip
    """Gather sunlight anew at the pixels (H, W, 7) where the `coarse` one (h, w, 3) on its `grid` (h, w, 7)
    varies along the surface: the edges of shadows. top, stop: rows of the grid. done (H, W) says where."""
    stack = new_stack()
    height, width = grid.shape[:2]
    last = len(points) - 1
    for row in range(top, stop):
        for column in range(width):
            least, most = np.inf, 0.0
            for j in range(max(row - 1, 0), min(row + 2, height)):
                for i in range(max(column - 1, 0), min(column + 2, width)):
                    value = coarse[j, i, 0] + coarse[j, i, 1] + coarse[j, i, 2]
                    least, most = min(least, value), max(most, value)
            if most - least < 0.12 * most + 0.01:
                continue
            right = (column + 1) * step if column < width - 1 else points.shape[1]
            for y in range(row * step, (row + 1) * step if row < height - 1 else last + 1):
                for x in range(column * step, right):
                    q = points[y, x]
                    if q[3] == 0 and q[4] == 0 and q[5] == 0:
                        continue
                    if alike(coarse, grid, row, column, q):
                        continue
                    done[y, x] = True
                    p = (np.float64(q[0]), np.float64(q[1]), np.float64(q[2]))
                    n = (np.float64(q[3]), np.float64(q[4]), np.float64(q[5]))
                    lit = 0.0
                    for k in range(samples):
                        u, v = chance(x, y, k, samples, 0)
                        lit += from_sun(tree, stack, shine, p, n, u, v)
                    for c in range(3):
                        out[y, x, c] = lit / samples * shine.sun[3 + c]


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
def light_bounced(
    tree: Tree, shine: Shine, points: Array, top: int, stop: int, samples: int, bounces: int, out: Array
) -> None:
    """Light by way of sky and other surfaces at the points (h, w, 7) of a grid; out (h, w, 3)."""
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            p = (np.float64(points[y, x, 0]), np.float64(points[y, x, 1]), np.float64(points[y, x, 2]))
            n = (np.float64(points[y, x, 3]), np.float64(points[y, x, 4]), np.float64(points[y, x, 5]))
            red, green, blue = 0.0, 0.0, 0.0
            if n[0] != 0 or n[1] != 0 or n[2] != 0:
                for k in range(samples):
                    lit = bounced(tree, stack, shine, p, n, (x, y), k, samples, bounces)
                    red, green, blue = red + lit[0], green + lit[1], blue + lit[2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / samples, green / samples, blue / samples


@njit
def light_mirrored(
    tree: Tree,
    shine: Shine,
    points: Array,
    rough: Array,
    view: Array,
    seen: Array,
    depth: Array,
    fill: Array,
    brightest: float,
    top: int,
    stop: int,
    samples: int,
    out: Array,
) -> None:
    """What glossy points of a grid mirror; rough (h, w), negative where nothing is mirrored; out (h, w, 3).

    What a ray meets is taken from the picture, `seen` (H, W, 3) and `depth` (H, W), where that shows it; elsewhere
    its mean colour is lit by one ray to sun and lamp, and by `fill`. brightest: nothing
    mirrored counts for more, as few rays find it.
    """
    stack = new_stack()
    for y in range(top, stop):
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
                u, v = chance(x, y, sample, samples, 1)
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
                t, hit, hit_u, hit_v = trace(tree, stack, p, way, 1e5, False)
                if hit < 0:
                    for c in range(3):
                        out[y, x, c] += shine.sky[6 + c] / samples
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
                u, v = chance(x, y, sample, samples, 2)
                lit = direct(tree, stack, shine, q, qn, u, v)
                out[y, x, 0] += min(shine.glow[hit, 0] + shine.albedo[hit, 0] * (lit[0] + fill[0]), limit) / samples
                out[y, x, 1] += min(shine.glow[hit, 1] + shine.albedo[hit, 1] * (lit[1] + fill[1]), limit) / samples
                out[y, x, 2] += min(shine.glow[hit, 2] + shine.albedo[hit, 2] * (lit[2] + fill[2]), limit) / samples
