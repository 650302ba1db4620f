"""Corals."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import FLOOR, Ball, Limb, Look, Part, Patch, f32, tube, turn, vec
from .picture import render
from .skin import Skin
from .tints import lighter


def coral(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A coral: staghorn, a fan, or tubes; `tint` is its colour."""
    rng = np.random.default_rng(seed)
    colour: Rgb = (
        tint
        or [(0.95, 0.38, 0.42), (0.98, 0.58, 0.24), (0.66, 0.34, 0.78), (0.96, 0.76, 0.34), (0.90, 0.36, 0.62)][
            int(rng.integers(5))
        ]
    )
    kind = seed % 3
    parts: list[Part] = []
    mouths: list[Part] = []
    if kind == 2:
        for k in range(int(rng.integers(7, 11))):
            a, out = k * 2.4, 0.05 + 0.028 * k
            foot, tall = (out * np.cos(a), 0.0, out * np.sin(a) * 0.6), rng.uniform(0.35, 0.95) * (1 - 0.04 * k)
            lean = (foot[0] * 2.0 + rng.uniform(-0.06, 0.06), tall, foot[2] * 2)
            parts.append(
                tube([foot, (foot[0] * 1.2, tall * 0.5, foot[2]), lean], [0.05, 0.058, 0.075], colour, 4, 0.02)
            )
            x, y, z = lean
            mouths.append(Ball((x, y + 0.062, z + 0.02), (0.042, 0.018, 0.034), lighter(colour, -0.6), 0.004))
    else:
        for k in range(4):
            tilt = f32([(k - 1.5) * 0.55 + rng.uniform(-0.15, 0.15), 1.0, rng.uniform(-0.4, 0.4)])
            tilt /= np.linalg.norm(tilt)
            parts += _branch(f32([(k - 1.5) * 0.07, 0, 0]), tilt, 0.24, 5 - kind, 0.6 - 0.4 * kind, colour, rng)
    rock: list[Part] = [
        Ball((x, 0.02, z), (r * 1.3, r, r), (0.42, 0.38, 0.38), 0.05)
        for x, z, r in ((0, 0, 0.12), (-0.14, 0.04, 0.08), (0.15, 0.02, 0.09), (0.04, 0.12, 0.07))
    ]
    tips = [Patch((0, 1.05, 0), (1.6, 0.62, 1.0), lighter(colour, 0.45), 1.3, 0.3, 0.75)]
    look = Look(bumps=0.7, grain=0.013, sheer=0.7, gloss=0.12, mottle=0.4)
    skins = [Skin(parts, look, tips, cuts=[FLOOR]), Skin(rock, Look(bumps=0.8, grain=0.03, mottle=0.9), cuts=[FLOOR])]
    if mouths:
        skins.append(Skin(mouths, Look(sheer=0.2), lift=0.03))
    return render([skin.moved(turn(pitch=-8)) for skin in skins], height_px, seed, light)


def _branch(
    at: Array, way: Array, length: float, depth: int, deep: float, colour: Rgb, rng: np.random.Generator
) -> list[Part]:
    """A limb, and two or three smaller branches from its end; `deep` is how far they leave the plane of a fan."""
    end = at + way * f32(length)
    limbs: list[Part] = [Limb(vec(at), vec(end), length * 0.2, length * 0.156, colour, 0.02)]
    if depth <= 1:
        return limbs
    for k in range(3 if depth in (5, 4) and rng.random() < 0.5 else 2):
        spread = (k - 0.5) * rng.uniform(0.55, 1.0) + rng.uniform(-0.2, 0.2)
        turned = way + f32([spread, 0.25, rng.uniform(-1, 1) * deep])
        turned /= np.linalg.norm(turned)
        limbs += _branch(end, turned, length * rng.uniform(0.66, 0.86), depth - 1, deep, colour, rng)
    return limbs
