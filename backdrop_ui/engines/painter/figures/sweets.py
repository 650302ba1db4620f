"""Sweets as large as trees: lollipops, canes, gumdrops, ice creams, candy floss."""

from __future__ import annotations

import itertools

import numpy as np

from ....arrays import Rgb
from ..props.parts import Vec, turn
from .clay import Clay, Stuff

SUGARS: tuple[Rgb, ...] = (
    (0.96, 0.36, 0.52),
    (0.45, 0.78, 0.90),
    (0.99, 0.80, 0.38),
    (0.60, 0.84, 0.56),
    (0.72, 0.56, 0.90),
)
CREAM = Stuff((1.0, 0.96, 0.92), gloss=0.6, sheer=0.5)


def _sugar(number: int, gloss: float = 0.75) -> Stuff:
    return Stuff(SUGARS[number % len(SUGARS)], gloss=gloss, sheer=0.5)


def lollipop(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """Two ropes of sugar, wound into a disc, on a stick."""
    clay = Clay()
    clay.limb((0, 0, 0), (0, 0.70, 0), (0.017, 0.017), CREAM)
    turns, thick = 2.6, 0.031
    for rope in (0, 1):
        points: list[Vec] = []
        for t in np.linspace(0.0, 1, 40) ** 0.6:  # of even length
            a = 2 * np.pi * (turns * t + 0.5 * rope)
            r = 0.012 + 0.27 * t
            points.append((r * np.cos(a), 0.72 + r * np.sin(a), 0.0))
        clay.chain(points, [thick] * 39 + [0.02], _sugar(number) if rope else CREAM, 0.004, 1)
    turned = Clay()
    turned.include(clay, turn(yaw=facing * rng.uniform(5, 35), roll=rng.uniform(-7, 7)))
    return turned


def cane(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A striped cane with a crook."""
    clay, hook = Clay(), 0.15
    path = [(0.0, y) for y in np.linspace(0, 0.82, 15)]
    path += [(hook - hook * np.cos(a), 0.82 + hook * np.sin(a)) for a in np.linspace(0.25, 3.5, 10)]
    red = _sugar(0 if number % 2 else number)
    for k, (a, b) in enumerate(itertools.pairwise(path)):
        stuff = red if k % 2 else CREAM
        way = np.array(b) - np.array(a)
        normal = np.array([-way[1], way[0]]) / np.linalg.norm(way)
        for across in (-0.5, 0.5):  # Each ring is cut at a slant, as a twisted stripe is.
            shift = way * across * 0.5
            p, q = np.array(a) + normal * across * 0.05 + shift, np.array(b) + normal * across * 0.05 + shift
            clay.limb((float(p[0]), float(p[1]), 0), (float(q[0]), float(q[1]), 0), (0.036, 0.036), stuff, 0.006)
    turned = Clay()
    turned.include(clay, turn(yaw=(0 if facing >= 0 else 180) + rng.uniform(-30, 30), roll=rng.uniform(-8, 8)))
    return turned


def gumdrop(number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A heap of sugared drops."""
    clay = Clay()
    for k in range(3):
        stuff = Stuff(SUGARS[(number + k) % len(SUGARS)], gloss=0.35, bump=0.5, grain=0.02, sheer=0.8)
        x, z, size = ((-0.28, 0.0, 0.34), (0.3, -0.1, 0.28), (0.02, 0.26, 0.2))[k]
        size *= rng.uniform(0.85, 1.1)
        clay.drum((x, 0, z), (x, 0.95 * size, z), (0.72 * size, 0.50 * size), stuff, 0.22 * size, 0.002)
        clay.ball((x, 0.78 * size, z), (0.50 * size, 0.38 * size, 0.50 * size), stuff, 0.12 * size)
    return clay


def ice_cream(number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A cone planted in the ground with scoops that run, sprinkles and a cherry."""
    clay = Clay()
    waffle = Stuff((0.86, 0.60, 0.30), bump=0.5, grain=0.03)
    clay.drum((0, 0, 0), (0, 0.46, 0), (0.05, 0.20), waffle, 0.01)
    clay.drum((0, 0.43, 0), (0, 0.49, 0), (0.215, 0.225), waffle, 0.015)
    for k, (y, r) in enumerate(((0.58, 0.22), (0.80, 0.185), (0.97, 0.14))):
        scoop = Stuff(SUGARS[(number + k) % len(SUGARS)], gloss=0.35, bump=0.3, grain=0.05, sheer=0.6)
        clay.ball((0, y, 0), (r, 0.86 * r, r), scoop, 0.01)
        for _ in range(9):
            a = rng.uniform(0, 2 * np.pi)
            x, z = 0.93 * r * np.cos(a), 0.93 * r * np.sin(a)
            clay.limb(
                (x, y - 0.3 * r, z), (1.06 * x, y - r * rng.uniform(0.55, 0.95), 1.06 * z), (0.05, 0.028), scoop, 0.03
            )
    for _ in range(26):
        a, up = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 1.2)
        normal = np.array([np.cos(a) * np.cos(up), np.sin(up), np.sin(a) * np.cos(up)])
        p, tilt = np.array([0, 0.97, 0]) + 0.138 * normal, rng.normal(0, 0.014, 3)
        tip = p + tilt
        clay.limb(
            (float(p[0]), float(p[1]), float(p[2])),
            (float(tip[0]), float(tip[1]), float(tip[2])),
            (0.008, 0.008),
            _sugar(int(rng.integers(5))),
            0.001,
        )
    clay.ball((0, 1.13, 0), 0.055, Stuff((0.80, 0.06, 0.12), gloss=0.9, sheer=0.5), 0.004)
    clay.chain([(0, 1.17, 0), (0.02, 1.24, 0), (0.07, 1.28, 0)], [0.007, 0.006, 0.006], Stuff((0.3, 0.4, 0.15)), 0.004)
    turned = Clay()
    turned.include(clay, turn(yaw=rng.uniform(-180, 180), roll=rng.uniform(-6, 6)))
    return turned


def candy_floss(number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A tree of candy floss on a striped stick."""
    clay = Clay()
    for k in range(9):
        clay.limb((0, 0.055 * k, 0), (0, 0.055 * (k + 1), 0), (0.035, 0.035), _sugar(0) if k % 2 else CREAM, 0.003)
    pale = 0.5 * np.array(SUGARS[(0, 1, 4)[number % 3]]) + 0.5
    floss = Stuff((float(pale[0]), float(pale[1]), float(pale[2])), fur=0.05, sheer=0.9, lie=(0.4, 0.6, 0.2))
    for _ in range(9):
        x, y, z = rng.uniform(-0.19, 0.19), rng.uniform(0.5, 0.86), rng.uniform(-0.15, 0.15)
        r = rng.uniform(0.12, 0.19)
        clay.ball((x, y, z), (r, 0.85 * r, r), floss, 0.05)
    clay.ball((0, 0.66, 0), (0.24, 0.2, 0.2), floss, 0.08)
    return clay
