"""The passes over the picture: what each pixel sees, what light falls there, and that light made smooth.

Each works on the rows from `top` to `stop` only, so that two threads can share a picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Array
from .bvh import Ints, Tree, new_stack, trace
from .compiled import kernel
from .light import BRIGHTEST, Shine, _frame, _sky, bounced, chance, direct, surface


@kernel
def see(
    tree: Tree, shine: Shine, view: Array, at: Array, start: int, stop: int, face: Ints, weights: Array, points: Array
) -> None:
    """Trace the rays through the picture positions `at`, (N, 2) pixels.

    view: eye height, width / 2, horizon and focal length in pixels. Fills face (N,), -1 for none; weights (N, 2);
    points (N, 7): position, normal, distance.
    """
    stack = new_stack()
    eye = (0.0, view[0], 0.0)
    for i in range(start, stop):
        way = ((at[i, 0] - view[1]) / view[3], (view[2] - at[i, 1]) / view[3], 1.0)
        t, hit, u, v = trace(tree, stack, eye, way, 1e5, False)
        face[i], weights[i, 0], weights[i, 1] = hit, u, v
        points[i, 6] = t
        if hit >= 0:
            p, n = surface(tree, shine, hit, u, v, eye, way, t)
            points[i, 0], points[i, 1], points[i, 2] = p[0], p[1], p[2]
            points[i, 3], points[i, 4], points[i, 5] = n[0], n[1], n[2]
        else:
            points[i, :6] = 0


@kernel
def light_direct(tree: Tree, shine: Shine, points: Array, top: int, stop: int, samples: int, out: Array) -> None:
    """Light from sun and lamps at the points (h, w, 7) of a grid; out (h, w, 3)."""
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            p = (float(points[y, x, 0]), float(points[y, x, 1]), float(points[y, x, 2]))
            n = (float(points[y, x, 3]), float(points[y, x, 4]), float(points[y, x, 5]))
            red, green, blue = 0.0, 0.0, 0.0
            if n[0] != 0 or n[1] != 0 or n[2] != 0:
                for k in range(samples):
                    u, v = chance(x, y, k, samples, 0)
                    lit = direct(tree, stack, shine, p, n, u, v)
                    red, green, blue = red + lit[0], green + lit[1], blue + lit[2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / samples, green / samples, blue / samples


@kernel
def light_bounced(
    tree: Tree, shine: Shine, points: Array, top: int, stop: int, samples: int, bounces: int, out: Array
) -> None:
    """Light by way of sky and other surfaces at the points (h, w, 7) of a grid; out (h, w, 3)."""
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            p = (float(points[y, x, 0]), float(points[y, x, 1]), float(points[y, x, 2]))
            n = (float(points[y, x, 3]), float(points[y, x, 4]), float(points[y, x, 5]))
            red, green, blue = 0.0, 0.0, 0.0
            if n[0] != 0 or n[1] != 0 or n[2] != 0:
                for k in range(samples):
                    lit = bounced(tree, stack, shine, p, n, (x, y), k, samples, bounces)
                    red, green, blue = red + lit[0], green + lit[1], blue + lit[2]
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / samples, green / samples, blue / samples


@kernel
def light_mirrored(
    tree: Tree,
    shine: Shine,
    points: Array,
    rough: Array,
    view: Array,
    seen: Array,
    depth: Array,
    fill: Array,
    top: int,
    stop: int,
    samples: int,
    out: Array,
) -> None:
    """What glossy points of a grid mirror; rough (h, w), negative where nothing is mirrored; out (h, w, 3).

    What a ray meets is taken from the picture, `seen` (H, W, 3) and `depth` (H, W), where that shows it; elsewhere
    its mean colour is lit by one ray to sun and lamp, and by `fill`.
    """
    stack = new_stack()
    for y in range(top, stop):
        for x in range(points.shape[1]):
            out[y, x, :] = 0
            if rough[y, x] < 0:
                continue
            p = (float(points[y, x, 0]), float(points[y, x, 1]), float(points[y, x, 2]))
            n = (float(points[y, x, 3]), float(points[y, x, 4]), float(points[y, x, 5]))
            eye = (p[0], p[1] - view[0], p[2])
            k = 1 / np.sqrt(eye[0] * eye[0] + eye[1] * eye[1] + eye[2] * eye[2] + 1e-12)
            eye = (eye[0] * k, eye[1] * k, eye[2] * k)
            across, up = _frame(n)
            lobe = rough[y, x] * rough[y, x]
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
                        out[y, x, c] += min(seen[int(row), int(column), c], BRIGHTEST) / samples
                    continue
                u, v = chance(x, y, sample, samples, 2)
                lit = direct(tree, stack, shine, q, qn, u, v)
                out[y, x, 0] += min(shine.glow[hit, 0] + shine.albedo[hit, 0] * (lit[0] + fill[0]), BRIGHTEST) / samples
                out[y, x, 1] += min(shine.glow[hit, 1] + shine.albedo[hit, 1] * (lit[1] + fill[1]), BRIGHTEST) / samples
                out[y, x, 2] += min(shine.glow[hit, 2] + shine.albedo[hit, 2] * (lit[2] + fill[2]), BRIGHTEST) / samples


@kernel
def smooth(light: Array, points: Array, step: int, edge: float, top: int, stop: int, out: Array) -> None:
    """One round of an edge-stopping filter with holes, light and out (h, w, 3) on the grid of points (h, w, 7).

    edge: differences of light much larger than this share are kept, 0 keeps none.
    Source: Dammertz et al., "Edge-avoiding à-trous wavelet transform", 2010.
    """
    height, width = light.shape[:2]
    for y in range(top, stop):
        for x in range(width):
            p = points[y, x]
            mine = light[y, x, 0] + light[y, x, 1] + light[y, x, 2]
            red, green, blue, total = 0.0, 0.0, 0.0, 0.0
            for j in range(-2, 3):
                row = y + j * step
                if row < 0 or row >= height:
                    continue
                for i in range(-2, 3):
                    column = x + i * step
                    if column < 0 or column >= width:
                        continue
                    q = points[row, column]
                    alike = p[3] * q[3] + p[4] * q[4] + p[5] * q[5]
                    if alike <= 0.5:
                        if i != 0 or j != 0:
                            continue
                        alike = 1.0
                    off = abs((q[0] - p[0]) * p[3] + (q[1] - p[1]) * p[4] + (q[2] - p[2]) * p[5]) / (
                        0.004 * p[6] + 1e-6
                    )
                    if off > 6:
                        continue
                    alike *= alike
                    alike *= alike
                    alike *= alike
                    w = alike / (1 + off * off) * (3.0 - abs(i)) * (3.0 - abs(j))
                    if edge > 0:
                        other = light[row, column, 0] + light[row, column, 1] + light[row, column, 2]
                        d = (other - mine) / (edge * (mine + other) + 1e-4)
                        w /= 1 + d * d * d * d
                    red, green, blue = (
                        red + w * light[row, column, 0],
                        green + w * light[row, column, 1],
                        blue + w * light[row, column, 2],
                    )
                    total += w
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / total, green / total, blue / total


@kernel
def look_up(light: Array, grid: Array, step: int, at: Array, points: Array, start: int, stop: int, out: Array) -> None:
    """Light of a grid (h, w, 3), one point every `step` pixels, at the picture positions `at` (N, 2) with their own
    points (N, 7); out (N, 3)."""
    height, width = light.shape[:2]
    for i in range(start, stop):
        p = points[i]
        x, y = (at[i, 0] - (step // 2 + 0.5)) / step, (at[i, 1] - (step // 2 + 0.5)) / step
        column, row = int(np.floor(x)), int(np.floor(y))
        red, green, blue, total = 0.0, 0.0, 0.0, 0.0
        for ring in range(2):
            for dy in range(-ring, 2 + ring):
                for dx in range(-ring, 2 + ring):
                    gx, gy = min(max(column + dx, 0), width - 1), min(max(row + dy, 0), height - 1)
                    q = grid[gy, gx]
                    alike = max(p[3] * q[3] + p[4] * q[4] + p[5] * q[5], 0.0)
                    alike *= alike
                    alike *= alike
                    alike *= alike
                    off = abs((q[0] - p[0]) * p[3] + (q[1] - p[1]) * p[4] + (q[2] - p[2]) * p[5]) / (
                        0.003 * p[6] + 1e-6
                    )
                    near = (
                        max(1.2 - abs(x - gx), 0.01) * max(1.2 - abs(y - gy), 0.01)
                        if ring
                        else max(1 - abs(x - gx), 0.0) * max(1 - abs(y - gy), 0.0)
                    )
                    w = near * (alike / (1 + off * off * off * off) + 1e-9)
                    red, green, blue = (
                        red + w * light[gy, gx, 0],
                        green + w * light[gy, gx, 1],
                        blue + w * light[gy, gx, 2],
                    )
                    total += w
            if total > 0.05:
                break
        if total > 0:
            out[i, 0], out[i, 1], out[i, 2] = red / total, green / total, blue / total
        else:
            out[i, 0], out[i, 1], out[i, 2] = 0.0, 0.0, 0.0


@kernel
def find_edges(points: Array, kind: Ints, top: int, stop: int, out: Any) -> None:
    """Mark the pixels of (H, W, 7) where another surface begins; kind (H, W) tells materials and tints apart."""
    height, width = kind.shape
    for y in range(top, stop):
        for x in range(width):
            out[y, x] = False
            p = points[y, x]
            for side in range(4):
                row, column = y + (side == 0) - (side == 1), x + (side == 2) - (side == 3)
                if row < 0 or row >= height or column < 0 or column >= width:
                    continue
                q = points[row, column]
                if kind[row, column] != kind[y, x]:
                    out[y, x] = True
                elif kind[y, x] >= 0:
                    off = abs((q[0] - p[0]) * p[3] + (q[1] - p[1]) * p[4] + (q[2] - p[2]) * p[5])
                    if p[3] * q[3] + p[4] * q[4] + p[5] * q[5] < 0.9 or off > 0.006 * p[6]:
                        out[y, x] = True
