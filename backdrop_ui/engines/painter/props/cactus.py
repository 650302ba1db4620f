"""Cacti."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import OVAL, Blades, blades_of
from .parts import FLOOR, Look, Part, Vec, f32, tube, turn, vec
from .picture import render
from .skin import Skin


def cactus(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A ribbed saguaro, one to three arms, sometimes in flower; `tint` is its green."""
    rng = np.random.default_rng(seed)
    green = tint or [(0.26, 0.44, 0.24), (0.30, 0.47, 0.30), (0.22, 0.40, 0.28)][int(rng.integers(3))]
    arms = int(rng.integers(1, 4))
    stems = [([(0.0, 0.0, 0.0), (0.0, 0.45, 0.0), (rng.uniform(-0.02, 0.02), 0.92, 0.0)], 0.085)]
    for k in range(arms):
        side, height = (-1 if k % 2 else 1) * (1 if rng.random() < 0.9 else -1), rng.uniform(0.32, 0.5)
        out, rise, z = rng.uniform(0.17, 0.22), rng.uniform(0.18, 0.32), rng.uniform(-0.05, 0.08)
        stems.append(
            (
                [
                    (side * 0.05, height, z * 0.3),
                    (side * out * 0.8, height + 0.02, z),
                    (side * out, height + 0.10, z),
                    (side * out * 1.02, height + 0.10 + rise, z),
                ],
                0.05,
            )
        )
    skins: list[Skin | Blades] = []
    for points, radius in stems:
        skins += _ribbed(points, radius, green, rng)
    if rng.random() < 0.6:
        skins += [_crown(points[-1], radius, rng) for points, radius in stems]
    return render([skin.moved(turn(yaw=rng.uniform(-20, 20))) for skin in skins], height_px, seed, light)


def _ribbed(points: list[Vec], radius: float, green: Rgb, rng: np.random.Generator) -> list[Skin | Blades]:
    """A stem as a bundle of parallel ribs, and the spines along them."""
    dark: Rgb = (green[0] * 0.6, green[1] * 0.6, green[2] * 0.6)
    parts: list[Part] = [tube(points, [radius * 0.86] * len(points), dark, 4, blend=0.02)]
    spots = []
    for k in range(9):
        a = 2 * np.pi * k / 9 + 0.2
        off = f32([np.cos(a), 0, np.sin(a)]) * radius * 0.80
        line = [vec(f32(p) + off) for p in points]
        line[-1] = vec(f32(line[-1]) - off * 0.35)
        parts.append(tube(line, [radius * 0.27] * len(points), green, 4, blend=0.006))
        if np.sin(a) > -0.2:
            rows = np.array(line)
            t = np.linspace(0.03, 0.98, int(8 + 34 * np.linalg.norm(rows[-1] - rows[0])))
            grid = np.linspace(0, 1, len(rows))
            spots.append(np.column_stack([np.interp(t, grid, rows[:, c]) for c in range(3)]) + off * 0.33)
    at = np.repeat(np.concatenate(spots), 3, axis=0)
    way = rng.normal(0, 1, at.shape) * [0.5, 0.35, 0.3] + [0, 0.1, 0.5]
    tips = at + way * 0.020
    spines = blades_of(
        at,
        (at + tips) / 2,
        tips,
        [[0, 0, 1]],
        np.full(len(at), 0.0035),
        [[0.9, 0.85, 0.66]],
        [[1, 0.97, 0.85]],
        profile=(1.0, 0.5),
        fold=0.0,
        lift=0.02,
    )
    return [Skin(parts, Look(sheer=0.2, mottle=0.4, gloss=0.08), cuts=[FLOOR]), spines]


def _crown(top: Vec, radius: float, rng: np.random.Generator) -> Blades:
    n = 14
    a = np.arange(n) * 2.4
    way = np.column_stack([np.cos(a), rng.uniform(0.5, 1.2, n), np.sin(a)])
    base = np.tile(f32(top) + f32([0, radius * 0.8, 0]), (n, 1))
    tip = base + way * radius * 0.55
    return blades_of(
        base,
        (base + tip) / 2,
        tip,
        [[0, 0.6, 0.8]],
        np.full(n, radius * 0.42),
        [[0.97, 0.80, 0.30]],
        [[0.93, 0.30, 0.52]],
        profile=OVAL,
        fold=0.2,
        lift=0.03,
    )
