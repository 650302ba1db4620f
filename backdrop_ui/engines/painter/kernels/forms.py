"""Distances to forms that melt into one another, and what they are made of there; compiled.

A form is a row of 32 numbers, written by `clay.Clay`; places are in units, x right, y up, z towards the viewer.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..jit import inner

Ids = npt.NDArray[np.int64]

KIND, OPERATION, CENTRE, AXES, SIZE, BLEND, BOUND, STUFF = 0, 1, 2, 5, 14, 18, 19, 20
BALL, LIMB, BOX, DRUM, SHEET = 0, 1, 2, 3, 4
ADD, PAINT, CUT = 0, 1, 2
COLOUR, FUR, GLOSS, BUMP, GRAIN, GLOW, SHEER, COMB = 0, 3, 4, 5, 6, 7, 8, 9
STUFFS = 12
"""What a form is made of: linear colour, length of its hair, gloss, relief and its size, glow, how much light it lets
through, and which way its hair lies."""


@inner
def hash3(x: int, y: int, z: int) -> float:
    """A number in [0, 1) for every point of a lattice."""
    n = (x * 374761393 + y * 668265263 + z * 1274126177) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1103515245) & 0xFFFFFFFF
    n = ((n ^ (n >> 16)) * 2246822519) & 0xFFFFFFFF
    return ((n ^ (n >> 15)) & 0xFFFFFF) / 16777216.0


@inner
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


@inner
def cells(x: float, y: float, z: float) -> float:
    """Distance to the middle of the nearest cell, up to 0.62, which no cell can undercut that is not looked at."""
    i, j, k = math.floor(x - 0.5), math.floor(y - 0.5), math.floor(z - 0.5)
    best = 9.0
    for corner in range(8):
        a, b, c = i + (corner & 1), j + ((corner >> 1) & 1), k + (corner >> 2)
        dx = a + 0.12 + 0.76 * hash3(a, b, c) - x
        dy = b + 0.12 + 0.76 * hash3(a + 57, b, c) - y
        dz = c + 0.12 + 0.76 * hash3(a, b + 91, c) - z
        best = min(best, dx * dx + dy * dy + dz * dz)
    return min(math.sqrt(best), 0.62)


@inner
def _limb(q: float, b: float, length: float, low: float, high: float) -> float:
    """Distance to a cone with round ends, `q` from its axis and `b` along it."""
    slope = (low - high) / length
    rise = math.sqrt(max(1 - slope * slope, 0.0))
    k = rise * b - slope * q
    if k < 0:
        return math.sqrt(q * q + b * b) - low
    if k > rise * length:
        return math.sqrt(q * q + (b - length) ** 2) - high
    return q * rise + b * slope - low


@inner
def one(f: Array, n: int, x: float, y: float, z: float) -> float:
    """Distance to the n-th form, negative inside; a ball's is a good guess."""
    x, y, z = x - f[n, 2], y - f[n, 3], z - f[n, 4]
    if int(f[n, KIND]) == SHEET:
        return _triangle(f, n, x, y, z) - f[n, 14]
    a = f[n, 5] * x + f[n, 6] * y + f[n, 7] * z
    b = f[n, 8] * x + f[n, 9] * y + f[n, 10] * z
    c = f[n, 11] * x + f[n, 12] * y + f[n, 13] * z
    kind = int(f[n, KIND])
    if kind == BALL:
        a, b, c = a / f[n, 14], b / f[n, 15], c / f[n, 16]
        k0 = math.sqrt(a * a + b * b + c * c)
        a, b, c = a / f[n, 14], b / f[n, 15], c / f[n, 16]
        k1 = math.sqrt(a * a + b * b + c * c)
        return -min(f[n, 14], f[n, 15], f[n, 16]) if k1 < 1e-6 else k0 * (k0 - 1) / k1
    if kind == BOX:
        a, b, c = abs(a) - f[n, 14] + f[n, 17], abs(b) - f[n, 15] + f[n, 17], abs(c) - f[n, 16] + f[n, 17]
        out = math.sqrt(max(a, 0.0) ** 2 + max(b, 0.0) ** 2 + max(c, 0.0) ** 2)
        return out + min(max(a, b, c), 0.0) - f[n, 17]
    q = math.sqrt(a * a + c * c)
    if kind == LIMB:
        return _limb(q, b + f[n, 14], 2 * f[n, 14], f[n, 15], f[n, 16])
    h, low, high, soft = f[n, 14] - f[n, 17], f[n, 15] - f[n, 17], f[n, 16] - f[n, 17], f[n, 17]
    if high < 0:
        high = 0.0
    ax, ay = q - min(q, low if b < 0 else high), abs(b) - h
    ex, ey = high - low, 2 * h
    t = min(max(((high - q) * ex + (h - b) * ey) / (ex * ex + ey * ey), 0.0), 1.0)
    bx, by = q - high + ex * t, b - h + ey * t
    sign = -1.0 if (bx < 0 and ay < 0) else 1.0
    return sign * math.sqrt(min(ax * ax + ay * ay, bx * bx + by * by)) - soft


@inner
def _triangle(f: Array, n: int, x: float, y: float, z: float) -> float:
    """Distance to a triangle whose corners, from its middle, stand where other forms have their axes."""
    ax, ay, az, bx, by, bz = f[n, 5], f[n, 6], f[n, 7], f[n, 8], f[n, 9], f[n, 10]
    cx, cy, cz = f[n, 11], f[n, 12], f[n, 13]
    ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
    nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    best, inside = 1e9, True
    for side in range(3):
        if side == 0:
            px, py, pz, ex, ey, ez = x - ax, y - ay, z - az, ux, uy, uz
        elif side == 1:
            px, py, pz, ex, ey, ez = x - bx, y - by, z - bz, cx - bx, cy - by, cz - bz
        else:
            px, py, pz, ex, ey, ez = x - cx, y - cy, z - cz, ax - cx, ay - cy, az - cz
        out = (ey * nz - ez * ny) * px + (ez * nx - ex * nz) * py + (ex * ny - ey * nx) * pz
        if out > 0:
            inside = False
        t = min(max((px * ex + py * ey + pz * ez) / (ex * ex + ey * ey + ez * ez + 1e-12), 0.0), 1.0)
        best = min(best, (px - ex * t) ** 2 + (py - ey * t) ** 2 + (pz - ez * t) ** 2)
    if inside:
        flat = nx * (x - ax) + ny * (y - ay) + nz * (z - az)
        return abs(flat) / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-18)
    return math.sqrt(best)


@inner
def distance(forms: Array, ids: Ids, count: int, x: float, y: float, z: float) -> float:
    """Distance to everything listed, melted together in order; what is too far to matter is passed over."""
    d = 9.0
    for m in range(count):
        n = ids[m]
        operation = int(forms[n, OPERATION])
        if operation == PAINT:
            continue
        k = forms[n, BLEND]
        reach = forms[n, BOUND] + k + (d if operation == ADD else -d)
        dx, dy, dz = x - forms[n, 2], y - forms[n, 3], z - forms[n, 4]
        if reach <= 0 or dx * dx + dy * dy + dz * dz > reach * reach:
            continue
        e = one(forms, n, x, y, z)
        if operation == CUT:
            h = max(k - abs(d + e), 0.0) / k
            d = max(d, -e) + h * h * k * 0.25
        else:
            h = max(k - abs(d - e), 0.0) / k
            d = min(d, e) - h * h * k * 0.25
    return d


@inner
def stuff(forms: Array, ids: Ids, count: int, x: float, y: float, z: float, out: Array) -> None:
    """What everything listed is made of at a place on its surface; out: (12,)."""
    d = 9.0
    for m in range(count):
        n = ids[m]
        operation, k = int(forms[n, OPERATION]), forms[n, BLEND]
        reach = forms[n, BOUND] + k
        reach += 1.5 * forms[n, STUFF + BUMP] if operation == PAINT else d if operation == ADD else -d
        dx, dy, dz = x - forms[n, 2], y - forms[n, 3], z - forms[n, 4]
        if reach <= 0 or dx * dx + dy * dy + dz * dz > reach * reach:
            continue
        e = one(forms, n, x, y, z)
        if operation == PAINT:
            share = _painted(forms, n, e, x, y, z)
            for c in range(3):
                out[c] += (forms[n, STUFF + c] - out[c]) * share
            continue
        if operation == CUT:
            share = min(max(0.5 + (-e - d) / (2 * k), 0.0), 1.0)
            d = max(d, -e)
        else:
            share = 1.0 if d > 8 else min(max(0.5 + (d - e) / (2 * k), 0.0), 1.0)
            h = max(k - abs(d - e), 0.0) / k
            d = min(d, e) - h * h * k * 0.25
        for c in range(STUFFS):
            out[c] += (forms[n, STUFF + c] - out[c]) * share


@inner
def _painted(forms: Array, n: int, e: float, x: float, y: float, z: float) -> float:
    """How much the n-th form repaints a place at a distance e from it: its edge wavers."""
    ragged, soft = forms[n, STUFF + BUMP], forms[n, BLEND]
    wobble = 0.0
    if ragged > 0 and abs(e) < 1.5 * ragged + soft:
        g = 1 / max(forms[n, STUFF + GRAIN], 1e-3)
        wobble = lattice(x * g, y * g, z * g) + 0.5 * lattice(x * g * 2.3, y * g * 2.3, z * g * 2.3)
    return min(max(0.5 - (e + ragged * wobble) / soft, 0.0), 1.0) * forms[n, STUFF + GLOSS]
