"""Gradient noise with its slopes, in the plane and in space, compiled."""

from __future__ import annotations

import math

import numpy as np

from ..jit import inner, njit

_chance = np.random.default_rng(23)
_order = _chance.permutation(256)
ORDER = np.concatenate([_order, _order, _order[:2]]).astype(np.int64)
"""Numbers 0 to 255 shuffled, more than twice over, so that sums of two of them need no wrapping."""
_turns = np.arange(256) * (2 * np.pi / 256)
GRADIENT_X, GRADIENT_Y = np.cos(_turns), np.sin(_turns)
_directions = _chance.standard_normal((256, 3))
GRADIENT3 = _directions / np.linalg.norm(_directions, axis=1, keepdims=True) * 1.2
STRETCH = 1.55
"""Brings the noise from about +-0.65 to +-1."""


@njit
def wave2(x: float, y: float) -> tuple[float, float, float]:
    """Value, in about [-1, 1], and its slopes along x and y, of one octave; a wave is about 1.5 wide."""
    fx, fy = math.floor(x), math.floor(y)
    i, j = int(fx) & 255, int(fy) & 255
    x -= fx
    y -= fy
    left, right = ORDER[i] + j, ORDER[i + 1] + j
    a, b, c, d = ORDER[left], ORDER[right], ORDER[left + 1], ORDER[right + 1]
    u, v = x * x * x * (x * (x * 6 - 15) + 10), y * y * y * (y * (y * 6 - 15) + 10)
    du, dv = 30 * x * x * (x * (x - 2) + 1), 30 * y * y * (y * (y - 2) + 1)
    va = GRADIENT_X[a] * x + GRADIENT_Y[a] * y
    vb = GRADIENT_X[b] * (x - 1) + GRADIENT_Y[b] * y
    vc = GRADIENT_X[c] * x + GRADIENT_Y[c] * (y - 1)
    vd = GRADIENT_X[d] * (x - 1) + GRADIENT_Y[d] * (y - 1)
    twist = va - vb - vc + vd
    value = va + u * (vb - va) + v * (vc - va) + u * v * twist
    gx = (
        GRADIENT_X[a] + u * (GRADIENT_X[b] - GRADIENT_X[a]) + v * (GRADIENT_X[c] - GRADIENT_X[a])
        + u * v * (GRADIENT_X[a] - GRADIENT_X[b] - GRADIENT_X[c] + GRADIENT_X[d]) + du * (v * twist + vb - va)
    )  # fmt: skip
    gy = (
        GRADIENT_Y[a] + u * (GRADIENT_Y[b] - GRADIENT_Y[a]) + v * (GRADIENT_Y[c] - GRADIENT_Y[a])
        + u * v * (GRADIENT_Y[a] - GRADIENT_Y[b] - GRADIENT_Y[c] + GRADIENT_Y[d]) + dv * (u * twist + vc - va)
    )  # fmt: skip
    return STRETCH * value, STRETCH * gx, STRETCH * gy


@njit
def fbm2(x: float, y: float, octaves: float, gain: float) -> float:
    """Octaves of halving size summed, in about [-1.2, 1.2]; a broken number fades the last one out."""
    total, size = 0.0, 1.0
    while octaves > 0:
        total += size * min(octaves, 1.0) * wave2(x, y)[0]
        x, y = 1.62 * x + 1.18 * y + 17.3, -1.18 * x + 1.62 * y + 5.9  # Turned, or the lattices would line up.
        size *= gain
        octaves -= 1
    return total


@njit
def wave3(x: float, y: float, z: float) -> float:
    """Value of one octave in space, in about [-1, 1]."""
    fx, fy, fz = math.floor(x), math.floor(y), math.floor(z)
    i, j, k = int(fx) & 255, int(fy) & 255, int(fz) & 255
    x -= fx
    y -= fy
    z -= fz
    u, v, w = x * x * (3 - 2 * x), y * y * (3 - 2 * y), z * z * (3 - 2 * z)
    total = 0.0
    for corner_z in range(2):
        wz = w if corner_z else 1 - w
        for corner_y in range(2):
            wy = v if corner_y else 1 - v
            row = ORDER[ORDER[k + corner_z] + j + corner_y]
            g = GRADIENT3[ORDER[row + i]]
            h = GRADIENT3[ORDER[row + i + 1]]
            dy, dz = y - corner_y, z - corner_z
            near = g[0] * x + g[1] * dy + g[2] * dz
            far = h[0] * (x - 1) + h[1] * dy + h[2] * dz
            total += wz * wy * (near + u * (far - near))
    return total


@inner
def fbm3(x: float, y: float, z: float, octaves: float) -> float:
    """Octaves of halving size summed, in about [-1.2, 1.2]."""
    total, size = 0.0, 1.0
    while octaves > 0:
        total += size * min(octaves, 1.0) * wave3(x, y, z)
        x, y, z = 2.03 * x + 11.7, 2.03 * y + 3.1, 2.03 * z + 7.9
        size *= 0.5
        octaves -= 1
    return total
