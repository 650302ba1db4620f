"""Reefs: rocks overgrown with corals of many kinds."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from ....arrays import Rgb
from ..props.parts import Vec, turn, vec
from .clay import Clay, Stuff

COLOURS: tuple[Rgb, ...] = (
    (0.96, 0.46, 0.36),
    (0.98, 0.66, 0.28),
    (0.88, 0.36, 0.60),
    (0.62, 0.42, 0.80),
    (0.94, 0.82, 0.48),
    (0.42, 0.72, 0.56),
    (0.98, 0.60, 0.60),
)


def _antlers(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    """Branches that fork upwards, pale at their growing tips."""
    stuff = Stuff(colour, bump=0.35, grain=0.022, sheer=0.3)
    pale = Stuff(tuple(0.45 * c + 0.55 for c in colour), sheer=0.6)  # type: ignore[arg-type]
    ends = [(np.zeros(3), np.array([rng.normal(0, 0.35), 1, rng.normal(0, 0.3)]), 0.055) for _ in range(3)]
    for level in range(3):
        grown = []
        for start, way, radius in ends:
            long = (0.34, 0.26, 0.20)[level] * rng.uniform(0.8, 1.2)
            end = start + way / np.linalg.norm(way) * long
            clay.limb(vec(start), vec(end), (radius, 0.75 * radius), stuff, 0.02)
            for _ in range(2):
                aside = way / np.linalg.norm(way) + rng.normal(0, 0.48, 3) + np.array([0, 0.25, 0])
                grown.append((end, aside, 0.72 * radius))
            if level == 2:
                clay.ball(vec(end), 0.9 * radius, pale, 0.02)
        ends = grown


def _brain(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    stuff = Stuff(colour, bump=1.0, grain=0.05, sheer=0.2)
    for _ in range(4):
        size = rng.uniform(0.16, 0.30)
        clay.ball((rng.uniform(-0.2, 0.2), 0.5 * size, rng.uniform(-0.1, 0.2)), (size, 0.8 * size, size), stuff, 0.03)


def _fan(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    """A lattice of veins, spread across the current."""
    stuff = Stuff(colour, sheer=0.7)
    flat = Clay()
    flat.limb((0, 0, 0), (0, 0.12, 0), (0.035, 0.028), stuff)
    angles = np.linspace(-1.05, 1.05, 8)
    rows = []
    for a in angles.tolist():
        long = 0.72 * (1 - 0.18 * abs(a)) * rng.uniform(0.88, 1.06)
        points: list[Vec] = [
            (t * long * float(np.sin(a * (0.55 + 0.45 * t))), 0.10 + t * long * float(np.cos(a * 0.9)), 0.03 * t)
            for t in (0.0, 0.35, 0.7, 1.0)
        ]
        flat.chain(points, [0.020, 0.013, 0.009, 0.005], stuff, 0.006, 1)
        rows.append(points)
    web = Stuff(tuple(0.85 * c for c in colour), sheer=0.9, bump=0.8, grain=0.03)  # type: ignore[arg-type]
    for one, other in itertools.pairwise(rows):
        flat.sheet([one[0], other[2], one[2]], web, 0.004, 0.002)
        flat.sheet([one[2], other[3], one[3]], web, 0.004, 0.002)
        flat.sheet([one[2], other[2], other[3]], web, 0.004, 0.002)
    clay.include(flat, turn(yaw=rng.uniform(-35, 35), roll=rng.uniform(-12, 12)))


def _tubes(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    stuff, dark = Stuff(colour, bump=0.5, grain=0.03, sheer=0.4), Stuff((0.16, 0.06, 0.12))
    for _ in range(5):
        x, z, tall, r = (
            rng.uniform(-0.2, 0.2),
            rng.uniform(-0.15, 0.15),
            rng.uniform(0.25, 0.62),
            rng.uniform(0.05, 0.08),
        )
        tip: Vec = (1.5 * x, tall, 1.5 * z)
        clay.limb((x, 0, z), tip, (0.75 * r, r), stuff, 0.03)
        clay.cut((tip[0], tall + 0.9 * r, tip[2]), (0.68 * r, 1.1 * r, 0.68 * r), dark, 0.02)


def _plates(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    """Tables one above the other."""
    stuff = Stuff(colour, bump=0.7, grain=0.035, sheer=0.3)
    for k in range(4):
        size = (0.36 - 0.06 * k) * rng.uniform(0.85, 1.1)
        y, x = 0.10 + 0.125 * k, rng.uniform(-0.08, 0.08)
        clay.limb((0, y - 0.12, 0), (x, y, 0), (0.06, 0.07), stuff, 0.03)
        pose = turn(roll=rng.uniform(-12, 12), pitch=rng.uniform(4, 14))
        clay.ball((x, y, 0.03), (size, 0.028, 0.8 * size), stuff, 0.02, pose)


def _anemone(clay: Clay, rng: np.random.Generator, colour: Rgb) -> None:
    stuff = Stuff(colour, sheer=0.8)
    tip = Stuff(tuple(0.4 * c + 0.6 for c in colour), sheer=0.8)  # type: ignore[arg-type]
    clay.drum((0, -0.08, 0), (0, 0.16, 0), (0.13, 0.18), stuff, 0.03, 0.04)
    sway = rng.uniform(-0.10, 0.10)
    for k in range(20):
        a, r = 2.4 * k, 0.17 * np.sqrt((k + 0.5) / 20)
        x, z = r * np.cos(a), r * np.sin(a)
        end: Vec = (2.1 * x + sway, 0.22 + rng.uniform(0.08, 0.2) - 0.5 * r, 2.1 * z)
        clay.limb((x, 0.14, z), end, (0.030, 0.020), stuff, 0.01)
        clay.ball(end, 0.026, tip, 0.012)


CORALS: tuple[Callable[[Clay, np.random.Generator, Rgb], None], ...] = (
    _antlers,
    _brain,
    _fan,
    _tubes,
    _plates,
    _anemone,
)


def reef(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A rock with four or five corals on it, the tall ones behind; it falls off towards where it faces."""
    clay = Clay()
    rock = Stuff((0.50, 0.46, 0.44), bump=1.0, grain=0.06)
    tall = rng.uniform(0.20, 0.42)
    places = np.linspace(-0.62, 0.62, int(rng.integers(4, 6)))
    kinds = rng.permutation(np.arange(len(places)) + number) % len(CORALS)
    stands: list[tuple[Clay, Vec, float]] = []
    tints = rng.permutation(len(COLOURS))
    for k, (x, kind) in enumerate(zip(places.tolist(), kinds.tolist(), strict=True)):
        one = Clay()
        CORALS[kind](one, rng, COLOURS[tints[k % len(COLOURS)]])
        behind = kind in (0, 2, 3)
        y = tall * (0.85 - 0.5 * x * facing) * (0.9 if behind else 0.45)
        z = rng.uniform(-0.22, -0.05) if behind else rng.uniform(0.08, 0.2)
        size = rng.uniform(0.75, 1.05) if behind else rng.uniform(0.5, 0.75)
        foot = 1.15 * y if behind else 1.4 * y
        clay.drum((x, -0.06, z), (x, foot, z - 0.04), (0.30, 0.17), rock, 0.10, 0.12)
        stands.append((one, (x + rng.uniform(-0.05, 0.05), y, z), size))
    for one, at, size in stands:
        clay.include(one, turn(yaw=rng.uniform(-40, 40)), at, size)
    return clay
