"""House plants in pots."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import OVAL, Blades, blades_of, outline
from .parts import FLOOR, Ball, Cut, Limb, Look, Part, tube, turn, vec
from .picture import render
from .skin import Skin

TERRACOTTA: Rgb = (0.74, 0.40, 0.26)

SWORD = outline(0.7, 1.0, 1.0, 0.9, 0.7, 0.0, pieces=12)


def potted_plant(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A house plant: upright swords or broad leaves on stalks; `tint` is its pot."""
    rng = np.random.default_rng(seed)
    pot = tint or [TERRACOTTA, (0.90, 0.88, 0.84), (0.26, 0.38, 0.42), (0.86, 0.70, 0.42)][seed % 4]
    body: list[Part] = [Limb((0, -0.05, 0), (0, 0.30, 0), 0.115, 0.165, pot, 0.005)]
    lip: list[Part] = [Limb((0, 0.25, 0), (0, 0.36, 0), 0.178, 0.182, pot, 0.004)]
    soil = Ball((0, 0.312, 0), (0.172, 0.008, 0.172), (0.22, 0.15, 0.11))
    up, down = (0.0, 1.0, 0.0), (0.0, -1.0, 0.0)
    clay = Look(mottle=0.35, gloss=0.12, grain=0.03, sheer=0.1)
    skins: list[Skin | Blades] = [
        Skin(body, clay, cuts=[FLOOR, Cut((0, 0.30, 0), up)]),
        Skin(lip, clay, cuts=[Cut((0, 0.265, 0), down), Cut((0, 0.318, 0), up)], lift=0.004),
        Skin([soil], Look(bumps=0.8, grain=0.014)),
    ]
    skins += _swords(rng) if rng.random() < 0.4 else _stalks(rng)
    return render([skin.moved(turn(pitch=-9)) for skin in skins], height_px, seed, light)


def _swords(rng: np.random.Generator) -> list[Skin | Blades]:
    n = int(rng.integers(9, 13))
    a, out = np.arange(n) * 2.4, rng.uniform(0.02, 0.11, n)
    ring = np.column_stack([np.cos(a), np.zeros(n), np.sin(a)])
    tall = rng.uniform(0.45, 0.72, n)
    base = ring * out[:, None] * 0.8 + [0, 0.31, 0]
    tip = base + ring * (tall * 0.16)[:, None] + np.array([[0, 1.0, 0]]) * tall[:, None]
    colour = np.array([[0.16, 0.33, 0.19]]) * rng.uniform(0.8, 1.2, (n, 1))
    edge = blades_of(
        base,
        (base + tip) / 2,
        tip,
        [[0.1, 0.2, 1]],
        rng.uniform(0.075, 0.095, n),
        [[0.70, 0.68, 0.34]],
        [[0.80, 0.78, 0.45]],
        profile=SWORD,
        fold=0.2,
    )
    face = blades_of(
        base,
        (base + tip) / 2,
        tip,
        [[0.1, 0.2, 1]],
        edge.width * 0.74,
        colour,
        colour * 1.5,
        profile=SWORD,
        fold=0.2,
        look=Look(sheer=0.5, gloss=0.4, mottle=0.6),
        lift=0.015,
    )
    return [edge, face]


def _stalks(rng: np.random.Generator) -> list[Skin | Blades]:
    n = int(rng.integers(15, 21))
    a, t = np.arange(n) * 2.4 + rng.uniform(-0.3, 0.3, n), np.linspace(1, 0.1, n)
    out = np.column_stack([np.cos(a), np.zeros(n), np.sin(a)])
    reach = (0.10 + 0.22 * (1 - t**2)) * rng.uniform(0.85, 1.15, n)
    at = out * reach[:, None] + np.column_stack([np.zeros(n), 0.46 + 0.34 * t, np.zeros(n)])
    size = rng.uniform(0.17, 0.24, n)
    tip = at + out * (size * 0.75)[:, None] - np.array([[0, 0.45, 0]]) * size[:, None]
    middle = (at + tip) / 2 + np.array([[0, 0.14, 0]]) * size[:, None]
    colour = np.array([[0.15, 0.35, 0.14]]) * rng.uniform(0.75, 1.25, (n, 1))
    leaves = blades_of(
        at,
        middle,
        tip,
        out * 0.4 + [0, 0.8, 0.5],
        size * 0.62,
        colour,
        colour * 1.45,
        profile=OVAL,
        fold=0.25,
        look=Look(sheer=0.6, gloss=0.4),
    )
    stems: list[Part] = [
        tube([(0, 0.30, 0), vec(p * [0.35, 0.85, 0.35]), vec(p)], [0.010, 0.007, 0.005], (0.30, 0.44, 0.20), 4, 0.006)
        for p in at
    ]
    return [Skin(stems, Look(sheer=0.4)), leaves]
