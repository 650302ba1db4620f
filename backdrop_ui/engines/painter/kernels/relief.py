"""Heights of the ground by place, compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..jit import inner, njit
from .landforms import form_of, stones
from .waves import fbm2, wave2

PLAIN_M = 100.0
"""Land farther than this rises from the ground plane and does not dip below it, or the sky would shine through."""


class Relief(NamedTuple):
    """A form with its measures, metres; shift_x and shift_z tell one seed's land from another's."""

    form: int
    height_m: float
    size_m: float
    base_m: float
    near_m: float
    rise_m: float
    valley: float
    ripples: float
    rough: float
    stones: float
    shift_x: float
    shift_z: float


@njit
def height(r: Relief, x: float, z: float, pixel_m: float) -> float:
    """Metres above the ground plane; details smaller than `pixel_m` are left out."""
    u, v = (x / r.size_m) + r.shift_x, (z / r.size_m) + r.shift_z
    octaves = min(max(math.log2(r.size_m / max(2.0 * pixel_m, 1e-6)), 1.0), 10.0)
    shape = form_of(r.form, (x / r.size_m, z / r.size_m), (u, v), octaves)
    rise = 1.0
    if r.rise_m > 0:
        t = min(max((z - r.near_m) / r.rise_m, 0.0), 1.0)
        rise = t * t * (3 - 2 * t)
    if r.valley != 0:
        rise *= 1 - r.valley * math.exp(-((x / (0.22 * z + 1)) ** 2))
    total = r.base_m + r.height_m * shape * rise
    if r.near_m > PLAIN_M:
        t = min(max((z - r.near_m) / (0.2 * r.near_m), 0.0), 1.0)
        total = max(total, 0.0) * t * t * (3 - 2 * t)
    if r.ripples > 0 and pixel_m < 0.08:
        total += r.ripples * _ripples(x, z) * min(max(1.6 - 20 * pixel_m, 0.0), 1.0)
    if r.rough > 0 and pixel_m < 0.5:
        total += r.rough * fbm2(x * 1.7, z * 1.7, min(math.log2(0.6 / max(2 * pixel_m, 1e-6)), 6.0), 0.55)
    if r.stones > 0 and pixel_m < 0.1:
        total += stones(x + r.shift_x, z + r.shift_z, r.stones) * min(max(1.5 - 15 * pixel_m, 0.0), 1.0)
    return total


@inner
def _ripples(x: float, z: float) -> float:
    """Wind ripples, metres: crests across the wind that fork and end, steeper on one side."""
    bend = 2.2 * wave2(x * 0.22, z * 0.30)[0] + 0.45 * wave2(x * 0.9, z * 1.3)[0]
    phase = z * 6.2 + x * 1.9 + 2.4 * bend
    turn = phase - math.floor(phase)
    crest = turn / 0.68 if turn < 0.68 else (1 - turn) / 0.32
    patch = 0.65 + 0.5 * wave2(x * 0.35 + 50, z * 0.5)[0]
    return 0.011 * crest * crest * (3 - 2 * crest) * patch
