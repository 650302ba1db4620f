"""Ringed planets."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin


def planet(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A banded planet inside its rings; `tint` colours its bands."""
    rng = np.random.default_rng(seed)
    base: Rgb = tint or [(0.86, 0.70, 0.48), (0.48, 0.62, 0.86), (0.80, 0.50, 0.62), (0.52, 0.76, 0.66)][seed % 4]
    bands = []
    for y in np.linspace(-0.9, 0.9, 11):
        shade = rng.uniform(0.72, 1.22)
        colour: Rgb = (
            min(1, base[0] * shade),
            min(1, base[1] * shade * rng.uniform(0.92, 1.04)),
            min(1, base[2] * shade),
        )
        bands.append(Patch((0, float(y) * 0.42, 0), (2.0, rng.uniform(0.03, 0.06), 2.0), colour, 0.8, 0.5, 0.8))
    storm = Patch(
        (rng.uniform(-0.15, 0.2), -0.12, 0.38), (0.08, 0.035, 0.1), (base[0], base[1] * 0.7, base[2] * 0.6), 0.6, 0.2
    )
    globe = Skin([Ball((0, 0, 0), (0.42, 0.42, 0.42), base)], Look(mottle=0.25, grain=0.02, sheer=0.1), [*bands, storm])
    loops: list[Part] = []
    for radius in (0.56, 0.605, 0.65, 0.71, 0.755, 0.80):
        shade = rng.uniform(0.7, 1.15)
        pale: Rgb = (
            min(1, base[0] * 0.5 * shade + 0.4),
            min(1, base[1] * 0.5 * shade + 0.38),
            min(1, base[2] * 0.5 * shade + 0.36),
        )
        around = np.linspace(0, 2 * np.pi, 25)
        circle: list[Vec] = [(float(radius * np.cos(a)), 0.0, float(radius * np.sin(a))) for a in around]
        loops.append(tube(circle, [0.021] * 25, pale, 2, blend=0.002))
    pose = turn(roll=rng.choice([-1, 1]) * rng.uniform(8, 26)) @ turn(pitch=-rng.uniform(14, 24))
    return render([skin.moved(pose) for skin in (globe, Skin(loops, Look(sheer=0.5)))], height_px, seed, light)
