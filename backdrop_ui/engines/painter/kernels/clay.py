"""Clay seen by a camera: rays against forms, a lamp's shadows, the sky between; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..jit import njit
from .forms import (
    BLEND,
    BOUND,
    BUMP,
    COLOUR,
    COMB,
    FUR,
    GLOSS,
    GLOW,
    GRAIN,
    OPERATION,
    PAINT,
    SHEER,
    STUFFS,
    cells,
    distance,
    lattice,
    stuff,
)

TILE = 8
MARGIN = 0.07
"""Forms so near a tile's rays, in units, have a say in how open to the sky its points are."""


class Eye(NamedTuple):
    """Where forms are seen from: the picture plane is z = 0, units; its upper left corner, and the eye before it."""

    scale: float
    left: float
    top: float
    x: float
    y: float
    z: float


class Seen(NamedTuple):
    """light: (H, W, 4) premultiplied linear; guide: (H, W, 8), z, normal, length and lie of the hair."""

    light: Array
    guide: Array


@njit
def march(forms: Array, eye: Eye, lamps: Array, seen: Seen, rows: tuple[int, int]) -> None:
    """Fill in the rows of tiles from rows[0] to rows[1]; lamps: (4, 3), towards the key, key, sky, bounced light."""
    height, width = seen.light.shape[0], seen.light.shape[1]
    ids, shady = np.empty(len(forms), np.int64), np.empty(len(forms), np.int64)
    material = np.zeros(STUFFS, np.float32)
    kept = np.empty((TILE // 2, TILE // 2, 3))
    for row in range(rows[0], rows[1]):
        for column in range(-(-width // TILE)):
            u = eye.left + (column + 0.5) * TILE / eye.scale
            v = eye.top - (row + 0.5) * TILE / eye.scale
            count, near, far = _gather(forms, eye, (u - eye.x, v - eye.y, -eye.z), 0.71 * TILE / eye.scale, ids)
            if count == 0:
                continue
            near = _cone(forms, eye, (u - eye.x, v - eye.y, -eye.z), 0.72 * TILE / eye.scale, (ids, count), (near, far))
            if near > far:
                continue
            kept[:] = 1e9
            for i in range(row * TILE, min((row + 1) * TILE, height)):
                for j in range(column * TILE, min((column + 1) * TILE, width)):
                    _pixel(forms, eye, lamps, seen, (i, j), (ids, shady), (count, near, far), (material, kept))


@njit
def _gather(
    forms: Array, eye: Eye, ray: tuple[float, float, float], radius: float, ids: Array
) -> tuple[int, float, float]:
    """The forms that rays near this one may meet, and between which distances."""
    length = math.sqrt(ray[0] ** 2 + ray[1] ** 2 + ray[2] ** 2)
    dx, dy, dz = ray[0] / length, ray[1] / length, ray[2] / length
    count, near, far, solid = 0, 1e9, 0.0, False
    for n in range(len(forms)):
        f = forms[n]
        x, y, z = f[2] - eye.x, f[3] - eye.y, f[4] - eye.z
        along = x * dx + y * dy + z * dz
        off = math.sqrt(max(x * x + y * y + z * z - along * along, 0.0))
        paint = f[OPERATION] == PAINT
        reach = f[BOUND] + f[BLEND] + (0.1 if paint else MARGIN) + radius * max(along / length, 1.0)
        if off < reach:
            ids[count] = n
            count += 1
            if not paint:
                solid = True
                near, far = min(near, along - reach), max(far, along + reach)
    return (count if solid else 0), max(near, 0.01), far


@njit
def _cone(
    forms: Array,
    eye: Eye,
    ray: tuple[float, float, float],
    radius: float,
    listed: tuple[Array, int],
    between: tuple[float, float],
) -> float:
    """How far all rays of a tile may go at once before one could meet something; beyond between[1] when none does."""
    ids, count = listed
    length = math.sqrt(ray[0] ** 2 + ray[1] ** 2 + ray[2] ** 2)
    dx, dy, dz = ray[0] / length, ray[1] / length, ray[2] / length
    t = between[0]
    for _ in range(24):
        free = distance(forms, ids, count, eye.x + dx * t, eye.y + dy * t, eye.z + dz * t) * 0.9 - radius * t / length
        if free < 0.5 / eye.scale or t > between[1]:
            break
        t += free
    return t


@njit
def _pixel(
    forms: Array,
    eye: Eye,
    lamps: Array,
    seen: Seen,
    at: tuple[int, int],
    lists: tuple[Array, Array],
    found: tuple[int, float, float],
    scratch: tuple[Array, Array],
) -> None:
    """March one ray, and light what it meets."""
    ids, shady = lists
    material, kept = scratch
    count, near, far = found
    u, v = eye.left + (at[1] + 0.5) / eye.scale - eye.x, eye.top - (at[0] + 0.5) / eye.scale - eye.y
    length = math.sqrt(u * u + v * v + eye.z * eye.z)
    dx, dy, dz = u / length, v / length, -eye.z / length
    t, closest, best = near, 1e9, 0.0
    for _ in range(70):
        d = distance(forms, ids, count, eye.x + dx * t, eye.y + dy * t, eye.z + dz * t)
        pixel = t / (length * eye.scale)
        if d / pixel < closest:
            closest, best = d / pixel, t
        if d < 0.25 * pixel or t > far:
            break
        t += 0.92 * d
    for _ in range(2 if closest < 0.25 else 0):  # To the surface itself: where rays stop early, rings would show.
        best += distance(forms, ids, count, eye.x + dx * best, eye.y + dy * best, eye.z + dz * best)
    cover = min(max(1.25 - closest, 0.0), 1.0)
    if cover <= 0:
        return
    x, y, z = eye.x + dx * best, eye.y + dy * best, eye.z + dz * best
    e = 0.7 * best / (length * eye.scale)
    a = distance(forms, ids, count, x + e, y - e, z - e)
    b = distance(forms, ids, count, x - e, y - e, z + e)
    c = distance(forms, ids, count, x - e, y + e, z - e)
    d = distance(forms, ids, count, x + e, y + e, z + e)
    nx, ny, nz = a - b - c + d, -a - b + c + d, -a + b - c + d
    size = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
    nx, ny, nz = nx / size, ny / size, nz / size
    stuff(forms, ids, count, x, y, z, material)
    seen.guide[at[0], at[1], 0] = z
    seen.guide[at[0], at[1], 1], seen.guide[at[0], at[1], 2], seen.guide[at[0], at[1], 3] = nx, ny, nz
    seen.guide[at[0], at[1], 4] = material[FUR]
    for n in range(3):
        seen.guide[at[0], at[1], 5 + n] = material[COMB + n]
    block = kept[(at[0] % TILE) // 2, (at[1] % TILE) // 2]
    if abs(block[2] - z) > 0.02:  # The neighbours share what changes slowly, unless they lie on something else.
        block[0] = _open_sky(forms, ids, count, (x, y, z), (nx, ny, nz))
        block[1] = 0.0
        facing = nx * lamps[0, 0] + ny * lamps[0, 1] + nz * lamps[0, 2]
        if facing > 0:
            start = (x + 0.006 * nx, y + 0.006 * ny, z + 0.006 * nz)
            block[1] = _shadow(forms, start, lamps[0], shady) * min(5 * facing, 1.0)
        block[2] = z
    open_sky, lit = block[0], block[1]
    if material[BUMP] > 0:
        nx, ny, nz = _relief((x, y, z), (nx, ny, nz), material, e)
    for n in range(3):
        seen.light[at[0], at[1], n] = cover * _lit(n, (nx, ny, nz), (-dx, -dy, -dz), lamps, material, open_sky, lit)
    seen.light[at[0], at[1], 3] = cover


@njit
def _open_sky(
    forms: Array, ids: Array, count: int, p: tuple[float, float, float], n: tuple[float, float, float]
) -> float:
    """How much of the sky a point sees past what is near it."""
    shut = 0.0
    for number in range(4):
        step = 0.012 * 2.2**number
        near = distance(forms, ids, count, p[0] + n[0] * step, p[1] + n[1] * step, p[2] + n[2] * step)
        shut += max(step - near, 0.0) / step * 0.32
    return max(1 - shut, 0.12)


@njit
def _relief(
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


@njit
def _hide(x: float, y: float, z: float) -> float:
    """Height of a scaly hide, -1 to 0, folded in places."""
    fold = lattice(x * 0.31, y * 0.17, z * 0.31)
    scale = cells(x + 0.9 * fold, y + 0.7 * lattice(x * 0.4, z * 0.4, y * 0.4), z)
    return -1.6 * scale * scale + 0.9 * fold


@njit
def _shadow(forms: Array, p: tuple[float, float, float], to: Array, ids: Array) -> float:
    """How much of the key light reaches a point, with soft edges."""
    count, far = 0, 0.0
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


@njit
def _lit(
    c: int,
    n: tuple[float, float, float],
    v: tuple[float, float, float],
    lamps: Array,
    m: Array,
    open_sky: float,
    lit: float,
) -> float:
    """Linear light of one colour that a point sends to the eye."""
    to, key, sky, bounce = lamps[0], lamps[1, c], lamps[2, c], lamps[3, c]
    albedo, sheer = m[COLOUR + c], m[SHEER]
    facing = n[0] * to[0] + n[1] * to[1] + n[2] * to[2]
    wrap = 0.08 + 0.4 * sheer
    direct = max((facing + wrap) / (1 + wrap), 0.0) * (0.06 + 0.94 * lit)
    blush = sheer * max(0.5 - abs(facing - 0.05), 0.0) * (0.30, 0.10, 0.05)[c]
    up = 0.5 + 0.5 * n[1]
    around = (sky * up + bounce * (1 - up)) * open_sky ** (1.0 if c else 0.85)
    light = albedo * (key * (direct + blush) + around)
    view = max(n[0] * v[0] + n[1] * v[1] + n[2] * v[2], 0.0)
    edge = (1 - view) ** 3
    fringe = (1 - view) ** 2 if m[FUR] > 0 else edge
    behind = max(0.25 - to[2], 0.0)
    rim = fringe * max(0.3 + 0.9 * facing + 0.35 * n[1], 0.0) * (0.2 + 0.8 * lit) * open_sky
    light += (0.12 + 0.9 * albedo) * key * rim * behind * (0.8 + 1.6 * min(m[FUR] * 30, 1.0))
    gloss = m[GLOSS]
    if gloss > 0:
        hx, hy, hz = to[0] + v[0], to[1] + v[1], max(to[2], 0.15) + v[2]
        size = math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-6
        half = max((n[0] * hx + n[1] * hy + n[2] * hz) / size, 0.0)
        light += key * gloss * (0.06 * half**8 + 0.9 * gloss * half**60) * (0.35 + 0.65 * lit)
        mirror = max(2 * view * n[1] - v[1], 0.0)
        light += gloss * (0.04 + 0.5 * edge) * sky * (0.3 + mirror) * open_sky
        window = 2 * view * n[0] - v[0] + 0.35
        light += gloss**4 * (sky + 0.4 * key) * max(1 - 9 * window * window - 9 * (mirror - 0.5) ** 2, 0.0) * 1.2
    glow = m[GLOW]
    return light * (1 - min(glow, 1.0)) + albedo * glow
