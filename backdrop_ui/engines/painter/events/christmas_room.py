"""The room around the Christmas tree: windows with curtains, beams, a fireplace and all that hangs on it."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint
from ..scene import Scene
from ..tracer import Material, World, ball, box, boxes, cylinder, extruded, flat, joined, lathe, quad, tube
from .trappings import drape

WALL_Z, CEILING = 5.6, 2.9

_Ends = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Low and high corner of a box."""


class ChristmasOptions(Options):
    """wall: of the room. floor: of the boards. baubles, parcels: colours. curtain: of the windows. fairy: of the
    lights on the tree. needle: of the tree."""

    wall: Paint = 0
    floor: Paint = 1
    baubles: tuple[Paint, ...] = Field((2, 3, 4), min_length=1, max_length=6)
    parcels: tuple[Paint, ...] = Field((2, 3, 4), min_length=1, max_length=6)
    curtain: Paint = 2
    fairy: Paint = (1.0, 0.78, 0.45)
    needle: Paint = (0.14, 0.27, 0.15)
    exposure: float = Field(1.25, gt=0.05, le=10)


def room(scene: Scene, options: ChristmasOptions, world: World, power: np.float32) -> None:
    """Boards, a wall with two windows, wainscot, beams, side walls."""
    boards = Material(
        scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.45), "wood", gloss=0.05, rough=0.25
    )
    world.add(quad((-4, 0, -1), (-4, 0, WALL_Z), (4, 0, WALL_Z), (4, 0, -1)), boards)
    paint = Material(scene.colour(options.wall), scene.colour(options.wall) * np.float32(0.88), "plain")
    white = Material(scene.colour((0.93, 0.9, 0.85)), gloss=0.03, rough=0.4)
    wide, low, high = 0.48, 0.85, 2.25
    middles = (-2.75, -0.4)
    edges = [-4.0] + [m + s * wide for m in middles for s in (-1, 1)] + [4.0]
    parts: list[_Ends] = [
        ((a, 0, WALL_Z), (b, CEILING, WALL_Z + 0.2)) for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    parts += [((m - wide, 0, WALL_Z), (m + wide, low, WALL_Z + 0.2)) for m in middles]
    parts += [((m - wide, high, WALL_Z), (m + wide, CEILING, WALL_Z + 0.2)) for m in middles]
    parts += [((-4.1, 0, -1), (-3.4, CEILING, WALL_Z)), ((3.4, 0, -1), (4.1, CEILING, WALL_Z))]
    world.add(boxes(*zip(*parts, strict=True)), paint)
    world.add(boxes((-4, CEILING, -1), (4, CEILING + 0.1, WALL_Z)), Material(scene.colour((0.85, 0.82, 0.77))))
    beams = [((-4, CEILING - 0.16, z), (4, CEILING, z + 0.16)) for z in (3.4, 5.2)]
    world.add(
        boxes(*zip(*beams, strict=True)),
        Material(scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.5), "wood", turned=True),
    )
    trim: list[_Ends] = [
        ((-3.4, 0, WALL_Z - 0.025), (3.4, 0.14, WALL_Z)),
        ((-3.4, 0.8, WALL_Z - 0.03), (3.4, 0.85, WALL_Z)),
    ]
    cloth = Material(scene.colour(options.curtain), scene.colour(options.curtain) * np.float32(0.7))
    for m in middles:
        trim += [((m - wide - 0.07, low, WALL_Z - 0.03), (m - wide, high + 0.07, WALL_Z + 0.1))]
        trim += [((m + wide, low, WALL_Z - 0.03), (m + wide + 0.07, high + 0.07, WALL_Z + 0.1))]
        trim += [((m - wide, high, WALL_Z - 0.03), (m + wide, high + 0.07, WALL_Z + 0.1))]
        trim += [((m - wide - 0.1, low - 0.04, WALL_Z - 0.12), (m + wide + 0.1, low, WALL_Z + 0.1))]
        trim += [((m - 0.018, low, WALL_Z + 0.06), (m + 0.018, high, WALL_Z + 0.1))]
        trim += [((m - wide, y - 0.014, WALL_Z + 0.06), (m + wide, y + 0.014, WALL_Z + 0.1)) for y in (1.3, 1.78)]
        for side in (-1.0, 1.0):
            world.add(
                drape(0.36, 2.3, 4, 0.05, scene.rng(5)).moved(m + side * (wide + 0.12), 0.12, WALL_Z - 0.12), cloth
            )
        world.add(
            tube(
                [(m - wide - 0.4, high + 0.16, WALL_Z - 0.12), (m + wide + 0.4, high + 0.16, WALL_Z - 0.12)], 0.014, 8
            ),
            Material(scene.colour((0.5, 0.36, 0.2)), metal=True, rough=0.3),
        )
        dusk = scene.colour((0.5, 0.66, 1.0)) * np.float32(3.5) * power
        world.lamp((m - wide, low, WALL_Z + 0.15), (0, high - low, 0), (2 * wide, 0, 0), dusk, seen=False)
    world.add(boxes(*zip(*trim, strict=True)), white)


def hearth(
    scene: Scene, options: ChristmasOptions, world: World, x: float, power: np.float32, rng: np.random.Generator
) -> None:
    """A fireplace with mantel, garland, candles and stockings; the chimney breast above."""
    stone = Material(scene.colour((0.86, 0.83, 0.78)), scene.colour((0.7, 0.67, 0.62)), "concrete")
    brick = Material(scene.colour((0.5, 0.3, 0.24)), scene.colour((0.26, 0.15, 0.13)), "brick")
    front, half = WALL_Z - 0.38, 0.46
    world.add(boxes((x - 0.78, 0, front + 0.06), (x - half, CEILING, WALL_Z)), stone)
    world.add(boxes((x + half, 0, front + 0.06), (x + 0.78, CEILING, WALL_Z)), stone)
    world.add(boxes((x - half, 0.8, front + 0.06), (x + half, CEILING, WALL_Z)), stone)
    world.add(boxes((x - half, 0, WALL_Z - 0.02), (x + half, 0.85, WALL_Z)), brick)
    world.add(boxes((x - half - 0.25, 0, front - 0.3), (x + half + 0.25, 0.05, front + 0.1)), brick)
    world.add(
        box(1.75, 0.09, 0.34, 0.015).moved(x, 1.14, front + 0.02),
        Material(scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.4), "wood", turned=True),
    )
    for side in (-1.0, 1.0):
        world.add(box(0.2, 1.1, 0.1, 0.015).moved(x + side * (half + 0.12), 0.04, front + 0.02), stone)
    logs = [
        tube(
            [
                (x - 0.28 + 0.05 * k, 0.09 + 0.07 * (k % 2), front + 0.15 + 0.05 * k),
                (x + 0.26, 0.1 + 0.08 * ((k + 1) % 2), front + 0.2 + 0.03 * k),
            ],
            0.05,
            9,
        )
        for k in range(4)
    ]
    world.add(joined(logs), Material(scene.colour((0.22, 0.13, 0.09))))
    for k in range(2):
        fire = scene.colour((1.0, 0.55, 0.18)) * np.float32(50) * power
        world.bulb((x - 0.12 + 0.24 * k, 0.3, front + 0.12), 0.07, fire, seen=False)
    t = np.linspace(0, 1, 60)
    swag = np.stack(
        [x - 0.85 + 1.7 * t, 1.2 - 0.09 * np.abs(np.sin(3 * np.pi * t)) ** 0.7, np.full(60, front - 0.17)], -1
    )
    along = np.repeat(swag, 34, axis=0) + rng.normal(0, 0.012, (60 * 34, 3))
    way = rng.normal(size=along.shape) * 0.045
    tri = np.stack([along - 0.004, along + 0.004, along + way], 1).astype(np.float32)
    green = Material(scene.colour(options.needle))
    world.add(flat(tri), green)
    shiny = [Material(scene.colour(p), gloss=0.12, rough=0.1) for p in options.baubles]
    for k, where in enumerate(swag[3::7]):
        world.add(ball(0.028, 12).moved(where[0], where[1] - 0.06, where[2] - 0.03), shiny[k % len(shiny)])
    for k, place in enumerate((-0.7, -0.58, 0.64)):
        tall = (0.22, 0.14, 0.19)[k]
        world.add(
            cylinder(0.035, tall, 0.006, 16).moved(x + place, 1.23, front + 0.02),
            Material(scene.colour((0.95, 0.92, 0.84))),
        )
        world.add(
            lathe([(0, 0), (0.009, 0.012), (0.004, 0.035), (0, 0.045)], 8).moved(x + place, 1.235 + tall, front + 0.02),
            Material((0, 0, 0), glow=(9, 5.2, 1.8)),
        )
    sock = np.array([(-0.07, 0.3), (-0.07, 0.08), (0.0, 0.0), (0.13, 0.0), (0.15, 0.06), (0.06, 0.11), (0.06, 0.3)])
    for k, place in enumerate((-0.3, 0.02, 0.34)):
        red = Material(scene.colour(options.parcels[k % len(options.parcels)]))
        world.add(extruded(sock, 0.03).moved(x + place - 0.02, 0.82, front - 0.06), red)
        world.add(
            box(0.155, 0.06, 0.045, 0.01).moved(x + place - 0.025, 1.09, front - 0.045),
            Material(scene.colour((0.95, 0.93, 0.9))),
        )
