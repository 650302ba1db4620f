"""Hair, stroke by stroke, over clay that is already lit; compiled."""

from __future__ import annotations

import math

from ....arrays import Array
from ..jit import inner, njit
from .forms import Ids, hash3, lattice


@njit
def comb(light: Array, root: Array, guide: Array, places: Ids, scale: float, seed: int) -> None:
    """Lay a hair at every place, in order: light (H, W, 4) premultiplied, in place; places (N, 2), row and column.

    root: the clay as it was lit, where hairs take their colour. They lie along the guide's comb, lean out of the skin,
    part in tufts, and are lighter and thinner towards their tips.
    """
    for number in range(len(places)):
        i, j = places[number, 0], places[number, 1]
        g = guide[i, j]
        nx, ny, nz = g[1], g[2], g[3]
        x, y, z = j / scale, i / scale, g[0]
        along = g[5] * nx + g[6] * ny + g[7] * nz
        fx, fy, fz = g[5] - along * nx, g[6] - along * ny, g[7] - along * nz
        size = math.sqrt(fx * fx + fy * fy + fz * fz) + 1e-3
        tuft = 1 / (1.3 * g[4])
        sway = lattice(x * tuft, y * tuft, z * tuft + seed)
        sway2 = lattice(x * tuft + 31.7, y * tuft, z * tuft + seed)
        r1, r2, r3 = hash3(i, j, seed), hash3(i, j, seed + 1), hash3(i, j, seed + 2)
        lean = 0.45 + 0.25 * r3
        dx = fx / size + lean * nx + 0.55 * sway + 0.35 * (r1 - 0.5)
        dy = fy / size + lean * ny + 0.55 * sway2 + 0.35 * (r2 - 0.5)
        dz = fz / size + lean * nz
        size = math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6
        reach = g[4] * scale * (0.65 + 0.5 * r3)
        dx, dy = dx / size * reach, -dy / size * reach
        tone = 0.80 + 0.34 * r1 + 0.16 * sway
        alpha = root[i, j, 3]
        red, green, blue = root[i, j, 0] / alpha, root[i, j, 1] / alpha, root[i, j, 2] / alpha
        _stroke(light, (j + 0.5, i + 0.5), (dx, dy), (red, green, blue), tone, max(0.0032 * scale, 0.55))


@inner
def _stroke(
    light: Array,
    start: tuple[float, float],
    way: tuple[float, float],
    colour: tuple[float, float, float],
    tone: float,
    width: float,
) -> None:
    """One hair: dots along a curve that sinks a little."""
    length = math.sqrt(way[0] ** 2 + way[1] ** 2)
    steps = max(int(length / (0.7 * max(width, 0.7))), 1)
    for s in range(steps + 1):
        t = s / steps
        x, y = start[0] + way[0] * t, start[1] + way[1] * t + 0.22 * length * t * t
        thick = width * (1 - 0.75 * t)
        shade = tone * (0.86 + 0.34 * t)
        reach = math.ceil(thick)
        px, py = math.floor(x), math.floor(y)
        for q in range(py - reach, py + reach + 1):
            for p in range(px - reach, px + reach + 1):
                if 0 <= q < light.shape[0] and 0 <= p < light.shape[1]:
                    off = math.sqrt((p + 0.5 - x) ** 2 + (q + 0.5 - y) ** 2)
                    cover = min(max(thick + 0.5 - off, 0.0), 1.0) * min(1.0, thick + 0.35) * 0.75
                    if cover > 0:
                        for c in range(3):
                            light[q, p, c] += (colour[c] * shade - light[q, p, c]) * cover
                        light[q, p, 3] += (1 - light[q, p, 3]) * cover
