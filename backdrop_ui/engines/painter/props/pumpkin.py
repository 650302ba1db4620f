"""Pumpkins."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Cut, Limb, Look, Part, Patch, f32, tube, turn, vec
from .picture import render
from .skin import Skin


def pumpkin(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A ribbed pumpkin with a crooked stalk; `tint` is its skin."""
    rng = np.random.default_rng(seed)
    skin = tint or [(0.93, 0.46, 0.09), (0.88, 0.36, 0.08), (0.95, 0.58, 0.18), (0.86, 0.82, 0.70)][seed % 4]
    deep: Rgb = (skin[0] * 0.7, skin[1] * 0.55, skin[2] * 0.5)
    tall, ribs = rng.uniform(0.26, 0.36), int(rng.integers(10, 14))
    parts: list[Part] = []
    for k in range(ribs):
        around = 2 * np.pi * (k + rng.uniform(-0.12, 0.12)) / ribs
        pose = turn(yaw=float(np.degrees(around)))
        parts.append(
            Ball(vec(pose @ f32([0, tall, 0.20])), (0.135, tall * rng.uniform(0.96, 1.03), 0.20), skin, 0.012, pose)
        )
    dimple = [
        Patch((0, tall * 2, 0), (0.16, 0.09, 0.16), deep, 0.9, 0.2),
        Patch((0, 0, 0), (0.4, 0.12, 0.4), deep, 1.0, 0.2, 0.7),
    ]
    lean = rng.uniform(-0.10, 0.10)
    stalk = tube(
        [(0, tall * 1.82, 0), (lean * 0.3, tall * 2 + 0.05, 0.01), (lean, tall * 2 + 0.13, 0.02)],
        [0.062, 0.034, 0.040],
        (0.38, 0.40, 0.18),
        4,
    )
    grooves: list[Part] = [
        Limb(
            (0.045 * np.cos(a), tall * 1.86, 0.045 * np.sin(a)),
            (lean + 0.028 * np.cos(a), tall * 2 + 0.13, 0.02 + 0.028 * np.sin(a)),
            0.022,
            0.014,
            (0.42, 0.42, 0.20),
            0.006,
        )
        for a in np.arange(5) * 1.257
    ]
    look = Look(gloss=0.35, sheer=0.25, mottle=0.5, grain=0.03)
    skins = [
        Skin(parts, look, dimple, cuts=[Cut((0, 0.02, 0), (0, -1, 0))]),
        Skin([stalk, *grooves], Look(mottle=0.6, grain=0.02)),
    ]
    return render([s.moved(turn(pitch=-10, yaw=rng.uniform(0, 30))) for s in skins], height_px, seed, light)
