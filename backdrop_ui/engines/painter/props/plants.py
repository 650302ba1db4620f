"""Palms and ferns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import Blades, blades_of, outline
from .parts import FLOOR, Limb, Look, Part, Vec, f32, spline, tube, vec
from .picture import render
from .skin import Skin

_BROAD = outline(0.05, 0.7, 1.0, 1.0, 0.8, 0.45, 0.0, pieces=14)

BARK = Look(bumps=0.7, mottle=0.9, grain=0.02, sheer=0.05)


@dataclass(frozen=True)
class Leaflets:
    """Leaflets of a frond: how many in a row, length and width, how far they hang, their colour and their tips'."""

    count: int
    length: float
    width: float
    droop: float
    colour: Rgb
    tip: Rgb


def frond(spine: Array, up: Array, leaflets: Leaflets, rng: np.random.Generator) -> Blades:
    """Leaflets in two rows along a spine (n, 3), shorter towards its end."""
    count, length, droop = leaflets.count, leaflets.length, leaflets.droop
    t = np.tile(np.linspace(0.06, 1, count), 2)
    at = np.stack([np.interp(t, np.linspace(0, 1, len(spine)), spine[:, k]) for k in range(3)], 1)
    along = np.stack([np.interp(t, np.linspace(0, 1, len(spine)), np.gradient(spine[:, k])) for k in range(3)], 1)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    row = np.repeat([-1.0, 1.0], count)[:, None]
    side = np.cross(along, up)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    reach = (
        length * np.minimum(1, 0.35 + 2.4 * t) * (1 - t**2.2) ** 0.75 * rng.uniform(0.88, 1.1, len(t)) + 0.12 * length
    )
    lean = (0.35 + 0.5 * t)[:, None]
    way = row * side + lean * along + rng.normal(0, 0.06, at.shape)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    fall = np.array([[0, -1.0, 0]]) * droop * reach[:, None]
    ends = at + way * reach[:, None] + fall
    middles = at + way * reach[:, None] * 0.5 + fall * 0.18
    shade = rng.uniform(0.82, 1.15, (len(t), 1))
    colours = (np.array([leaflets.colour]) * shade, np.array([leaflets.tip]) * shade)
    wide = leaflets.width * (0.6 + 0.6 * reach / length)
    return blades_of(at, middles, ends, np.cross(way, np.cross(up[None], way)), wide, *colours)


def palm(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A palm with a leaning, ringed trunk; `tint` is its leaves."""
    rng = np.random.default_rng(seed)
    lean, bow = rng.uniform(-0.18, 0.18), rng.uniform(-0.10, 0.10)
    top = f32([lean, 0.70, 0])
    route: list[Vec] = [(0, 0, 0), (lean * 0.25 + bow, 0.25, 0), (lean * 0.65 + bow, 0.5, 0), vec(top)]
    trunk = spline(f32(route), 9)
    rings: list[Part] = []
    for k, (a, b) in enumerate(zip(trunk[:-1].tolist(), trunk[1:].tolist(), strict=True)):
        thick = 0.031 - 0.012 * k / len(trunk) + 0.25 * max(0, 0.10 - a[1]) ** 1.3
        shade = rng.uniform(0.85, 1.1)
        rings.append(
            Limb(
                (a[0], a[1], a[2]),
                (b[0], b[1], b[2]),
                thick * 0.9,
                thick * 1.12,
                (0.46 * shade, 0.38 * shade, 0.29 * shade),
                0.002,
            )
        )
    green = tint or (0.22, 0.36, 0.15)
    pale: Rgb = (min(1, green[0] * 1.7 + 0.10), min(1, green[1] * 1.4 + 0.06), green[2] * 1.3)
    skins: list[Skin | Blades] = [Skin(rings, replace(BARK, grain=0.013), cuts=[FLOOR])]
    fronds: list[Blades] = []
    ribs: list[Part] = []
    count = int(rng.integers(13, 18))
    for k in range(count):
        around = 2 * np.pi * (k + rng.uniform(-0.3, 0.3)) / count * 2.0 + 0.5
        rise = rng.uniform(-0.1, 0.75) if k > count * 0.35 else rng.uniform(0.6, 1.3)
        reach = rng.uniform(0.30, 0.40)
        out = f32([np.cos(around), 0, np.sin(around) * 0.8])
        knots = [
            top + out * reach * s + f32([0, reach * (rise * s * (1.25 - s) - 0.55 * s**2.2), 0])
            for s in (0, 0.3, 0.6, 0.85, 1.0)
        ]
        rib = spline(np.array(knots, np.float32), 4)
        leaflets = Leaflets(30, 0.125, 0.011, rng.uniform(0.35, 0.7), green, pale)
        fronds.append(frond(rib, f32([0, 1, 0.15]), leaflets, rng))
        ribs.append(tube([vec(p) for p in rib[::4]], np.linspace(0.007, 0.002, len(rib[::4])).tolist(), pale, 2))
    skins.append(fronds[0].joined(fronds[1:]))
    nuts: list[Part] = [
        Limb(vec(top + rng.normal(0, 0.016, 3)), vec(top - [0, 0.03, 0]), 0.02, 0.017, (0.40, 0.27, 0.13))
        for _ in range(4)
    ]
    skins += [Skin(ribs, Look(sheer=0.4)), Skin(nuts, BARK)]
    return render(skins, height_px, seed, light)


def fern(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """Jungle leaves that rise and arch from below, to frame a picture; `tint` is their green."""
    rng = np.random.default_rng(seed)
    green = tint or [(0.12, 0.29, 0.12), (0.19, 0.32, 0.10), (0.09, 0.27, 0.16)][int(rng.integers(3))]
    pale: Rgb = (min(1, green[0] * 1.6 + 0.10), min(1, green[1] * 1.5 + 0.08), green[2] * 1.4)
    broad = _broad(rng, green)
    fronds: list[Blades] = []
    stalks: list[Part] = []
    count = int(rng.integers(8, 11))
    for k in range(count):
        spread = (k + 0.5) / count * 2 - 1 + rng.uniform(-0.08, 0.08)
        reach = (1.0 - 0.25 * abs(spread)) * rng.uniform(0.8, 1.05)
        near = rng.uniform(-0.25, 0.35)
        knots = [
            f32(
                [
                    spread * (0.16 + 0.75 * s**1.5) * reach,
                    reach * (1.15 * s - 0.42 * s**2.6 * (0.4 + abs(spread))),
                    near * s,
                ]
            )
            for s in (0, 0.25, 0.5, 0.75, 1.0)
        ]
        rib = spline(np.array(knots, np.float32), 5)
        up = f32([-spread * 0.5, 0.6, 0.9])
        fronds.append(frond(rib, up, Leaflets(34, 0.165, 0.024, rng.uniform(0.05, 0.3), green, pale), rng))
        points = [vec(p) for p in rib[::5]]
        stalks.append(tube(points, np.linspace(0.009, 0.002, len(points)).tolist(), pale, 4, 0.003))
    skins: list[Skin | Blades] = [broad, fronds[0].joined(fronds[1:]), Skin(stalks, Look(sheer=0.4), lift=0.012)]
    return render(skins, height_px, seed, light)


def _broad(rng: np.random.Generator, green: Rgb) -> Blades:
    """A few large, smooth leaves, as of a banana plant."""
    n = int(rng.integers(4, 7))
    spread = (np.arange(n) + 0.5) / n * 2 - 1 + rng.uniform(-0.15, 0.15, n)
    reach = rng.uniform(0.55, 0.8, n)
    near = rng.uniform(-0.35, 0.15, n)
    zero = np.zeros(n)
    base = np.column_stack([spread * 0.12, zero, zero])
    middle = np.column_stack([spread * 0.30 * reach, 0.62 * reach, near * 0.5])
    tip = np.column_stack([spread * 0.85 * reach, reach, near])
    up = np.column_stack([-spread * 0.6, np.full(n, 0.45), np.ones(n)])
    colour = np.array(green) * rng.uniform(0.75, 1.1, (n, 1)) * [0.9, 1.0, 0.9]
    values = (base, middle, tip, up, rng.uniform(0.14, 0.20, n), colour, colour * 1.35)
    return blades_of(*values, profile=_BROAD, fold=0.28, look=Look(sheer=0.7, gloss=0.35))
