"""Kinds of hunters on two legs, and their heads with open jaws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Rgb
from ..props.parts import Vec, turn
from .clay import Clay, Stuff

TOOTH = Stuff((0.93, 0.87, 0.70), gloss=0.5, sheer=0.3)
CLAW = Stuff((0.12, 0.10, 0.09), gloss=0.5)
FLESH = Stuff((0.55, 0.14, 0.13), gloss=0.55, sheer=0.3)
MAW = Stuff((0.16, 0.03, 0.03), gloss=0.3)


@dataclass(frozen=True)
class Hunter:
    """Proportions and hide. head, leg, neck, arm: sizes relative to a tyrant's; jaw: how far it gapes, degrees."""

    hide: Stuff
    belly: Rgb
    stripe: Rgb
    eye: Rgb
    head: float = 1.0
    slim: float = 1.0
    neck: float = 1.0
    arm: float = 1.0
    crest: float = 0.0


def hide_of(colour: Rgb, bump: float = 0.5, grain: float = 0.014) -> Stuff:
    return Stuff(colour, gloss=0.32, bump=bump, grain=grain)


TYRANTS = (
    Hunter(hide_of((0.40, 0.33, 0.22)), (0.66, 0.56, 0.40), (0.16, 0.13, 0.09), (1.0, 0.62, 0.08), 1.28, 1.12, 0.35),
    Hunter(hide_of((0.30, 0.35, 0.24)), (0.62, 0.58, 0.42), (0.11, 0.15, 0.10), (0.98, 0.78, 0.12), 1.28, 1.12, 0.35),
    Hunter(hide_of((0.44, 0.26, 0.18)), (0.68, 0.52, 0.38), (0.15, 0.09, 0.08), (0.85, 0.9, 0.2), 1.28, 1.12, 0.35),
)


def _raptor(hide: Rgb, belly: Rgb, stripe: Rgb, eye: Rgb) -> Hunter:
    return Hunter(hide_of(hide, 0.3, 0.02), belly, stripe, eye, 0.72, 0.62, 1.5, 2.1, 1.0)


RAPTORS = (
    _raptor((0.48, 0.40, 0.24), (0.78, 0.68, 0.48), (0.20, 0.12, 0.07), (1.0, 0.8, 0.1)),
    _raptor((0.24, 0.36, 0.38), (0.72, 0.68, 0.52), (0.08, 0.13, 0.17), (1.0, 0.45, 0.1)),
    _raptor((0.52, 0.28, 0.17), (0.82, 0.66, 0.45), (0.18, 0.08, 0.06), (0.9, 0.95, 0.2)),
)


def head(kind: Hunter, gape: float, rng: np.random.Generator) -> Clay:
    """A skull that looks along +z from where the neck ends, at the origin; 0.4 units long."""
    clay, hide = Clay(), kind.hide
    clay.ball((0, 0.035, 0.03), (0.080, 0.088, 0.105), hide)
    clay.limb((0, 0.040, 0.07), (0, 0.018, 0.30), (0.072, 0.048), hide, 0.03)
    clay.ball((0, 0.012, 0.315), (0.046, 0.046, 0.055), hide, 0.02)
    for side in (-1, 1):
        clay.ball((side * 0.052, -0.012, 0.02), (0.045, 0.068, 0.075), hide, 0.03)
        clay.limb((side * 0.045, 0.092, 0.06), (side * 0.052, 0.085, 0.145), (0.022, 0.016), hide, 0.015)
        clay.limb((side * 0.022, 0.078, 0.16), (side * 0.020, 0.058, 0.31), (0.014, 0.012), hide, 0.02)
        clay.paint((side * 0.034, 0.038, 0.352), (0.010, 0.008, 0.02), (0.04, 0.03, 0.03), 0.006, 0)
        clay.cut((side * 0.080, 0.046, 0.195), (0.014, 0.022, 0.04), hide, 0.02)
        clay.limb((side * 0.052, -0.035, 0.045), (side * 0.047, -0.075, 0.055), (0.030, 0.022), hide, 0.02)
    clay.paint((0, 0.11, 0.15), (0.07, 0.075, 0.30), kind.stripe, 0.05, 0.03, 0.85)
    clay.paint((0, -0.05, 0.25), (0.09, 0.035, 0.2), kind.belly, 0.03, 0.01, 0.6)
    clay.cut((0, -0.045, 0.19), (0.043, 0.030, 0.17), MAW, 0.008)
    for side in (-1, 1):
        _eye(clay, kind, side)
    _teeth(clay, rng, 0.345, -0.030, (0.052, 0.038), -1)
    jaw = _jaw(kind, rng)
    clay.include(jaw, turn(pitch=-gape), (0, -0.035, 0.01))
    clay.ball((0, -0.045, 0.045), (0.050, 0.055, 0.06), MAW, 0.01)
    return clay


def _eye(clay: Clay, kind: Hunter, side: int) -> None:
    clay.ball((side * 0.066, 0.062, 0.112), 0.0175, Stuff(kind.eye, gloss=1.0, glow=0.2), 0.001)
    clay.paint(
        (side * 0.081, 0.062, 0.120), (0.009, 0.015, 0.006), (0.01, 0.01, 0.01), 0.003, 0, pose=turn(yaw=side * 50)
    )
    # The ridge over the eye makes it look grim.
    clay.limb((side * 0.070, 0.092, 0.085), (side * 0.070, 0.072, 0.140), (0.016, 0.011), kind.hide, 0.008)


def _jaw(kind: Hunter, rng: np.random.Generator) -> Clay:
    clay, hide = Clay(), kind.hide
    clay.limb((0, -0.012, 0.02), (0, -0.008, 0.27), (0.050, 0.032), hide)
    clay.ball((0, -0.01, 0.285), (0.038, 0.028, 0.042), hide, 0.02)
    clay.paint((0, -0.06, 0.16), (0.06, 0.05, 0.2), kind.belly, 0.03, 0.01, 0.8)
    clay.cut((0, 0.034, 0.17), (0.036, 0.040, 0.16), MAW, 0.008)
    clay.ball((0, 0.000, 0.15), (0.026, 0.013, 0.11), FLESH, 0.012, turn(pitch=6))
    _teeth(clay, rng, 0.305, 0.008, (0.042, 0.030), 1)
    return clay


def _teeth(clay: Clay, rng: np.random.Generator, end: float, y: float, half: tuple[float, float], up: int) -> None:
    """Fangs along both sides of a jaw and round its tip, of uneven length."""
    for side in (-1, 1):
        for k in range(10):
            t = k / 9
            z = end - 0.004 - (end - 0.09) * t**1.15
            x = side * (half[1] * 0.42 + (half[0] - half[1] * 0.42) * min(1.0, 3.2 * t) ** 0.6)
            long = (0.015 + 0.020 * np.sin(np.pi * min(0.15 + t * 1.4, 1)) ** 2) * rng.uniform(0.55, 1.25)
            tip: Vec = (x * 0.97, y + up * float(long), z - 0.006)
            clay.limb((x, y - up * 0.008, z), tip, (0.0085, 0.0012), TOOTH, 0.001)
