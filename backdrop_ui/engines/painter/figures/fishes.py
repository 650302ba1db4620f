"""Fish of the reef, each kind with its own outline and pattern, and turtles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array, Rgb
from ..props.parts import Vec, turn, vec
from .clay import Clay, Stuff

PUPIL = Stuff((0.01, 0.01, 0.02), gloss=1.0)


@dataclass(frozen=True)
class Kind:
    """tall, thick: half height and half width of the body, as it is one unit long. fins: how far they stand off. bands:
    (z, half width, colour) of stripes."""

    body: Rgb
    belly: Rgb
    fin: Rgb
    tall: float
    thick: float
    fins: float
    bands: tuple[tuple[float, float, Rgb], ...] = ()
    trail: float = 0.0


BLACK, WHITE = (0.04, 0.05, 0.07), (0.96, 0.95, 0.90)
KINDS = (
    Kind((0.98, 0.80, 0.16), (1.0, 0.93, 0.62), (0.98, 0.70, 0.08), 0.24, 0.085, 0.10, ((0.27, 0.035, BLACK),)),
    Kind((0.13, 0.30, 0.80), (0.22, 0.45, 0.90), (0.99, 0.82, 0.14), 0.20, 0.085, 0.07, ((-0.06, 0.05, BLACK),)),
    Kind(
        (0.96, 0.42, 0.10),
        (1.0, 0.60, 0.22),
        (0.95, 0.40, 0.10),
        0.165,
        0.10,
        0.07,
        ((0.20, 0.05, WHITE), (-0.06, 0.055, WHITE), (-0.29, 0.035, WHITE)),
    ),
    Kind(
        (0.95, 0.90, 0.72),
        (0.98, 0.95, 0.86),
        (0.97, 0.82, 0.30),
        0.27,
        0.075,
        0.16,
        ((0.26, 0.04, BLACK), (0.04, 0.06, BLACK), (-0.22, 0.05, BLACK)),
        0.5,
    ),
    Kind(
        (0.16, 0.62, 0.62), (0.55, 0.84, 0.66), (0.90, 0.42, 0.56), 0.165, 0.095, 0.06, ((0.33, 0.04, (0.9, 0.5, 0.5)),)
    ),
    Kind((0.60, 0.24, 0.66), (0.98, 0.80, 0.22), (0.98, 0.78, 0.20), 0.15, 0.085, 0.06),
)


def _fin(clay: Clay, rim: list[Vec], foot: list[Vec], stuff: Stuff) -> None:
    """A membrane between the back and its rim, and the rays that spread it."""
    for k in range(len(rim) - 1):
        clay.sheet([foot[k], rim[k], rim[k + 1]], stuff, 0.005, 0.004)
        clay.sheet([foot[k], rim[k + 1], foot[k + 1]], stuff, 0.005, 0.004)
    ray = Stuff(tuple(0.75 * c for c in stuff.colour), sheer=0.3)  # type: ignore[arg-type]
    for a, b in zip(foot, rim, strict=True):
        clay.limb(a, b, (0.008, 0.004), ray, 0.003)


def _profile(kind: Kind, z: float) -> float:
    """Half the height of the body at z."""
    return kind.tall * float(np.sqrt(max(1 - ((z - 0.03) / 0.40) ** 2, 0.02)))


def fish(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A fish a unit long that swims where it faces, its tail in the middle of a beat."""
    kind = KINDS[number % len(KINDS)]
    skin = Stuff(kind.body, gloss=0.55, bump=0.22, grain=0.018)
    web = Stuff(kind.fin, gloss=0.2, sheer=0.8)
    clay = Clay()
    clay.ball((0, 0, 0.02), (kind.thick, kind.tall, 0.34), skin)
    clay.ball((0, -0.01, 0.27), (0.75 * kind.thick, 0.5 * kind.tall, 0.15), skin, 0.08)
    clay.limb((0, 0, -0.24), (0, 0, -0.40), (0.06, 0.035), skin, 0.08)
    clay.paint((0, -kind.tall, 0.05), (0.2, 0.85 * kind.tall, 0.5), kind.belly, 0.10, 0.01, 0.85)
    for z, half, colour in kind.bands:
        clay.paint((0, 0, z), (0.4, 0.6, half), colour, 0.012, 0.012)
    beat = rng.uniform(-0.10, 0.10)
    span = 0.9 * kind.tall + 0.04
    tail: list[Vec] = [(beat, span * t, -0.58 + 0.13 * (1 - abs(t) ** 1.5)) for t in np.linspace(-1, 1, 7).tolist()]
    _fin(clay, tail, [(0.2 * beat, 0.028 * t, -0.40) for t in np.linspace(-1, 1, 7).tolist()], web)
    for up, first, last in ((1, 0.20, -0.33), (-1, 0.00, -0.32)):
        along = np.linspace(first, last, 8)
        foot: list[Vec] = [(0, up * 0.9 * _profile(kind, z), z) for z in along.tolist()]
        rise = kind.fins * np.sin(np.linspace(0.35, 2.9, 8)) ** 0.7
        rise[4:6] += kind.trail * kind.fins
        rim: list[Vec] = [
            (0.01, up * (_profile(kind, z) + h), z - 0.06 - 0.5 * h)
            for z, h in zip(along.tolist(), rise.tolist(), strict=True)
        ]
        _fin(clay, rim, foot, web)
    for side in (-1, 1):
        root = np.array([side * 0.8 * kind.thick, -0.03, 0.17])
        tips = [root + np.array([side * 0.10, y, -0.15]) for y in (0.03, -0.02, -0.08, -0.12)]
        _fin(clay, [vec(t) for t in tips], [vec(root + np.array([0, 0.01 - 0.012 * k, 0])) for k in range(4)], web)
        eye = np.array([side * 0.66 * kind.thick, 0.035, 0.295])
        clay.ball(vec(eye), (0.020, 0.034, 0.034), Stuff((0.98, 0.88, 0.55), gloss=1.0), 0.002)
        clay.ball(vec(eye + np.array([side * 0.011, 0, 0.002])), (0.013, 0.022, 0.022), PUPIL, 0.001)
    clay.limb((0, -0.03, 0.40), (0, -0.045, 0.425), (0.028, 0.014), skin, 0.02)
    turned = Clay()
    turned.include(clay, _heading(rng, facing))
    return turned


def _heading(rng: np.random.Generator, facing: float) -> Array:
    """Mostly seen from the side, a little up or down."""
    yaw = np.copysign(rng.uniform(48, 84), facing if facing else rng.uniform(-1, 1))
    return turn(yaw=float(yaw), pitch=rng.uniform(-10, 10), roll=rng.uniform(-5, 5))


def turtle(_number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A sea turtle that glides by with its flippers spread."""
    shell = Stuff((0.40, 0.33, 0.17), gloss=0.45, bump=0.25, grain=0.03)
    skin = Stuff((0.36, 0.42, 0.32), gloss=0.25, bump=0.5, grain=0.035)
    clay = Clay()
    clay.ball((0, 0, 0), (0.27, 0.12, 0.35), shell)
    clay.ball((0, -0.035, 0), (0.295, 0.05, 0.375), Stuff((0.66, 0.60, 0.38), gloss=0.3), 0.03)
    for x in (-0.15, 0.0, 0.15):  # The plates of the shell, with light seams left between them.
        for k in range(5 if x == 0 else 4):
            z = 0.25 - 0.125 * k - (0.06 if x else 0)
            clay.paint((x, 0.10, z), (0.068, 0.09, 0.056), (0.24, 0.17, 0.09), 0.012, 0.02, 0.85)
    clay.limb((0, -0.01, 0.32), (0, 0.02, 0.44), (0.07, 0.06), skin, 0.03)
    clay.ball((0, 0.03, 0.49), (0.068, 0.060, 0.085), skin, 0.03)
    clay.limb((0, 0.012, 0.55), (0, -0.002, 0.575), (0.032, 0.014), skin, 0.02)
    for side in (-1, 1):
        clay.ball((side * 0.056, 0.045, 0.525), 0.017, PUPIL, 0.002)
        lift = rng.uniform(-0.22, 0.18)
        points: list[Vec] = [
            (side * 0.20, -0.03, 0.24),
            (side * 0.40, -0.02 + 0.5 * lift, 0.30),
            (side * 0.62, lift, 0.10),
            (side * 0.72, 1.15 * lift, -0.08),
        ]
        clay.chain(points, [0.055, 0.050, 0.036, 0.010], skin, 0.03, 3)
        for a, b in ((0, 1), (1, 2)):
            back = [(p[0] - side * 0.03, p[1], p[2] - 0.11) for p in (points[a], points[b])]
            clay.sheet([points[a], points[b], back[0]], skin, 0.014, 0.03)
            clay.sheet([points[b], back[0], back[1]], skin, 0.014, 0.03)
        clay.sheet(
            [points[2], points[3], (points[2][0] - side * 0.03, points[2][1], points[2][2] - 0.11)], skin, 0.014, 0.03
        )
        clay.limb((side * 0.15, -0.04, -0.28), (side * 0.27, -0.06, -0.47), (0.055, 0.022), skin, 0.03)
    yaw = np.copysign(rng.uniform(42, 66), facing if facing else 1)
    turned = Clay()
    turned.include(clay, turn(yaw=float(yaw), pitch=rng.uniform(-16, 4), roll=-16 * facing))
    return turned
