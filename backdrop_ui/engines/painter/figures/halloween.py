"""A crooked house, carved pumpkins, gravestones, bats."""

from __future__ import annotations

import numpy as np

from ..props.parts import Vec, turn, vec
from .clay import Clay, Stuff

WOOD = Stuff((0.20, 0.18, 0.24), bump=0.35, grain=0.02)
SLATE = Stuff((0.12, 0.11, 0.17), bump=0.6, grain=0.022, gloss=0.2)
PANE = Stuff((1.0, 0.62, 0.16), glow=1.5)
FRAME = Stuff((0.09, 0.08, 0.11))
FLAME = Stuff((1.0, 0.66, 0.16), glow=1.9)


def _window(clay: Clay, at: Vec, wide: float, tall: float) -> None:
    """A lit window with a cross, in a wall that faces +z."""
    x, y, z = at
    clay.box((x, y, z), (wide + 0.010, tall + 0.010, 0.008), FRAME, 0.003)
    clay.box((x, y, z + 0.004), (wide, tall, 0.008), PANE, 0.002)
    clay.box((x, y, z + 0.009), (0.003, tall, 0.006), FRAME, 0.001)
    clay.box((x, y, z + 0.009), (wide, 0.003, 0.006), FRAME, 0.001)


def _block(half: tuple[float, float], tall: float, roof: float, rng: np.random.Generator) -> Clay:
    """A storey or a tower: walls, windows, and a steep roof that overhangs; its floor is y = 0."""
    clay, (wide, deep) = Clay(), half
    clay.box((0, tall / 2, 0), (wide, tall / 2, deep), WOOD, 0.004)
    for y in np.arange(0.03, tall, 0.055):
        clay.box((0, float(y), deep), (wide * 1.005, 0.002, 0.003), FRAME, 0.001)
    eaves, peak = tall - 0.01, tall + roof
    corners: list[Vec] = [(s * wide * 1.22, eaves, t * deep * 1.22) for s, t in ((-1, 1), (1, 1), (1, -1), (-1, -1))]
    bend = [vec(np.array([0.35 * c[0], eaves + 0.38 * roof, 0.35 * c[2]])) for c in corners]
    tip: Vec = (rng.uniform(-0.02, 0.02), peak, 0)
    for k in range(4):
        a, b, c, d = corners[k], corners[(k + 1) % 4], bend[k], bend[(k + 1) % 4]
        for triangle in ((a, b, c), (b, d, c), (c, d, tip)):
            clay.sheet(triangle, SLATE, 0.008)
    clay.limb((tip[0], peak - 0.02, 0), (tip[0], peak + 0.06, 0), (0.005, 0.002), FRAME, 0.001)
    return clay


def crooked_house(_number: int, rng: np.random.Generator, facing: float) -> Clay:
    """Storeys that lean, towers too thin for their hats, light in the windows."""
    clay = Clay()
    lean = rng.choice([-1, 1]) * rng.uniform(2, 5)
    base = _block((0.24, 0.16), 0.26, 0.2, rng)
    for x in (-0.15, 0.15):
        _window(base, (x, 0.14, 0.16), 0.032, 0.05)
    base.box((0, 0.075, 0.165), (0.045, 0.085, 0.01), FRAME, 0.004)
    base.ball((0, 0.16, 0.165), (0.045, 0.03, 0.01), PANE, 0.001)
    clay.include(base, turn(roll=lean * 0.4))
    upper = _block((0.17, 0.13), 0.22, 0.26, rng)
    for x in (-0.08, 0.08):
        _window(upper, (x, 0.12, 0.13), 0.026, 0.045)
    clay.include(upper, turn(roll=-lean), (0.02, 0.26, 0))
    side = float(rng.choice([-1, 1]))
    tower = _block((0.075, 0.075), 0.56, 0.30, rng)
    for y in (0.2, 0.44):
        _window(tower, (0, y, 0.075), 0.022, 0.038)
    clay.include(tower, turn(roll=-side * rng.uniform(3, 7)), (side * 0.26, 0, 0.05))
    turret = _block((0.05, 0.05), 0.16, 0.2, rng)
    _window(turret, (0, 0.08, 0.05), 0.017, 0.03)
    clay.include(turret, turn(roll=side * rng.uniform(4, 10)), (-side * 0.12, 0.44, 0.04))
    clay.box(
        (-side * 0.10, 0.62, -0.05),
        (0.022, 0.09, 0.022),
        Stuff((0.24, 0.16, 0.16), bump=0.6, grain=0.02),
        0.004,
        pose=turn(roll=6 * side),
    )
    mound = Stuff((0.10, 0.11, 0.11), fur=0.03, lie=(0, 1, 0.2))
    clay.ball((0, -0.14, 0), (0.62, 0.16, 0.45), mound)
    turned = Clay()
    turned.include(clay, turn(yaw=facing * rng.uniform(10, 26)))
    return turned


def lantern_pumpkin(_number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A pumpkin with a carved face, lit from inside."""
    clay = Clay()
    skin = Stuff(
        (0.86 + 0.1 * rng.random(), 0.36 + 0.1 * rng.random(), 0.07), gloss=0.4, bump=0.12, grain=0.05, sheer=0.25
    )
    tall, wide = rng.uniform(0.32, 0.42), 0.27
    for k in range(12):
        a = 2 * np.pi * (k + 0.5) / 12
        clay.ball((wide * np.sin(a), tall, wide * np.cos(a)), (0.20, tall, 0.20), skin, 0.018)
    stalk = Stuff((0.34, 0.36, 0.16), bump=0.5, grain=0.03)
    bent = rng.uniform(-0.1, 0.1)
    clay.chain(
        [(0, 1.72 * tall, 0), (0.3 * bent, 2.0 * tall, 0), (bent, 2.0 * tall + 0.12, 0.02)],
        [0.07, 0.045, 0.05],
        stalk,
        0.03,
    )
    for side in (-1, 1):
        slant = rng.uniform(0.0, 0.08)
        eye: list[Vec] = [
            (side * 0.07, 1.12 * tall, 0.45),
            (side * 0.24, 1.12 * tall + slant, 0.40),
            (side * 0.15, 1.44 * tall + slant, 0.41),
        ]
        clay.sheet(eye, FLAME, 0.022, 0.001)
    clay.sheet([(-0.035, 0.92 * tall, 0.455), (0.035, 0.92 * tall, 0.455), (0, 1.06 * tall, 0.46)], FLAME, 0.018, 0.001)
    teeth = 7
    for k in range(teeth):
        x0, x1 = (0.27 * (2 * (k + j) / teeth - 1) for j in (0, 1))
        y = [0.52 * tall + 1.9 * x * x for x in (x0, x1)]
        z = [0.455 - 0.9 * x * x for x in (x0, x1)]
        up = 0.13 if k % 2 else 0.055
        clay.sheet(
            [(x0, y[0], z[0]), (x1, y[1], z[1]), ((x0 + x1) / 2, (y[0] + y[1]) / 2 + up, (z[0] + z[1]) / 2)],
            FLAME,
            0.022,
            0.001,
        )
    turned = Clay()
    turned.include(clay, turn(yaw=facing * rng.uniform(0, 26), roll=rng.uniform(-6, 6)))
    return turned


def gravestone(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A mossy stone that has sunk to one side."""
    clay = Clay()
    stone = Stuff((0.42, 0.44, 0.47), bump=0.8, grain=0.05)
    if number % 3 == 2:
        clay.box((0, 0.48, 0), (0.07, 0.5, 0.06), stone, 0.02)
        clay.box((0, 0.66, 0), (0.24, 0.07, 0.06), stone, 0.02)
    else:
        clay.box((0, 0.32, 0), (0.26, 0.36, 0.07), stone, 0.03)
        clay.drum((0, 0.66, -0.07), (0, 0.66, 0.07), (0.26, 0.26), stone, 0.03, 0.01)
    moss = Stuff((0.20, 0.27, 0.15), fur=0.05, lie=(0, 1, 0))
    clay.ball((0, -0.03, 0), (0.42, 0.08, 0.25), moss, 0.02)
    turned = Clay()
    turned.include(clay, turn(yaw=20 * facing, roll=rng.uniform(-11, 11), pitch=rng.uniform(-5, 5)))
    return turned


def bat(_number: int, rng: np.random.Generator, _facing: float) -> Clay:
    """A bat on the wing."""
    clay, dark = Clay(), Stuff((0.05, 0.045, 0.06))
    clay.ball((0, 0, 0), (0.06, 0.10, 0.06), dark)
    clay.ball((0, 0.10, 0.02), 0.05, dark, 0.02)
    beat = rng.uniform(-20, 40)
    for side in (-1, 1):
        clay.limb((side * 0.025, 0.13, 0.02), (side * 0.04, 0.19, 0.02), (0.018, 0.003), dark, 0.01)
        pose = turn(roll=side * beat)
        points = [
            pose @ np.array([side * x, y, 0])
            for x, y in (
                (0.04, 0.05),
                (0.26, 0.17),
                (0.52, 0.06),
                (0.38, -0.06),
                (0.30, -0.15),
                (0.2, -0.06),
                (0.10, -0.12),
            )
        ]
        for k in range(1, len(points) - 1):
            clay.sheet([vec(points[0]), vec(points[k]), vec(points[k + 1])], dark, 0.006)
    turned = Clay()
    turned.include(clay, turn(yaw=rng.uniform(-50, 50), roll=rng.uniform(-30, 30)))
    return turned
