"""Distances to forms that melt into one another, and what they are made of there; compiled.

A form is a row of 32 numbers, written by `clay.Clay`; places are in units, x right, y up, z towards the viewer.
"""

from __future__ import annotations

import math

from ....arrays import Array
from ..jit import njit

KIND, OPERATION, CENTRE, AXES, SIZE, BLEND, BOUND, STUFF = 0, 1, 2, 5, 14, 18, 19, 20
BALL, LIMB, BOX, DRUM = 0, 1, 2, 3
ADD, PAINT, CUT = 0, 1, 2
COLOUR, FUR, GLOSS, BUMP, GRAIN, GLOW, SHEER, COMB = 0, 3, 4, 5, 6, 7, 8, 9
STUFFS = 12
"""What a form is made of: linear colour, length of its hair, gloss, relief and its size, glow, how much light it lets
through, and which way its hair lies."""


@njit
def hash3(x: int, y: int, z: int) -> float:
    """A number in [0, 1) for every point of a lattice."""
    n = (x * 374761393 + y * 668265263 + z * 1274126177) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1103515245) & 0xFFFFFFFF
    n = ((n ^ (n >> 16)) * 2246822519) & 0xFFFFFFFF
    return ((n ^ (n >> 15)) & 0xFFFFFF) / 16777216.0


@njit
def lattice(x: float, y: float, z: float) -> float:
    """Smooth noise of one wave a unit, in [-1, 1]."""
    fx, fy, fz = math.floor(x), math.floor(y), math.floor(z)
    i, j, k = int(fx), int(fy), int(fz)
    u, v, w = x - fx, y - fy, z - fz
    u, v, w = u * u * (3 - 2 * u), v * v * (3 - 2 * v), w * w * (3 - 2 * w)
    total = 0.0
    for corner in range(8):
        a, b, c = corner & 1, (corner >> 1) & 1, corner >> 2
        weight = (u if a else 1 - u) * (v if b else 1 - v) * (w if c else 1 - w)
        total += weight * hash3(i + a, j + b, k + c)
    return 2 * total - 1


@njit
def cells(x: float, y: float, z: float) -> float:
    """Distance to the middle of the nearest cell, about 0 to 1: a hide of scales."""
    i, j, k = int(math.floor(x - 0.5)), int(math.floor(y - 0.5)), int(math.floor(z - 0.5))
    best = 9.0
    for corner in range(8):
        a, b, c = i + (corner & 1), j + ((corner >> 1) & 1), k + (corner >> 2)
        dx = a + 0.2 + 0.6 * hash3(a, b, c) - x
        dy = b + 0.2 + 0.6 * hash3(a + 57, b, c) - y
        dz = c + 0.2 + 0.6 * hash3(a, b + 91, c) - z
        best = min(best, dx * dx + dy * dy + dz * dz)
    return min(math.sqrt(best), 1.0)


@njit
def one(f: Array, x: float, y: float, z: float) -> float:
    """Distance to one form, negative inside; a ball's is a good guess."""
    x, y, z = x - f[2], y - f[3], z - f[4]
    a = f[5] * x + f[6] * y + f[7] * z
    b = f[8] * x + f[9] * y + f[10] * z
    c = f[11] * x + f[12] * y + f[13] * z
    kind = int(f[KIND])
    if kind == BALL:
        a, b, c = a / f[14], b / f[15], c / f[16]
        k0 = math.sqrt(a * a + b * b + c * c)
        a, b, c = a / f[14], b / f[15], c / f[16]
        k1 = math.sqrt(a * a + b * b + c * c)
        return -min(f[14], f[15], f[16]) if k1 < 1e-6 else k0 * (k0 - 1) / k1
    if kind == BOX:
        a, b, c = abs(a) - f[14] + f[17], abs(b) - f[15] + f[17], abs(c) - f[16] + f[17]
        out = math.sqrt(max(a, 0.0) ** 2 + max(b, 0.0) ** 2 + max(c, 0.0) ** 2)
        return out + min(max(a, b, c), 0.0) - f[17]
    q = math.sqrt(a * a + c * c)
    if kind == LIMB:
        b += f[14]
        length = 2 * f[14]
        slope = (f[15] - f[16]) / length
        rise = math.sqrt(max(1 - slope * slope, 0.0))
        k = rise * b - slope * q
        if k < 0:
            return math.sqrt(q * q + b * b) - f[15]
        if k > rise * length:
            return math.sqrt(q * q + (b - length) ** 2) - f[16]
        return q * rise + b * slope - f[15]
    h, low, high, soft = f[14] - f[17], f[15] - f[17], f[16] - f[17], f[17]
    if high < 0:
        high = 0.0
    ax, ay = q - min(q, low if b < 0 else high), abs(b) - h
    ex, ey = high - low, 2 * h
    t = min(max(((high - q) * ex + (h - b) * ey) / (ex * ex + ey * ey), 0.0), 1.0)
    bx, by = q - high + ex * t, b - h + ey * t
    sign = -1.0 if (bx < 0 and ay < 0) else 1.0
    return sign * math.sqrt(min(ax * ax + ay * ay, bx * bx + by * by)) - soft


@njit
def distance(forms: Array, ids: Array, count: int, x: float, y: float, z: float) -> float:
    """Distance to everything listed, melted together in order."""
    d = 9.0
    for n in range(count):
        f = forms[ids[n]]
        operation = int(f[OPERATION])
        if operation == PAINT:
            continue
        e = one(f, x, y, z)
        k = f[BLEND]
        if operation == CUT:
            h = max(k - abs(d + e), 0.0) / k
            d = max(d, -e) + h * h * k * 0.25
        else:
            h = max(k - abs(d - e), 0.0) / k
            d = min(d, e) - h * h * k * 0.25
    return d


@njit
def stuff(forms: Array, ids: Array, count: int, x: float, y: float, z: float, out: Array) -> None:
    """What everything listed is made of at a place on its surface; out: (12,)."""
    d = 9.0
    for n in range(count):
        f = forms[ids[n]]
        operation, e, k = int(f[OPERATION]), one(f, x, y, z), f[BLEND]
        if operation == PAINT:
            grain = 1 / max(f[STUFF + GRAIN], 1e-3)
            wobble = lattice(x * grain, y * grain, z * grain) + 0.5 * lattice(
                x * grain * 2.3, y * grain * 2.3, z * grain * 2.3
            )
            share = min(max(0.5 - (e + f[STUFF + BUMP] * wobble) / k, 0.0), 1.0) * f[STUFF + GLOSS]
            for c in range(3):
                out[c] += (f[STUFF + c] - out[c]) * share
            continue
        if operation == CUT:
            share = min(max(0.5 + (-e - d) / (2 * k), 0.0), 1.0)
            d = max(d, -e)
        else:
            share = 1.0 if n == 0 else min(max(0.5 + (d - e) / (2 * k), 0.0), 1.0)
            h = max(k - abs(d - e), 0.0) / k
            d = min(d, e) - h * h * k * 0.25
        for c in range(STUFFS):
            out[c] += (f[STUFF + c] - out[c]) * share
