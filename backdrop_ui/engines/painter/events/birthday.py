"""A birthday: a garland of balloons, flags, a table with a cake, parcels, all in a bright room."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, light
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..signs.decals import decal_on_wall
from ..tracer import Material, Mesh, World, ball, boxes, cylinder, flat, grid, joined, lathe, quad, render, tube
from .trappings import parcel

WALL_Z = 5.4


class BirthdayOptions(Options):
    """wall, floor: of the room. balloons: their colours, also of flags and parcels. cream: of cake and table.
    hearts: share of the balloons that are hearts of foil."""

    wall: Paint = 0
    floor: Paint = 5
    balloons: tuple[Paint, ...] = Field((1, 2, 3, 4), min_length=2, max_length=8)
    cream: Paint = 5
    hearts: float = Field(0.0, ge=0, le=1)
    count: int = Field(110, ge=1, le=240)
    white: float = Field(0.72, gt=0.01, le=2)


@layer("birthday", BirthdayOptions)
def birthday(scene: Scene, options: BirthdayOptions) -> None:
    """Trace the room, then the flames of the candles."""
    rng = scene.rng()
    world = World(white=options.white, sky=(0.5 * scene.ambient, 0.6 * scene.ambient), mirrored_sky=1.2 * scene.key)
    wall = Material(scene.colour(options.wall), scene.colour(options.wall) * np.float32(0.93), "plain")
    world.add(quad((9, 0, WALL_Z), (-9, 0, WALL_Z), (-9, 6, WALL_Z), (9, 6, WALL_Z)), wall)
    world.add(boxes((-9, 0, WALL_Z - 0.02), (9, 0.12, WALL_Z)), Material(scene.colour((0.96, 0.95, 0.93))))
    boards = Material(
        scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.62), "wood", gloss=0.04, rough=0.3
    )
    world.add(quad((-9, 0, -1), (-9, 0, WALL_Z), (9, 0, WALL_Z), (9, 0, -1)), boards)
    rubber = [Material(scene.colour(c), gloss=0.055, rough=0.06) for c in options.balloons]
    _garland(scene, options, world, rubber, rng)
    _flags(scene, options, world, rng)
    candles = _cake(scene, options, world, rng)
    _parcels(scene, options, world, rng)
    side = float(np.sign(scene.sun[0]) or 1)
    world.lamp(
        (side * 4.2, 0.9, 0.2),
        (0, 2.6, 0),
        (-side * 0.6, 0, 2.2) if side < 0 else (0.6, 0, -2.2),
        5 * scene.key,
        seen=False,
    )
    world.lamp((-1.6, 4.4, 0.8), (3.2, 0, 0), (0, 0.5, 1.6), 3.4 * scene.key, seen=False)
    render(world, scene)
    decal_on_wall(scene, scene.colour(options.wall), WALL_Z, 6.0)
    scene.ground = STANDING
    x, y = np.array([scene.camera.project(*c) for c in candles]).T
    size = np.array([scene.camera.focal_px / c[2] for c in candles])
    flame = light(np.array([[1.0, 0.72, 0.32]]) * np.ones((len(x), 1)))
    up = np.full(len(x), np.pi / 2)
    lay_splats(scene.picture, Splats(x, y, 0.016 * size, 0.007 * size, up, 5 * flame), "glow")
    lay_splats(scene.picture, Splats(x, y, 0.06 * size, 0.06 * size, up, 0.16 * flame), "glow")


def _balloon(radius: float) -> Mesh:
    """A balloon whose middle is the origin: an egg with a knot below."""
    t = np.linspace(-np.pi / 2, np.pi / 2, 13)
    egg = np.stack([np.cos(t), np.sin(t) * np.where(t < 0, 1.24, 1.04)], -1) * radius
    knot = [(0.0, -1.34 * radius), (0.07 * radius, -1.33 * radius), (0.03 * radius, -1.24 * radius)]
    return lathe([*knot, *egg[1:]], 20)


def _heart(radius: float) -> Mesh:
    """A heart of foil, blown up like a pillow, its middle the origin."""
    t = np.linspace(0, 2 * np.pi, 44, endpoint=False)
    x = np.sin(t) ** 3
    y = (13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16 + 0.1
    swell = np.linspace(-np.pi / 2, np.pi / 2, 15)[:, None]
    points = np.stack(np.broadcast_arrays(np.cos(swell) * x, np.cos(swell) * y, 0.42 * np.sin(swell)), -1)
    return grid(points[:, ::-1] * radius, closed=True, flip=True)


def _garland(
    scene: Scene, options: BirthdayOptions, world: World, rubber: list[Material], rng: np.random.Generator
) -> None:
    """Balloons of all sizes along a line that climbs one side of the wall and runs out over the top, or an arch."""
    manner = int(rng.integers(3))
    wide = min(scene.camera.half_width_m(WALL_Z - 0.6) * 0.92, 2.1)
    t = np.linspace(0, 1, 200)
    if manner == 0:
        line = np.stack([-wide * np.cos(np.pi * t), 0.25 + 2.45 * np.sin(np.pi * t) ** 0.7], -1)
    else:
        climb = np.stack([np.full(100, -wide) + 0.12 * np.sin(np.linspace(0, 4, 100)), np.linspace(0.2, 2.5, 100)], -1)
        run = np.stack(
            [
                np.linspace(-wide, wide * (0.35 if manner == 1 else 0.9), 100),
                2.5 + 0.2 * np.sin(np.linspace(0, 3, 100)),
            ],
            -1,
        )
        line = np.concatenate([climb, run])
    placed: list[Array] = []
    for number in range(options.count * 4):
        big = rng.random()
        radius = 0.07 + 0.17 * big**2.2
        at = line[int(rng.integers(len(line)))]
        where = np.array([at[0] + rng.normal(0, 0.12), at[1] + rng.normal(0, 0.12), WALL_Z - 0.22 - 0.4 * rng.random()])
        others = np.reshape(placed, (-1, 4))
        if (np.linalg.norm(where - others[:, :3], axis=1) < 0.74 * (radius + others[:, 3])).any():
            continue
        placed.append(np.append(where, radius))
        heart = rng.random() < options.hearts
        tilt = (18, 12) if heart else (40, 25)
        mesh = _heart(1.15 * radius) if heart else _balloon(radius)
        mesh = mesh.turned(yaw_deg=rng.normal(0, 22), roll_deg=rng.normal(0, tilt[0]), pitch_deg=rng.normal(0, tilt[1]))
        world.add(mesh.moved(*where.tolist()), rubber[number % len(rubber)])
        if len(placed) >= options.count:
            break
    for side in (-1.0, 1.0):
        for number in range(3):
            x, y, z = side * wide * rng.uniform(0.75, 1.15), rng.uniform(1.5, 2.3), rng.uniform(4.0, 4.7)
            world.add(
                (_heart(0.2) if rng.random() < options.hearts else _balloon(0.16)).moved(x, y, z),
                rubber[int(rng.integers(len(rubber)))],
            )
            string = [(x + 0.05 * np.sin(5 * s + number), s * (y - 0.2), z) for s in np.linspace(0, 1, 14)]
            world.add(tube(string, 0.003, 4), Material(scene.colour((0.9, 0.9, 0.9))))


def _flags(scene: Scene, options: BirthdayOptions, world: World, rng: np.random.Generator) -> None:
    """A string of little flags across the wall."""
    reach = scene.camera.half_width_m(WALL_Z) * 1.05
    sag = rng.uniform(0.25, 0.4)
    x = np.linspace(-reach, reach, max(6, round(reach / 0.12)) // 2 * 2)
    y = 2.98 - sag * (1 - (x / reach) ** 2)
    z = np.full_like(x, WALL_Z - 0.05)
    world.add(tube(np.stack([x, y, z], -1), 0.006, 5), Material(scene.colour((0.95, 0.93, 0.9))))
    for number, (a, b) in enumerate(zip(range(len(x) - 1), range(1, len(x)), strict=True)):
        tip = (x[a] + x[b]) / 2, (y[a] + y[b]) / 2 - 0.2, WALL_Z - 0.06 - 0.03 * rng.random()
        paint = scene.colour(options.balloons[number % len(options.balloons)])
        world.add(flat([[(x[a] + 0.01, y[a], z[a]), tip, (x[b] - 0.01, y[b], z[b])]]), Material(paint))


def _cake(
    scene: Scene, options: BirthdayOptions, world: World, rng: np.random.Generator
) -> list[tuple[float, float, float]]:
    """A round table with a cake of two tiers and sweets; where the candles burn."""
    side = float(rng.choice([-1, 1]))
    x, z = side * min(scene.camera.half_width_m(4.4) * 0.74, 1.7), 4.4
    cream = Material(scene.colour(options.cream), scene.colour(options.cream) * np.float32(0.93), gloss=0.03, rough=0.4)
    t = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    rows = []
    for v in np.linspace(0, 1, 8):
        r = 0.47 + (0.05 + 0.035 * np.sin(11 * t + 1)) * (1 - v)
        rows.append(np.stack([x + r * np.cos(t), np.full(96, 0.02 + 0.74 * v), z - r * np.sin(t)], -1))
    world.add(grid(np.array(rows), closed=True), cream)
    world.add(cylinder(0.47, 0.02, sides=48).moved(x, 0.755, z), cream)
    pink, second = (Material(scene.colour(c), gloss=0.04, rough=0.3) for c in options.balloons[:2])
    world.add(
        lathe([(0, 0.02), (0.2, 0.0), (0.21, 0.015), (0.05, 0.03)], 40).moved(x, 0.775, z),
        Material(scene.colour((0.95, 0.95, 0.95)), gloss=0.06, rough=0.1),
    )
    world.add(cylinder(0.165, 0.13, 0.02, 40).moved(x, 0.80, z), pink)
    world.add(cylinder(0.11, 0.11, 0.018, 36).moved(x, 0.93, z), cream)
    for tier, radius, y in ((0, 0.165, 0.925), (1, 0.11, 1.035)):
        count = 18 - 5 * tier
        turn = 2 * np.pi * np.arange(count) / count
        pearls = [ball(0.018, 10).moved(x + radius * np.cos(a), y - 0.018, z + radius * np.sin(a)) for a in turn]
        world.add(joined(pearls), cream if tier == 0 else second)
    candles = []
    for k in range(5):
        a = 2 * np.pi * k / 5 + 0.5
        cx, cz = x + 0.065 * np.cos(a), z + 0.065 * np.sin(a)
        world.add(cylinder(0.007, 0.1, sides=8).moved(cx, 1.04, cz), second)
        candles.append((float(cx), 1.158, float(cz)))
    for k in range(6):
        a = -np.pi * (k + 0.5) / 6
        world.add(
            joined([cylinder(0.03, 0.04, 0.004, 14), ball(0.034, 14).moved(y=0.025)]).moved(
                x + 0.34 * np.cos(a), 0.775, z + 0.34 * np.sin(a)
            ),
            (pink, second)[k % 2],
        )
    return candles


def _parcels(scene: Scene, options: BirthdayOptions, world: World, rng: np.random.Generator) -> None:
    """Parcels on the floor, left and right."""
    wide = min(scene.camera.half_width_m(4.0), 2.6)
    for k in range(7):
        side = -1.0 if k % 2 else 1.0
        w, h, d = rng.uniform(0.24, 0.42), rng.uniform(0.18, 0.4), rng.uniform(0.24, 0.4)
        x, z, yaw = side * wide * rng.uniform(0.6, 1.0), rng.uniform(3.6, 4.9), rng.uniform(-40, 40)
        paper = Material(scene.colour(options.balloons[k % len(options.balloons)]))
        band = Material(scene.colour(options.balloons[(k + 1) % len(options.balloons)]), gloss=0.06, rough=0.3)
        wrapped, ribbon = (part.turned(yaw_deg=yaw).moved(x, 0, z) for part in parcel(w, h, d))
        world.add(wrapped, paper)
        world.add(ribbon, band)
