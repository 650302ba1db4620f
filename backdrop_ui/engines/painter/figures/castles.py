"""Castles on rocks that float, and smaller rocks to fly past."""

from __future__ import annotations

import numpy as np

from ....arrays import Rgb
from ..props.parts import Vec, turn
from .clay import Clay, Stuff

ROOFS: tuple[Rgb, ...] = ((0.26, 0.40, 0.68), (0.62, 0.30, 0.42), (0.24, 0.50, 0.52), (0.44, 0.34, 0.62))
STONE = Stuff((0.90, 0.84, 0.78), bump=0.22, grain=0.016)
TRIM = Stuff((0.97, 0.92, 0.86), bump=0.1, grain=0.02)
GOLD = Stuff((0.95, 0.75, 0.32), gloss=0.8)
PANE = Stuff((1.0, 0.72, 0.34), glow=1.3)
DOOR = Stuff((0.22, 0.14, 0.10), gloss=0.2)
FOAM = Stuff((0.86, 0.94, 1.0), glow=0.35, sheer=1.0)


def _rock(clay: Clay, rng: np.random.Generator, radius: float, deep: float) -> None:
    """A disc of land that tapers downwards in ragged teeth, with turf on top."""
    rock = Stuff((0.50, 0.43, 0.42), bump=0.9, grain=0.055)
    for _ in range(26):
        angle, r = rng.uniform(0, 2 * np.pi), radius * np.sqrt(rng.random()) * 0.86
        x, z = r * np.cos(angle), r * np.sin(angle)
        foot = -deep * (1.05 - 0.85 * (r / radius) ** 1.2) * rng.uniform(0.6, 1.0)
        thick = radius * rng.uniform(0.16, 0.26)
        clay.limb((x, -0.07 - 0.3 * thick, z), (0.5 * x, foot, 0.5 * z), (thick, 0.03 * radius), rock, 0.05 * radius)
    turf = Stuff((0.42, 0.60, 0.26), fur=0.022, sheer=0.3, lie=(0.2, 1, 0.3))
    clay.ball((0, -0.03, 0), (radius * 0.98, 0.055, radius * 0.92), turf, 0.02)
    for _ in range(9):
        angle, r = rng.uniform(0, 2 * np.pi), radius * rng.uniform(0.6, 0.88)
        x, z = r * np.cos(angle), 0.9 * r * np.sin(angle)
        size = rng.uniform(0.025, 0.05)
        leaf = Stuff((0.26 + 0.2 * rng.random(), 0.48, 0.22), fur=0.02, sheer=0.3)
        clay.ball((x, 0.05 + size, z), (size, size * rng.uniform(1.0, 1.7), size), leaf, 0.01)


def _tower(clay: Clay, rng: np.random.Generator, at: tuple[float, float], tall: float, r: float, roof: Stuff) -> None:
    """A round tower with a cornice, a pointed roof, a finial and lit windows."""
    x, z = at
    clay.drum((x, -0.03, z), (x, tall, z), (r * 1.08, r), STONE)
    clay.drum((x, tall - 0.012, z), (x, tall + 0.024, z), (r * 1.05, r * 1.24), TRIM)
    peak = tall + 0.024 + r * rng.uniform(2.9, 3.9)
    clay.drum((x, tall + 0.024, z), (x, peak, z), (r * 1.34, 0.003), roof, 0.002)
    clay.limb((x, peak - 0.01, z), (x, peak + 0.05, z), (0.004, 0.002), GOLD, 0.001)
    clay.ball((x, peak + 0.008, z), 0.009, GOLD)
    if rng.random() < 0.6:
        flag = Stuff((0.92, 0.36, 0.34))
        clay.ball(
            (x + 0.03, peak + 0.042, z), (0.032, 0.011, 0.003), flag, 0.001, turn(yaw=rng.uniform(-30, 30), roll=-8)
        )
    for y in np.arange(0.14, tall - 0.03, 0.13):
        for angle in (-0.85, 0.0, 0.85):
            if rng.random() < 0.6:
                a = angle + rng.uniform(-0.2, 0.2)
                pane: Vec = (x + r * np.sin(a), float(y + rng.uniform(-0.02, 0.02)), z + r * np.cos(a))
                clay.ball(pane, (0.011, 0.024, 0.011), PANE, 0.001)


def castle(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A white castle with pointed roofs on its own rock; two waterfalls."""
    clay = Clay()
    _rock(clay, rng, 0.56, 0.85)
    roof = Stuff(ROOFS[number % len(ROOFS)], gloss=0.25, bump=0.25, grain=0.014)
    clay.box((0, 0.13, -0.02), (0.20, 0.16, 0.13), STONE, 0.004)
    clay.box((0, 0.30, -0.05), (0.13, 0.10, 0.10), STONE, 0.004)
    for x in np.arange(-0.19, 0.2, 0.042):
        clay.box((float(x), 0.305, 0.105), (0.011, 0.016, 0.008), TRIM, 0.002)
    for side in (-1, 1):
        clay.box((side * 0.24, 0.06, 0.07), (0.10, 0.08, 0.02), STONE, 0.003, pose=turn(yaw=side * -24))
        _tower(clay, rng, (side * 0.33, 0.06), rng.uniform(0.16, 0.26), 0.052, roof)
        _tower(clay, rng, (side * 0.20, 0.11), rng.uniform(0.32, 0.42), 0.058, roof)
        _tower(clay, rng, (side * 0.13, -0.08), rng.uniform(0.46, 0.62), 0.050, roof)
    _tower(clay, rng, (rng.uniform(-0.03, 0.03), -0.05), rng.uniform(0.74, 0.88), 0.072, roof)
    _tower(clay, rng, (rng.choice([-1, 1]) * 0.075, 0.06), rng.uniform(0.48, 0.58), 0.036, roof)
    clay.ball((0, 0.05, 0.115), (0.042, 0.085, 0.02), TRIM, 0.002)
    clay.ball((0, 0.045, 0.122), (0.031, 0.072, 0.02), DOOR, 0.002)
    clay.drum((0, 0.30, -0.05), (0, 0.52, -0.05), (0.19, 0.004), roof, 0.002)
    for side in (-1, 1):
        _fall(clay, (side * rng.uniform(0.25, 0.42), 0.0, 0.36), rng)
    turned = Clay()
    turned.include(clay, turn(yaw=22 * facing + rng.uniform(-8, 8)))
    return turned


def _fall(clay: Clay, at: Vec, rng: np.random.Generator) -> None:
    """Water over the edge: strands side by side."""
    x, y, z = at
    for _ in range(5):
        dx, long = rng.uniform(-0.022, 0.022), rng.uniform(0.3, 0.95)
        points: list[Vec] = [
            (x + dx, y + 0.0, z + 0.02),
            (x + dx, y - 0.03, z + 0.17),
            (x + 1.3 * dx, y - 0.2, z + 0.21),
            (x + 2 * dx, y - long, z + 0.22),
        ]
        clay.chain(points, [0.009, 0.010, 0.007, 0.001], FOAM, 0.01, 3)


def islet(number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A small floating rock; some carry a lone tower."""
    clay = Clay()
    _rock(clay, rng, 0.4, rng.uniform(0.4, 0.8))
    if number % 2:
        roof = Stuff(ROOFS[number % len(ROOFS)], gloss=0.25)
        _tower(clay, rng, (rng.uniform(-0.1, 0.1), 0.0), rng.uniform(0.2, 0.4), 0.06, roof)
    return clay
