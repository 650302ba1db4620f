"""What marched land looks like: light by slope, shadow and hollow, cover where it lies, air before it; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .march import Hits, View
from .relief import Relief, height
from .waves import fbm2, wave2


class Ground(NamedTuple):
    """How land is covered and lit; as `TerrainOptions`."""

    cover_m: float
    cover_fade_m: float
    steep: float
    haze_m: float
    haze_top_m: float
    ambient: float
    sun: float
    forest: float
    strata_m: float
    sparkle: float
    glow: float


@njit
def shade(
    r: Relief, g: Ground, view: View, sun: tuple[float, float, float], paints: Array, hits: Hits, lit: Array,
    colour: Array, rows: tuple[int, int],
) -> None:  # fmt: skip
    """Fill in the colour, (H, W, 3) linear, of every pixel of these rows that met land.

    paints: (7, 3) linear: rock, cover, strata, haze, glow, key light, ambient light. lit: see `sunlight`.
    """
    step = hits.depth.shape[0] // lit.shape[0]
    for y in range(rows[0], rows[1]):
        for column in range(view.width):
            z = np.float64(hits.depth[y, column])
            if z <= 0:
                continue
            pixel = max(z / view.focal_px, 1e-3)
            wide = min(max(0.7 * _reach(hits.depth, y, column), pixel), 12 * pixel)
            x = (column + 0.5 - view.width / 2) * z / view.focal_px
            here = height(r, x, z, wide)
            right, away = height(r, x + wide, z, wide) - here, here - height(r, x, z - wide, wide)
            flat = 1 / math.sqrt(1 + (right * right + away * away) / (wide * wide))
            facing = max((-right * sun[0] - away * sun[2]) / wide + sun[1], 0.0) * flat
            hollow = (here - height(r, x, z, max(0.06 * r.size_m, 8 * wide))) / (0.06 * r.size_m)
            open_sky = min(max(0.78 + 0.9 * hollow, 0.35), 1.15) * (0.5 + 0.5 * flat)
            key = g.sun * facing * _near_light(lit, hits.depth, y, column, step)
            turned = (-right * sun[0] - away * sun[2]) / wide * flat  # The sky is brighter on the sun's side.
            sky = 2 * g.ambient * open_sky * (1 + 0.35 * min(max(turned, -1.0), 1.0))
            bounce = 0.12 * g.sun * max(sun[1], 0.1) * (1 - flat)
            grain = fbm2(x * 9 / r.size_m + here * 4 / r.size_m, z * 9 / r.size_m + here * 7 / r.size_m, 4.0, 0.6)
            cover = _step(here + grain * g.cover_fade_m, g.cover_m, g.cover_fade_m) * _step(
                flat + 0.10 * grain, 0.70 * g.steep, 0.15 * g.steep
            )
            tone = 1 + 0.30 * min(max(grain, -1.0), 1.0)
            band = 0.0
            if g.strata_m > 0:
                band = _strata(here + 0.25 * g.strata_m * grain, g.strata_m)
            if g.forest > 0:
                tufts = fbm2(x * 0.12, z * 0.07, min(math.log2(14 / wide), 5.0), 0.7)
                tone *= 1 - g.forest * (0.35 + 0.45 * min(max(tufts, -1.0), 1.0))
            if g.sparkle > 0 and wide < 0.2:
                key += g.sparkle * max(fbm2(x * 60, z * 60, 2.0, 0.8) - 0.55, 0.0) * max(1 - 5 * wide, 0.0) * facing
            _finish(g, view, sun, paints, (x, here, z), (tone, cover, band, key, sky, bounce), colour[y, column])


@inner
def _reach(depth: Array, y: int, column: int) -> float:
    """Metres ahead that a pixel covers; a crest before something far away does not count."""
    z, reach = depth[y, column], 1e9
    if y > 0 and depth[y - 1, column] > 0:
        reach = abs(depth[y - 1, column] - z)
    if y < depth.shape[0] - 1 and depth[y + 1, column] > 0:
        reach = min(reach, abs(depth[y + 1, column] - z))
    return reach if reach < 1e9 else 0.0


@inner
def _finish(
    g: Ground, view: View, sun: tuple[float, float, float], paints: Array, place: tuple[float, float, float],
    mood: tuple[float, float, float, float, float, float], out: Array,
) -> None:  # fmt: skip
    """Albedo by light, then air: hazier low down, glowing where one looks towards the sun."""
    x, here, z = place
    tone, cover, band, key, sky, bounce = mood
    rise = here - view.eye_m
    far = math.sqrt(x * x + rise * rise + z * z)
    thick = math.exp(-max(here, 0.0) / g.haze_top_m)
    air = 1 - math.exp(-far * (0.35 + 0.65 * thick) / g.haze_m)
    towards = max((x * sun[0] + rise * sun[1] + z * sun[2]) / max(far, 1e-6), 0.0)
    glow = g.glow * (0.35 * towards**4 + 0.65 * towards**24)
    for c in range(3):
        rock = paints[0, c] + (paints[2, c] - paints[0, c]) * band
        albedo = rock * tone + (paints[1, c] * (0.75 + 0.25 * tone) - rock * tone) * cover
        light = key * paints[5, c] + sky * paints[6, c] + bounce * paints[5, c] * albedo
        haze = paints[3, c] + glow * paints[4, c]
        out[c] = albedo * light * (1 - air) + haze * air


@inner
def _step(value: float, middle: float, half: float) -> float:
    t = min(max((value - middle + half) / (2 * half), 0.0), 1.0)
    return t * t * (3 - 2 * t)


@inner
def _strata(high: float, size: float) -> float:
    """Layers of two rocks, thick and thin, 0 to 1."""
    return min(max(0.5 + 0.9 * wave2(high / size, 0.37)[0] + 0.5 * wave2(high * 3.7 / size, 5.1)[0], 0.0), 1.0)


@inner
def _near_light(lit: Array, depth: Array, y: int, column: int, step: int) -> float:
    """Sunlight between coarse pixels, from those about as far away as this one."""
    v, u = (y + 0.5) / step - 0.5, (column + 0.5) / step - 0.5
    i, j = math.floor(v), math.floor(u)
    z, total, weights = depth[y, column], 0.0, 1e-6
    for m in range(2):
        for n in range(2):
            row, across = min(max(i + m, 0), lit.shape[0] - 1), min(max(j + n, 0), lit.shape[1] - 1)
            there = depth[
                min(row * step + step // 2, depth.shape[0] - 1), min(across * step + step // 2, depth.shape[1] - 1)
            ]
            near = abs(1 - abs(v - i - m)) * abs(1 - abs(u - j - n)) + 1e-4
            weight = near * (1.0 if abs(there - z) < 0.15 * z else 1e-3)
            total += weight * lit[row, across]
            weights += weight
    return total / weights


@njit
def smooth_edges(hits: Hits, colour: Array, columns: tuple[int, int]) -> None:
    """Where a nearer crest ends inside a pixel, mix it with its neighbour above or below."""
    rows = colour.shape[0]
    for y in range(1, rows - 1):
        for column in range(columns[0], columns[1]):
            share = hits.edge[y, column]
            other = y + 1 if share > 0 else y - 1
            if share != 0 and hits.depth[other, column] > 0:
                for c in range(3):
                    colour[y, column, c] += abs(share) * (colour[other, column, c] - colour[y, column, c])
