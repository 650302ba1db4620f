"""Toadstools that glow."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import FLOOR, Ball, Cut, Limb, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin


def mushroom(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A clump of two to four toadstools that glow from within; `tint` is their glow."""
    rng = np.random.default_rng(seed)
    glow = tint or [(0.20, 0.75, 0.95), (0.62, 0.38, 0.98), (0.25, 0.90, 0.62), (0.98, 0.42, 0.72)][seed % 4]
    skins: list[Skin] = []
    for k in range(int(rng.integers(2, 5))):
        size = 1.0 if k == 0 else rng.uniform(0.35, 0.65)
        at: Vec = (0, 0, 0) if k == 0 else ((-1) ** k * rng.uniform(0.16, 0.34), 0, rng.uniform(-0.05, 0.18))
        pose = turn(roll=rng.uniform(-7, 7) - 10 * at[0])
        skins += [skin.moved(pose, at, size) for skin in _toadstool(glow, rng)]
    return render([skin.moved(turn(pitch=5)) for skin in skins], height_px, seed, light)


def _toadstool(glow: Rgb, rng: np.random.Generator) -> list[Skin]:
    wide, tall, rim = rng.uniform(0.30, 0.38), rng.uniform(0.24, 0.34), 0.62
    deep: Rgb = (glow[0] * 0.35 + 0.05, glow[1] * 0.30, glow[2] * 0.48 + 0.05)
    bright: Rgb = (glow[0] * 0.5 + 0.5, glow[1] * 0.5 + 0.5, glow[2] * 0.5 + 0.5)
    bow = rng.uniform(-0.05, 0.05)
    cap: list[Part] = [
        Ball((0, rim, 0), (wide, tall, wide), deep),
        Ball((0, rim + 0.01, 0), (wide * 1.03, 0.05, wide * 1.03), deep, 0.04),
    ]
    lit = [Patch((0, rim - 0.02, 0), (wide * 1.3, 0.12, wide * 1.3), glow, 1.0, 0.2, 0.9)]
    spots: list[Part] = []
    for k in range(11):
        up, around = 0.25 + 0.7 * ((k * 0.618) % 1), k * 2.4
        out = float(np.sqrt(1 - up * up))
        size = rng.uniform(0.022, 0.045)
        spots.append(
            Ball(
                (wide * out * np.cos(around), rim + tall * up, wide * out * np.sin(around)),
                (size, size * 0.8, size),
                bright,
                0.004,
            )
        )
    stem = tube([(0, 0, 0), (bow, 0.28, 0), (0, rim, 0)], [0.085, 0.052, 0.062], (0.80, 0.80, 0.84), 6)
    warm = [Patch((0, rim, 0), (0.2, 0.34, 0.2), glow, 1.3, 0.1, 0.85)]
    gills: list[Part] = [Ball((0, rim, 0), (wide * 0.97, 0.012, wide * 0.97), glow)]
    spokes = np.arange(40) * np.pi / 20
    gills += [
        Limb(
            (0.06 * np.cos(a), rim - 0.006, 0.06 * np.sin(a)),
            (wide * 0.95 * np.cos(a), rim - 0.006, wide * 0.95 * np.sin(a)),
            0.007,
            0.007,
            bright,
            0.002,
        )
        for a in spokes
    ]
    return [
        Skin(
            cap, Look(glow=0.35, sheer=0.9, gloss=0.35, mottle=0.3), lit, cuts=[Cut((0, rim, 0), (0, -1, 0))], lift=0.01
        ),
        Skin(spots, Look(glow=0.85, sheer=0.9), lift=0.02),
        Skin(gills, Look(glow=0.75)),
        Skin([stem], Look(glow=0.18, sheer=0.8, mottle=0.3), warm, cuts=[FLOOR]),
    ]
