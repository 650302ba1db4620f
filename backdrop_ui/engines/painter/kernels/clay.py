"""Clay seen by a camera: rays against forms, a lamp's shadows, the sky between; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .forms import BLEND, BOUND, BUMP, COMB, FUR, OPERATION, PAINT, STUFFS, Ids, distance, stuff
from .lighting import lit, open_sky, relief, shadow

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
    kept = np.empty((TILE // 2, TILE // 2, 3), np.float32)
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
                    _pixel(forms, eye, lamps, seen, (i, j), (count, near, far), (ids, shady, material, kept))


@inner
def _gather(
    forms: Array, eye: Eye, ray: tuple[float, float, float], radius: float, ids: Ids
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


@inner
def _cone(
    forms: Array,
    eye: Eye,
    ray: tuple[float, float, float],
    radius: float,
    listed: tuple[Ids, int],
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


@inner
def _pixel(
    forms: Array,
    eye: Eye,
    lamps: Array,
    seen: Seen,
    at: tuple[int, int],
    found: tuple[int, float, float],
    scratch: tuple[Ids, Ids, Array, Array],
) -> None:
    """March one ray, and light what it meets."""
    ids, shady, material, kept = scratch
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
        block[0] = open_sky(forms, ids, count, (x, y, z), (nx, ny, nz))
        block[1] = 0.0
        facing = nx * lamps[0, 0] + ny * lamps[0, 1] + nz * lamps[0, 2]
        if facing > 0:
            start = (x + 0.006 * nx, y + 0.006 * ny, z + 0.006 * nz)
            block[1] = shadow(forms, start, lamps[0], shady) * min(5 * facing, 1.0)
        block[2] = z
    if material[BUMP] > 0:
        nx, ny, nz = relief((x, y, z), (nx, ny, nz), material, e)
    for n in range(3):
        seen.light[at[0], at[1], n] = cover * lit(n, (nx, ny, nz), (-dx, -dy, -dz), lamps, material, block)
    seen.light[at[0], at[1], 3] = cover
