"""Palms, firs and ferns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import LEAF, NEEDLE, Blades, blades_of, outline
from .parts import Cut, Limb, Look, Part, Vec, spline, tube, turn
from .picture import render
from .skin import Skin

_BROAD = outline(0.05, 0.7, 1.0, 1.0, 0.8, 0.45, 0.0, pieces=14)
BARK = Look(bumps=0.7, mottle=0.9, grain=0.02, sheer=0.05)


def frond(spine: Array, up: Array, count: int, length: float, width: float, droop: float, colour: Rgb, tip: Rgb,
          rng: np.random.Generator) -> Blades:  # fmt: skip
    """Leaflets in two rows along a spine (n, 3): long in the middle, short at both ends, hanging by `droop`."""
    t = np.tile(np.linspace(0.06, 1, count), 2)
    at = np.stack([np.interp(t, np.linspace(0, 1, len(spine)), spine[:, k]) for k in range(3)], 1)
    along = np.stack([np.interp(t, np.linspace(0, 1, len(spine)), np.gradient(spine[:, k])) for k in range(3)], 1)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    row = np.repeat([-1.0, 1.0], count)[:, None]
    side = np.cross(along, up)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    reach = length * np.minimum(1, 0.35 + 2.4 * t) * (1 - t**2.2) ** 0.75 * rng.uniform(0.88, 1.1, len(t)) + 0.12 * length
    lean = (0.35 + 0.5 * t)[:, None]
    way = row * side + lean * along + rng.normal(0, 0.06, at.shape)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    fall = np.array([[0, -1.0, 0]]) * droop * reach[:, None]
    ends = at + way * reach[:, None] + fall
    middles = at + way * reach[:, None] * 0.5 + fall * 0.18
    shade = rng.uniform(0.82, 1.15, (len(t), 1))
    colours = (np.array([colour]) * shade, np.array([tip]) * shade)
    facing = np.cross(way, np.cross(up[None], way)) + 0.0
    wide = width * (0.6 + 0.6 * reach / length)
    return blades_of(at, middles, ends, np.cross(way, np.cross(up[None], way)), wide, *colours)


def palm(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A palm with a leaning, ringed trunk; `tint` is its leaves."""
    rng = np.random.default_rng(seed)
    lean, bow = rng.uniform(-0.18, 0.18), rng.uniform(-0.10, 0.10)
    top = np.float32([lean, 0.70, 0])
    trunk = spline(np.float32([[0, 0, 0], [lean * 0.25 + bow, 0.25, 0], [lean * 0.65 + bow, 0.5, 0], top]), 9)
    rings: list[Part] = []
    for k, (a, b) in enumerate(zip(trunk[:-1].tolist(), trunk[1:].tolist(), strict=True)):
        thick = 0.031 - 0.012 * k / len(trunk) + 0.25 * max(0, 0.10 - a[1]) ** 1.3
        shade = rng.uniform(0.85, 1.1)
        rings.append(Limb((a[0], a[1], a[2]), (b[0], b[1], b[2]), thick * 0.9, thick * 1.12,
                          (0.46 * shade, 0.38 * shade, 0.29 * shade), 0.002))  # fmt: skip
    green = tint or (0.22, 0.36, 0.15)
    pale: Rgb = (min(1, green[0] * 1.7 + 0.10), min(1, green[1] * 1.4 + 0.06), green[2] * 1.3)
    skins: list[Skin | Blades] = [Skin(rings, replace(BARK, grain=0.013), cuts=[Cut((0, 0.0, 0), (0, -1, 0))])]
    ribs: list[Part] = []
    count = int(rng.integers(13, 18))
    for k in range(count):
        around = 2 * np.pi * (k + rng.uniform(-0.3, 0.3)) / count * 2.0 + 0.5
        rise = rng.uniform(-0.1, 0.75) if k > count * 0.35 else rng.uniform(0.6, 1.3)
        reach = rng.uniform(0.30, 0.40)
        out = np.float32([np.cos(around), 0, np.sin(around) * 0.8])
        knots = [top + out * reach * s + np.float32([0, reach * (rise * s * (1.25 - s) - 0.55 * s**2.2), 0])
                 for s in (0, 0.3, 0.6, 0.85, 1.0)]  # fmt: skip
        rib = spline(np.array(knots, np.float32), 4)
        skins.append(frond(rib, np.float32([0, 1, 0.15]), 30, 0.125, 0.011, rng.uniform(0.35, 0.7), green, pale, rng))
        ribs.append(tube([_point(p) for p in rib[::4]], np.linspace(0.007, 0.002, len(rib[::4])).tolist(), pale, 2))
    nuts: list[Part] = [Limb(_point(top + rng.normal(0, 0.016, 3)), _point(top - [0, 0.03, 0]), 0.02, 0.017, (0.40, 0.27, 0.13))
                        for _ in range(4)]  # fmt: skip
    skins += [Skin(ribs, Look(sheer=0.4)), Skin(nuts, BARK)]
    return render(skins, height_px, seed, light)


def fern(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """Jungle leaves that rise and arch from below, to frame a picture; `tint` is their green."""
    rng = np.random.default_rng(seed)
    green = tint or [(0.12, 0.29, 0.12), (0.19, 0.32, 0.10), (0.09, 0.27, 0.16)][int(rng.integers(3))]
    pale: Rgb = (min(1, green[0] * 1.6 + 0.10), min(1, green[1] * 1.5 + 0.08), green[2] * 1.4)
    skins: list[Skin | Blades] = [_broad(rng, green)]
    count = int(rng.integers(8, 11))
    for k in range(count):
        spread = (k + 0.5) / count * 2 - 1 + rng.uniform(-0.08, 0.08)
        reach = (1.0 - 0.25 * abs(spread)) * rng.uniform(0.8, 1.05)
        near = rng.uniform(-0.25, 0.35)
        knots = [np.float32([spread * (0.16 + 0.75 * s**1.5) * reach, reach * (1.15 * s - 0.42 * s**2.6 * (0.4 + abs(spread))),
                             near * s]) for s in (0, 0.25, 0.5, 0.75, 1.0)]  # fmt: skip
        rib = spline(np.array(knots, np.float32), 5)
        up = np.float32([-spread * 0.5, 0.6, 0.9])
        skins.append(frond(rib, up, 34, 0.165, 0.024, rng.uniform(0.05, 0.3), green, pale, rng))
        stalk = tube([_point(p) for p in rib[::5]], np.linspace(0.009, 0.002, len(rib[::5])).tolist(), pale, 4)
        skins.append(Skin([stalk], Look(sheer=0.4), lift=0.03))
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


def fir(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A fir, two in five under snow; `tint` is its needles."""
    rng = np.random.default_rng(seed)
    green = tint or [(0.10, 0.24, 0.15), (0.13, 0.28, 0.14), (0.09, 0.23, 0.20)][int(rng.integers(3))]
    pale: Rgb = (green[0] * 1.5 + 0.04, green[1] * 1.45 + 0.05, green[2] * 1.4 + 0.02)
    snow = rng.random() < 0.4
    trunk: list[Part] = [Limb((0, 0.0, 0), (0, 0.95, 0), 0.024, 0.002, (0.30, 0.21, 0.15))]
    skins: list[Skin | Blades] = [Skin(trunk, BARK, lift=-0.1)]
    tiers = 19
    wide = rng.uniform(0.25, 0.33)
    parts: dict[str, list[Array]] = {name: [] for name in ("at", "middle", "tip", "up", "width", "colour", "end", "swell")}
    for tier in range(tiers):
        height = 0.09 + 0.88 * (tier / (tiers - 1)) ** 0.9
        reach = wide * (1 - (height - 0.09) / 0.90) ** 0.9 + 0.018
        boughs = int(8 + 10 * reach / wide)
        around = np.arange(boughs) * 2 * np.pi / boughs + tier * 2.4 + rng.uniform(-0.2, 0.2, boughs)
        for angle in around:
            _bough(parts, height + rng.uniform(-0.012, 0.012), reach * rng.uniform(0.8, 1.1), float(angle), snow, green, pale, rng)
    *arrays, swell = (np.concatenate(parts[name]) for name in parts)
    top = blades_of(*_tuft(np.float32([0, 0.95, 0]), green, pale, rng), profile=NEEDLE)
    skins += [blades_of(*arrays, profile=NEEDLE, fold=0.3, look=Look(sheer=0.25, gloss=0.08), swell=swell), top]
    return render([skin.moved(turn(pitch=-4)) for skin in skins], height_px, seed, light)


def _bough(parts: dict[str, list[Array]], height: float, reach: float, angle: float, snow: bool, green: Rgb, pale: Rgb,
           rng: np.random.Generator) -> None:  # fmt: skip
    """One bough: sprays of needles along a drooping stem, the last one lifting."""
    out = np.array([np.cos(angle), 0, np.sin(angle)])
    count = max(4, int(reach * 46))
    s = np.repeat(np.linspace(0.15, 1, count), 2)
    n = len(s)
    stem = np.array([0, height, 0]) + out * reach * s[:, None] + np.array([0, 1.0, 0]) * (-0.45 * reach * s**1.3 + 0.10 * reach * s**4)[:, None]  # noqa: E501
    side = np.cross(out, [0, 1, 0]) * np.tile([-1.0, 1.0], count)[:, None]
    size = (0.034 + 0.17 * reach) * (1.15 - 0.55 * s) * rng.uniform(0.8, 1.2, n)
    way = side * 0.75 + out * 0.8 + np.array([0, -0.28, 0]) + rng.normal(0, 0.12, (n, 3))
    tip = stem + way * size[:, None]
    white = np.array([0.98, 0.99, 1.0]) if snow else np.array(pale)
    mix = np.clip(rng.normal(0.9, 0.25, (n, 1)), 0, 1) if snow else rng.uniform(0.0, 0.6, (n, 1))
    colour = np.array(green) * rng.uniform(0.75, 1.1, (n, 1)) * (0.35 + 0.65 * s[:, None])
    values = (stem, (stem + tip) / 2 + [0, 0.12, 0] * size[:, None], tip, np.tile([0, 1.0, 0.25], (n, 1)), size * 0.42,
              colour * (1 - 0.5 * mix * snow) + white * 0.5 * mix * snow, np.array(pale) * (1 - mix) + white * mix, out * 0.8 + way * 0.35 + np.array([0, 0.35, 0]))
    for name, value in zip(parts, values, strict=True):
        parts[name].append(value)


def _tuft(at: Array, green: Rgb, pale: Rgb, rng: np.random.Generator) -> list[Array]:
    n = 7
    way = np.column_stack([rng.normal(0, 0.010, n), np.linspace(0.03, 0.05, n), rng.normal(0, 0.01, n)])
    base = np.tile(at, (n, 1))
    up = np.tile([0, 0.2, 1.0], (n, 1))
    return [base, base + way / 2, base + way, up, np.full(n, 0.010), np.tile(green, (n, 1)), np.tile(pale, (n, 1))]


def _point(v: Array) -> Vec:
    return float(v[0]), float(v[1]), float(v[2])
