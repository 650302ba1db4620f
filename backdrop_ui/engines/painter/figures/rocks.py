"""Rocks that stand about on a summit."""

from __future__ import annotations

import numpy as np

from ..props.parts import turn
from .clay import Clay, Stuff


def crag(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """Splintered rock that leans one way; every third is a low heap."""
    clay = Clay()
    shade = rng.uniform(0.85, 1.15)
    rock = Stuff((0.36 * shade, 0.32 * shade, 0.35 * shade), bump=0.6, grain=0.10, gloss=0.15)
    tall = 0.45 if number % 3 == 0 else 1.0
    lean = 0.25 * facing + rng.uniform(-0.1, 0.1)
    for _ in range(11):
        x, z = rng.uniform(-0.42, 0.42), rng.uniform(-0.3, 0.3)
        high = tall * rng.uniform(0.35, 1.0) * (1 - 0.9 * abs(x))
        pose = turn(yaw=rng.uniform(-40, 40), roll=rng.uniform(-14, 14) - 30 * lean, pitch=rng.uniform(-12, 12))
        half = (rng.uniform(0.08, 0.16), 0.55 * high, rng.uniform(0.08, 0.15))
        clay.box((x + 0.5 * lean * high, 0.42 * high, z), half, rock, 0.03, 0.05, pose)
    clay.ball((0, -0.05, 0), (0.7, 0.16, 0.45), rock, 0.12)
    return clay
