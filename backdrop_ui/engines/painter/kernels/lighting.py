"""How clay answers to light: creases, shadows, hides of scales, highlights; compiled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ....arrays import Array
from ..jit import inner
from .forms import (
    BLEND,
    BOUND,
    BUMP,
    COLOUR,
    FUR,
    GLOSS,
    GLOW,
    GRAIN,
    OPERATION,
    PAINT,
    SHEER,
    Ids,
    cells,
    distance,
    lattice,
)


@inner
def open_sky(forms: Array, ids: Ids, count: int, p: tuple[float, float, float], n: tuple[float, float, float]) -> float:
    """How much of the sky a point sees past what is near it."""
    shut = 0.0
    for number in range(4):
        step = 0.012 * 2.2**number
        near = distance(forms, ids, count, p[0] + n[0] * step, p[1] + n[1] * step, p[2] + n[2] * step)
        shut += max(step - near, 0.0) / step * 0.32
    return max(1 - shut, 0.12)


@inner
def relief(
    p: tuple[float, float, float], n: tuple[float, float, float], material: Array, e: float
) -> tuple[float, float, float]:
    """A normal on a hide of scales and wrinkles; what is finer than a pixel fades away."""
    grain = material[GRAIN]
    strength = material[BUMP] * min(max(grain / (4 * e) - 0.3, 0.0), 1.0)
    g, h = 1 / grain, max(e / grain, 0.03)
    x, y, z = p[0] * g, p[1] * g, p[2] * g
    here = _hide(x, y, z)
    gx, gy, gz = _hide(x + h, y, z) - here, _hide(x, y + h, z) - here, _hide(x, y, z + h) - here
    along = gx * n[0] + gy * n[1] + gz * n[2]
    k = strength / h
    gx, gy, gz = n[0] - k * (gx - along * n[0]), n[1] - k * (gy - along * n[1]), n[2] - k * (gz - along * n[2])
    size = math.sqrt(gx * gx + gy * gy + gz * gz)
    dirt = 1.0 + 0.28 * lattice(x * 0.23, y * 0.23, z * 0.23) + 0.5 * material[BUMP] * (0.3 + here)
    for c in range(3):
        material[COLOUR + c] *= max(dirt, 0.3)
    return gx / size, gy / size, gz / size


@inner
def _hide(x: float, y: float, z: float) -> float:
    """Height of a scaly hide, -1 to 0, folded in places."""
    fold = lattice(x * 0.31, y * 0.17, z * 0.31)
    scale = cells(x + 0.9 * fold, y + 0.7 * lattice(x * 0.4, z * 0.4, y * 0.4), z)
    return -1.6 * scale * scale + 0.9 * fold


@inner
def shadow(forms: Array, p: tuple[float, float, float], to: Array, ids: Ids) -> float:
    """How much of the key light reaches a point, with soft edges."""
    count: Any = np.int64(0)  # A literal 0 would compile `distance` once more.
    far = 0.0
    for n in range(len(forms)):
        f = forms[n]
        if f[OPERATION] == PAINT:
            continue
        x, y, z = f[2] - p[0], f[3] - p[1], f[4] - p[2]
        along = x * to[0] + y * to[1] + z * to[2]
        reach = f[BOUND] + f[BLEND] + 0.03
        if along > -reach and x * x + y * y + z * z - along * along < reach * reach:
            ids[count] = n
            count += 1
            far = max(far, along + reach)
    lit, t, before = 1.0, 0.012, 1e9
    for _ in range(32):
        if count == 0 or t > far:
            break
        d = distance(forms, ids, count, p[0] + to[0] * t, p[1] + to[1] * t, p[2] + to[2] * t)
        # Where the ray came nearest lies between two steps: without this the steps show as rings.
        back = d * d / (2 * before)
        nearest = math.sqrt(max(d * d - back * back, 0.0)) if d > 0 else d
        lit = min(lit, 0.4 + 5 * nearest / max(t - back, 0.012))
        if lit <= 0:
            return 0.0
        before = max(d, 1e-4)
        t += max(0.8 * d, 0.010 + 0.02 * t)
    return lit * lit * (3 - 2 * lit)


@inner
def lit(
    c: int,
    n: tuple[float, float, float],
    v: tuple[float, float, float],
    lamps: Array,
    m: Array,
    block: Array,
) -> float:
    """Light of one colour that a point of stuff `m` sends along v to the eye; block: its share of sky and key."""
    sees, reached = block[0], block[1]
    to, key, sky, bounce = lamps[0], lamps[1, c], lamps[2, c], lamps[3, c]
    albedo, sheer = m[COLOUR + c], m[SHEER]
    facing = n[0] * to[0] + n[1] * to[1] + n[2] * to[2]
    wrap = 0.08 + 0.4 * sheer
    direct = max((facing + wrap) / (1 + wrap), 0.0) * (0.06 + 0.94 * reached)
    blush = sheer * max(0.5 - abs(facing - 0.05), 0.0) * (0.30, 0.10, 0.05)[c]
    up = 0.5 + 0.5 * n[1]
    around = (sky * up + bounce * (1 - up)) * sees ** (1.0 if c else 0.85)
    light = albedo * (key * (direct + blush) + around)
    view = max(n[0] * v[0] + n[1] * v[1] + n[2] * v[2], 0.0)
    edge = (1 - view) ** 3
    fringe = (1 - view) ** 2 if m[FUR] > 0 else edge
    behind = max(0.25 - to[2], 0.0)
    rim = fringe * max(0.3 + 0.9 * facing + 0.35 * n[1], 0.0) * (0.2 + 0.8 * reached) * sees
    light += (0.12 + 0.9 * albedo) * key * rim * behind * (0.8 + 1.6 * min(m[FUR] * 30, 1.0))
    gloss = m[GLOSS]
    if gloss > 0:
        hx, hy, hz = to[0] + v[0], to[1] + v[1], max(to[2], 0.15) + v[2]
        size = math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-6
        half = max((n[0] * hx + n[1] * hy + n[2] * hz) / size, 0.0)
        light += key * gloss * (0.06 * half**8 + 0.9 * gloss * half**60) * (0.35 + 0.65 * reached)
        mirror = max(2 * view * n[1] - v[1], 0.0)
        light += gloss * (0.04 + 0.5 * edge) * sky * (0.3 + mirror) * sees
        window = 2 * view * n[0] - v[0] + 0.35
        light += gloss**4 * (sky + 0.4 * key) * max(1 - 9 * window * window - 9 * (mirror - 0.5) ** 2, 0.0) * 1.2
    glow = m[GLOW]
    return light * (1 - min(glow, 1.0)) + albedo * glow
