"""Firs, some under snow."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import NEEDLE, Blades, blades_of
from .parts import Limb, Look, Part, f32, turn
from .picture import render
from .plants import BARK
from .skin import Skin


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
    boughs: list[list[Array]] = []
    for tier in range(tiers):
        height = 0.09 + 0.88 * (tier / (tiers - 1)) ** 0.9
        reach = wide * (1 - (height - 0.09) / 0.90) ** 0.9 + 0.018
        count = int(8 + 10 * reach / wide)
        around = np.arange(count) * 2 * np.pi / count + tier * 2.4 + rng.uniform(-0.2, 0.2, count)
        for angle in around.tolist():
            at, long = height + rng.uniform(-0.012, 0.012), reach * rng.uniform(0.8, 1.1)
            boughs.append(_bough(at, long, angle, snow, (green, pale), rng))
    *arrays, swell = (np.concatenate(rows) for rows in zip(*boughs, strict=True))
    top = blades_of(*_tuft(f32([0, 0.95, 0]), green, pale, rng), profile=NEEDLE)
    skins += [blades_of(*arrays, profile=NEEDLE, fold=0.3, look=Look(sheer=0.25, gloss=0.08), swell=swell), top]
    return render([skin.moved(turn(pitch=-4)) for skin in skins], height_px, seed, light)


def _bough(
    height: float, reach: float, angle: float, snow: bool, colours: tuple[Rgb, Rgb], rng: np.random.Generator
) -> list[Array]:
    """One bough, as rows for `blades_of`: sprays of needles along a drooping stem that lifts at its end."""
    green, pale = colours
    out = np.array([np.cos(angle), 0, np.sin(angle)])
    count = max(4, int(reach * 46))
    s = np.repeat(np.linspace(0.15, 1, count), 2)
    n = len(s)
    stem = out * reach * s[:, None]
    stem[:, 1] += height - 0.45 * reach * s**1.3 + 0.10 * reach * s**4
    side = np.cross(out, [0, 1, 0]) * np.tile([-1.0, 1.0], count)[:, None]
    size = (0.034 + 0.17 * reach) * (1.15 - 0.55 * s) * rng.uniform(0.8, 1.2, n)
    way = side * 0.75 + out * 0.8 + np.array([0, -0.28, 0]) + rng.normal(0, 0.12, (n, 3))
    tip = stem + way * size[:, None]
    white = np.array([0.98, 0.99, 1.0]) if snow else np.array(pale)
    mix = np.clip(rng.normal(0.9, 0.25, (n, 1)), 0, 1) if snow else rng.uniform(0.0, 0.6, (n, 1))
    colour = np.array(green) * rng.uniform(0.75, 1.1, (n, 1)) * (0.35 + 0.65 * s[:, None])
    rows = (
        stem,
        (stem + tip) / 2 + [0, 0.12, 0] * size[:, None],
        tip,
        np.tile([0, 1.0, 0.25], (n, 1)),
        size * 0.42,
        colour * (1 - 0.5 * mix * snow) + white * 0.5 * mix * snow,
        np.array(pale) * (1 - mix) + white * mix,
        out * 0.8 + way * 0.35 + np.array([0, 0.35, 0]),
    )
    return [f32(row) for row in rows]


def _tuft(at: Array, green: Rgb, pale: Rgb, rng: np.random.Generator) -> list[Array]:
    n = 7
    way = np.column_stack([rng.normal(0, 0.010, n), np.linspace(0.03, 0.05, n), rng.normal(0, 0.01, n)])
    base = np.tile(at, (n, 1))
    up = np.tile([0, 0.2, 1.0], (n, 1))
    rows = (base, base + way / 2, base + way, up, np.full(n, 0.010), np.tile(green, (n, 1)), np.tile(pale, (n, 1)))
    return [f32(row) for row in rows]
