"""The passes over the picture that trace no rays: light made smooth along surfaces, looked up between, and edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....arrays import Array
from ..jit import njit
from .bvh import Ints


@njit
def smooth(light: Array, points: Array, only: Any, step: int, edge: float, top: int, stop: int, out: Array) -> None:
    """One round of an edge-stopping filter with holes, light and out (h, w, 3) on the grid of points (h, w, 7).

    only: (h, w), where; the rest is copied.
    edge: differences of light much larger than this share are kept, 0 keeps none.
    Source: Dammertz et al., "Edge-avoiding à-trous wavelet transform", 2010.
    """
    height, width = light.shape[:2]
    for y in range(top, stop):
        for x in range(width):
            if not only[y, x]:
                out[y, x, 0], out[y, x, 1], out[y, x, 2] = light[y, x, 0], light[y, x, 1], light[y, x, 2]
                continue
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


@njit
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


@njit
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
