"""What stands in an enchanted wood: trees of many hundred years on their roots, and caps that shine."""

from __future__ import annotations

import numpy as np

from ....arrays import Rgb
from ..props.parts import Vec, turn, vec
from .clay import Clay, Stuff

BARK = Stuff((0.40, 0.33, 0.29), bump=0.8, grain=0.0145)
MOSS = Stuff((0.26, 0.52, 0.24), bump=0.9, grain=0.012, sheer=0.6)
LANTERN = Stuff((1.0, 0.60, 0.20), glow=0.9, bump=0.8, grain=0.02)
CAPS: tuple[Rgb, ...] = ((0.30, 0.86, 0.90), (0.72, 0.50, 0.98), (0.98, 0.62, 0.80), (0.52, 0.95, 0.66))


def old_tree(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A tree whose trunk is a bundle of strands wound about each other and whose roots clasp the ground.

    About two units high, as its crown would lie above the picture. A light shines in the hollow of every second.
    """
    clay = Clay()
    lean, twist = 0.07 * facing + rng.uniform(-0.05, 0.05), rng.choice([-1, 1]) * rng.uniform(0.7, 1.6)
    clay.chain([(0, -0.02, 0), (0.4 * lean, 0.35, 0), (1.6 * lean, 1.7, 0)], [0.105, 0.072, 0.052], BARK, 0.02, 2)
    about = rng.uniform(0, 2 * np.pi)
    for k in range(5):
        angle = about + 2 * np.pi * k / 5 + rng.uniform(-0.3, 0.3)
        reach, rise = rng.uniform(0.24, 0.44), rng.uniform(0.10, 0.20)
        points: list[Vec] = []
        for out, y in ((reach, -0.025), (0.62 * reach, 0.018), (0.15, 0.5 * rise)):
            a = angle + rng.uniform(-0.2, 0.2)
            points.append((out * np.cos(a), y, 0.85 * out * np.sin(a)))
        for y, r in ((0.30, 0.078), (0.75, 0.060), (1.7, 0.050)):
            a = angle + twist * y
            points.append((lean * y + r * np.cos(a), y, r * np.sin(a)))
        thick = rng.uniform(0.75, 1.2)
        clay.chain(points, [thick * r for r in (0.009, 0.021, 0.037, 0.038, 0.032, 0.027)], BARK, 0.02, 1)
    for _ in range(2):
        side, y = rng.choice([-1, 1]), rng.uniform(0.55, 0.95)
        limb: list[Vec] = [(lean * y, y, 0)]
        for t in (0.35, 0.7, 1.0):
            limb.append(
                (lean * y + side * 0.42 * t, y + 0.16 * t**1.5 + rng.uniform(-0.04, 0.04), rng.uniform(-0.1, 0.14))
            )
        clay.chain(limb, [0.036, 0.024, 0.015, 0.005], BARK, 0.03, 2)
    if number % 2 == 0:
        _hollow(clay, rng, lean)
    for _ in range(5):
        a, y = rng.uniform(-1.5, 1.5), 0.8 * rng.random() ** 1.3
        at: Vec = (lean * y + 0.085 * np.sin(a), y, 0.085 * np.cos(a))
        clay.paint(at, (0.06, rng.uniform(0.05, 0.15), 0.07), MOSS.colour, 0.04, 0.05, 0.85)
    clay.paint((0, 0, 0), (0.55, 0.05, 0.5), MOSS.colour, 0.05, 0.05, 0.8)
    for _ in range(3):
        _bracket(clay, rng, lean)
    for _ in range(2):
        _vine(clay, rng, lean)
    turned = Clay()
    turned.include(clay, turn(yaw=rng.uniform(-30, 30)))
    return turned


def _hollow(clay: Clay, rng: np.random.Generator, lean: float) -> None:
    """An opening low in the trunk with a light in it."""
    y = rng.uniform(0.14, 0.2)
    x = lean * y + rng.uniform(-0.02, 0.02)
    pose = turn(roll=rng.uniform(-9, 9))
    clay.ball((x, y, 0.085), (0.040, 0.085, 0.035), BARK, 0.03, pose)  # A swollen lip, where bark grew over a wound.
    clay.cut((x, y, 0.125), (0.019, 0.058, 0.075), LANTERN, 0.006, pose)


def _vine(clay: Clay, rng: np.random.Generator, lean: float) -> None:
    """A vine that climbs around the trunk, with leaves and buds that shine."""
    about, wind = rng.uniform(0, 2 * np.pi), rng.choice([-1, 1]) * rng.uniform(3.0, 4.5)
    colour = CAPS[int(rng.integers(len(CAPS)))]
    bud, leaf = Stuff(colour, glow=0.75), Stuff((0.30, 0.58, 0.30), sheer=0.8, bump=0.4, grain=0.01)

    def at(y: float, out: float) -> Vec:
        a, r = about + wind * y, float(np.interp(y, [0, 0.3, 0.75, 1.3], [0.165, 0.125, 0.10, 0.085])) + out
        return lean * y + r * np.cos(a), y, r * np.sin(a)

    heights = np.linspace(0.02, 1.15, 12)
    clay.chain([at(y, 0.0) for y in heights], np.linspace(0.006, 0.003, 12).tolist(), leaf, 0.006, 1)
    for y in rng.uniform(0.08, 1.1, 12):
        way = turn(yaw=float(rng.uniform(0, 360)), roll=float(rng.uniform(-50, 50)))
        clay.ball(at(y, 0.014), (0.019, 0.003, 0.011), leaf, 0.002, way)
    for y in rng.uniform(0.1, 0.9, 6):
        clay.ball(at(y, 0.018), 0.0055, bud, 0.001)


def _bracket(clay: Clay, rng: np.random.Generator, lean: float) -> None:
    """Shelves of fungus one above the other, which shine from below."""
    a, y = rng.uniform(-1.2, 1.2), rng.uniform(0.10, 0.55)
    colour = CAPS[int(rng.integers(len(CAPS)))]
    r = 0.125 - 0.06 * min(y / 0.35, 1.0)
    for step in range(3):
        size, up = rng.uniform(0.010, 0.019), y + 0.022 * step
        at: Vec = (lean * up + r * np.sin(a + 0.2 * step), up, r * np.cos(a + 0.2 * step))
        clay.ball(at, (1.4 * size, 0.5 * size, 1.3 * size), Stuff(colour, glow=0.22, sheer=0.8), 0.004)


def glowcap(number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A family of mushrooms that shine from within, the tallest a unit high."""
    clay = Clay()
    colour = CAPS[number % len(CAPS)]
    stalk = Stuff(tuple(0.35 * c + 0.5 for c in colour), glow=0.14, sheer=0.6, bump=0.3, grain=0.05)  # type: ignore[arg-type]
    cap = Stuff(colour, glow=0.30, sheer=0.9, gloss=0.45, bump=0.15, grain=0.06)
    gills = Stuff(tuple(0.5 * c + 0.5 for c in colour), glow=0.95)  # type: ignore[arg-type]
    for k in range(int(rng.integers(3, 6))):
        tall = 0.9 * 0.74**k * rng.uniform(0.85, 1.1)
        side = (-1) ** k
        x, z = side * (0.0 if k == 0 else rng.uniform(0.2, 0.55)), 0.0 if k == 0 else rng.uniform(-0.1, 0.3)
        lean = side * rng.uniform(0.0, 0.18) * tall
        top = np.array([x + lean, tall, z])
        thick = 0.075 * tall + 0.015
        clay.chain(
            [(x, -0.05, z), (x + 0.2 * lean, 0.5 * tall, z), vec(top)],
            [1.4 * thick, 0.9 * thick, 0.75 * thick],
            stalk,
            0.02,
            3,
        )
        wide = (0.40 if k == 0 else rng.uniform(0.26, 0.42)) * tall
        pose = turn(roll=-22 * lean / tall, pitch=rng.uniform(-4, 8))
        clay.ball(vec(top + pose @ np.array([0, 0.06 * tall, 0])), (wide, 0.62 * wide, wide), cap, 0.01, pose)
        clay.cut(
            vec(top - pose @ np.array([0, 0.42 * wide, 0])), (1.15 * wide, 0.50 * wide, 1.15 * wide), gills, 0.01, pose
        )
        # The cut took the stalk's upper end.
        clay.limb(vec(top - np.array([0.5 * lean, 0.5 * tall, 0])), vec(top), (0.85 * thick, 0.7 * thick), stalk, 0.01)
        for _ in range(5):
            a, r = rng.uniform(0, np.pi), wide * rng.uniform(0.35, 0.8)
            spot = top + pose @ np.array(
                [r * np.cos(a), 0.06 * tall + 0.62 * np.sqrt(max(wide**2 - r**2, 0)), 0.8 * r * np.sin(a)]
            )
            clay.paint(vec(spot), rng.uniform(0.05, 0.10) * tall, (0.97, 1.0, 0.98), 0.015, 0.01, 0.8)
    return clay
