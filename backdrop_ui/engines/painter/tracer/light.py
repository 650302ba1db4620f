"""Light at a point: from the sun, from lamps and windows, from the sky, and from everything they shine on.

Light is given as what a white surface sends back: colour = albedo * light. A sun facing the surface gives its colour.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ....arrays import Array
from ..jit import inner
from .bvh import Tree, occluded, trace

LIFT_M = 2e-3
"""Rays start this far above their surface, so that they don't meet it again."""
BRIGHTEST = 12.0
"""A path that brings more light than this is cut: it would leave a bright speck."""


class Shine(NamedTuple):
    """Everything that rays need besides the triangles.

    faces: (M, 16) the normals of a triangle's corners; mean colour; radiance that is seen; whether that lights others
    too (lamps do that otherwise). sky: (16,) the sun's direction, its colour, the tangent of its radius; radiance
    overhead, at the horizon, and seen in mirrors. lamps: (L, 14): corner, two edges and
    radiance of a parallelogram that shines along edge1 x edge2; area; radius: where it is not 0, the lamp is a ball
    around the corner or, with an edge1, a tube along it.
    """

    faces: Array
    sky: Array
    lamps: Array

    @property
    def albedo(self) -> Array:
        return self.faces[:, ALBEDO : ALBEDO + 3]


ALBEDO, GLOW, SPILL = 9, 12, 15
SUN, SUN_SOFT, IN_MIRRORS = 3, 6, 13


@inner
def _hash(x: int, y: int, number: int) -> float:
    """Three whole numbers to one in [0, 1), the same on every machine and in every thread."""
    h = (
        np.uint32(x) * np.uint32(0x8DA6B343)
        ^ np.uint32(y) * np.uint32(0xD8163841)
        ^ np.uint32(number) * np.uint32(0xCB1AB31F)
    )
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h = np.uint32(h)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    h = np.uint32(h)
    return np.uint32(h ^ (h >> np.uint32(16))) / 4294967296.0


@inner
def chance(x: int, y: int, sample: int, samples: int, purpose: float) -> tuple[float, float]:
    """Two numbers in [0, 1): the samples of a pixel spread evenly, and neighbours take other places between them.

    purpose: a whole number, yet a float: for every constant that is none, the compiler makes another function.
    """
    u = (sample + 0.5) / samples + x * 0.7548776662 + y * 0.5698402910 + purpose * 0.381966
    v = (
        sample * 0.6180339887
        + x * 0.8191725134
        + y * 0.6710436067
        + _hash(x, y, int(purpose)) * 0.25
        + purpose * 0.7236
    )
    return u - np.floor(u), v - np.floor(v)


@inner
def frame(n: Any) -> tuple[Any, Any]:
    """Two directions across n. Source: Duff et al., "Building an orthonormal basis, revisited", 2017."""
    sign = 1.0 if n[2] >= 0 else -1.0
    a = -1 / (sign + n[2])
    b = n[0] * n[1] * a
    return (1 + sign * n[0] * n[0] * a, sign * b, -sign * n[0]), (b, sign + n[1] * n[1] * a, -n[1])


@inner
def from_sun(tree: Tree, stack: Any, shine: Shine, p: Any, n: Any, u: float, v: float) -> float:
    """Share of the sun's colour that arrives, with a point of its disc."""
    sun = (np.float64(shine.sky[0]), np.float64(shine.sky[1]), np.float64(shine.sky[2]))
    if n[0] * sun[0] + n[1] * sun[1] + n[2] * sun[2] <= 0:
        return 0.0
    across, up = frame(sun)
    radius = np.float64(shine.sky[SUN_SOFT]) * np.sqrt(v)
    a, b = radius * np.cos(2 * np.pi * u), radius * np.sin(2 * np.pi * u)
    way = (sun[0] + a * across[0] + b * up[0], sun[1] + a * across[1] + b * up[1], sun[2] + a * across[2] + b * up[2])
    if occluded(tree, stack, p, way, 1e5):
        return 0.0
    return max(0.0, n[0] * sun[0] + n[1] * sun[1] + n[2] * sun[2])


@inner
def _reach(lamp: Array, p: Any, n: Any) -> float:
    """About how much a lamp matters at a point, occlusion apart."""
    middle = 0.5
    x = lamp[0] + middle * (lamp[3] + lamp[6]) - p[0]
    y = lamp[1] + middle * (lamp[4] + lamp[7]) - p[1]
    z = lamp[2] + middle * (lamp[5] + lamp[8]) - p[2]
    d2 = x * x + y * y + z * z
    across = max(abs(lamp[3]) + abs(lamp[4]) + abs(lamp[5]), abs(lamp[6]) + abs(lamp[7]) + abs(lamp[8]))
    size = max(across, np.float64(lamp[13]))
    power = (lamp[9] + lamp[10] + lamp[11]) * lamp[12]
    facing = (n[0] * x + n[1] * y + n[2] * z) / np.sqrt(d2 + 1e-9)
    if facing < -0.3 and size * size < 0.05 * d2:
        return 0.0
    return power * max(facing + 0.5 * size / np.sqrt(d2 + 1e-9), 0.0) / (d2 + 0.25 * size * size)


@inner
def from_lamps(tree: Tree, stack: Any, shine: Shine, p: Any, n: Any, u: float, v: float) -> Any:
    """Light from one point of one lamp, chosen by how much each matters."""
    total, pick, weight = 0.0, -1, 0.0
    for k in range(len(shine.lamps)):  # each takes the place of those before it by its share, and u is stretched anew
        w = _reach(shine.lamps[k], p, n)
        if w > 0:
            total += w
            share = w / total
            if u < share:
                pick, weight, u = k, w, u / share
            else:
                u = (u - share) / (1 - share)
    if pick < 0:
        return 0.0, 0.0, 0.0
    u = min(max(u, 0.0), 0.999999)
    lamp = shine.lamps[pick]
    if lamp[13] > 0:
        along = (np.float64(lamp[3]), np.float64(lamp[4]), np.float64(lamp[5]))
        to = (lamp[0] + u * along[0] - p[0], lamp[1] + u * along[1] - p[1], lamp[2] + u * along[2] - p[2])
        far = np.sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2]) + 1e-9
        axis = (to[0] / far, to[1] / far, to[2] / far)
        a, b = frame(axis)
        r = lamp[13] * np.sqrt(v)
        turn = 2 * np.pi * (7 * u - np.floor(7 * u))
        c, s = r * np.cos(turn), r * np.sin(turn)
        way = (to[0] + c * a[0] + s * b[0], to[1] + c * a[1] + s * b[1], to[2] + c * a[2] + s * b[2])
        d2 = way[0] * way[0] + way[1] * way[1] + way[2] * way[2]
        gain = np.float64(lamp[12])
        length = np.sqrt(along[0] * along[0] + along[1] * along[1] + along[2] * along[2])
        if length > 0:  # a tube shines across itself
            lies = (axis[0] * along[0] + axis[1] * along[1] + axis[2] * along[2]) / length
            gain *= np.sqrt(max(1 - lies * lies, 0.0))
        stop = max(1 - 1.05 * lamp[13] / far, 0.0)
    else:
        way = (
            lamp[0] + u * lamp[3] + v * lamp[6] - p[0],
            lamp[1] + u * lamp[4] + v * lamp[7] - p[1],
            lamp[2] + u * lamp[5] + v * lamp[8] - p[2],
        )
        nx, ny, nz = (
            lamp[4] * lamp[8] - lamp[5] * lamp[7],
            lamp[5] * lamp[6] - lamp[3] * lamp[8],
            lamp[3] * lamp[7] - lamp[4] * lamp[6],
        )
        d2 = way[0] * way[0] + way[1] * way[1] + way[2] * way[2]
        gain = -(nx * way[0] + ny * way[1] + nz * way[2]) / np.sqrt(d2 + 1e-12)
        stop = 0.999
    facing = (n[0] * way[0] + n[1] * way[1] + n[2] * way[2]) / np.sqrt(d2 + 1e-12)
    if facing <= 0 or gain <= 0 or occluded(tree, stack, p, way, stop):
        return 0.0, 0.0, 0.0
    amount = facing * gain / (np.pi * max(d2, 1e-4)) * total / weight
    return amount * lamp[9], amount * lamp[10], amount * lamp[11]


@inner
def direct(tree: Tree, stack: Any, shine: Shine, p: Any, n: Any, u: float, v: float) -> Any:
    """Light straight from sun and lamps, by one ray to each."""
    lit = (0.0, 0.0, 0.0)
    if shine.sky[3] + shine.sky[4] + shine.sky[5] > 0:
        s = from_sun(tree, stack, shine, p, n, u, v)
        lit = (s * shine.sky[3], s * shine.sky[4], s * shine.sky[5])
    if len(shine.lamps) > 0:
        x = from_lamps(tree, stack, shine, p, n, u, v)
        lit = (lit[0] + x[0], lit[1] + x[1], lit[2] + x[2])
    return lit


@inner
def surface(tree: Tree, shine: Shine, hit: int, u: float, v: float, origin: Any, way: Any, t: float) -> tuple[Any, Any]:
    """Where a ray meets triangle `hit`, lifted off it, and its normal there, turned towards the ray's origin."""
    m, n = tree.triangles, shine.faces
    g0 = m[hit, 4] * m[hit, 8] - m[hit, 5] * m[hit, 7]
    g1 = m[hit, 5] * m[hit, 6] - m[hit, 3] * m[hit, 8]
    g2 = m[hit, 3] * m[hit, 7] - m[hit, 4] * m[hit, 6]
    w = 1 - u - v
    n0 = w * n[hit, 0] + u * n[hit, 3] + v * n[hit, 6]
    n1 = w * n[hit, 1] + u * n[hit, 4] + v * n[hit, 7]
    n2 = w * n[hit, 2] + u * n[hit, 5] + v * n[hit, 8]
    flip = -1.0 if g0 * way[0] + g1 * way[1] + g2 * way[2] > 0 else 1.0
    if flip * (n0 * g0 + n1 * g1 + n2 * g2) < 0:
        n0, n1, n2 = -n0, -n1, -n2
    k = 1 / np.sqrt(n0 * n0 + n1 * n1 + n2 * n2 + 1e-20)
    lift = flip * LIFT_M / np.sqrt(g0 * g0 + g1 * g1 + g2 * g2 + 1e-30)
    p = (origin[0] + t * way[0] + lift * g0, origin[1] + t * way[1] + lift * g1, origin[2] + t * way[2] + lift * g2)
    return p, (n0 * k, n1 * k, n2 * k)


@inner
def _sky(shine: Shine, up: float) -> Any:
    t, s = np.sqrt(max(up, 0.0)), shine.sky
    return s[10] + t * (s[7] - s[10]), s[11] + t * (s[8] - s[11]), s[12] + t * (s[9] - s[12])


@inner
def bounced(
    tree: Tree, stack: Any, shine: Shine, p: Any, n: Any, pixel: Any, sample: int, samples: int, bounces: int
) -> Any:
    """Light that comes by way of the sky or other surfaces, by one path of up to `bounces` legs."""
    red, green, blue = 0.0, 0.0, 0.0
    keep = (1.0, 1.0, 1.0)
    for leg in range(bounces):
        u, v = chance(pixel[0], pixel[1], sample, samples, 3.0 + 2 * leg)
        across, up = frame(n)
        r, high = np.sqrt(v), np.sqrt(1 - v)
        a, b = r * np.cos(2 * np.pi * u), r * np.sin(2 * np.pi * u)
        way = (
            a * across[0] + b * up[0] + high * n[0],
            a * across[1] + b * up[1] + high * n[1],
            a * across[2] + b * up[2] + high * n[2],
        )
        t, hit, hit_u, hit_v = trace(tree, stack, p, way, 1e5, 0.0)
        if hit < 0:
            sky = _sky(shine, way[1])
            red, green, blue = red + keep[0] * sky[0], green + keep[1] * sky[1], blue + keep[2] * sky[2]
            break
        p, n = surface(tree, shine, hit, hit_u, hit_v, p, way, t)
        s = np.float64(shine.faces[hit, SPILL])
        u, v = chance(pixel[0], pixel[1], sample, samples, 4.0 + 2 * leg)
        lit = direct(tree, stack, shine, p, n, u, v)
        f = shine.faces[hit]
        keep_on = (keep[0] * f[ALBEDO], keep[1] * f[ALBEDO + 1], keep[2] * f[ALBEDO + 2])
        red += min(keep[0] * s * f[GLOW] + keep_on[0] * lit[0], BRIGHTEST)
        green += min(keep[1] * s * f[GLOW + 1] + keep_on[1] * lit[1], BRIGHTEST)
        blue += min(keep[2] * s * f[GLOW + 2] + keep_on[2] * lit[2], BRIGHTEST)
        keep = keep_on
    return red, green, blue
