"""A cafe: a counter under pendants, small tables by the window."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, boxes, cylinder, joined, render
from .furnishings import bottle, chair, cup, jar, pendant
from .plants import put_plant, vase
from .shell import FLOOR, WARM, across, back_wall, ceiling, level, room_world, side_wall, window_bars, window_light


class CafeOptions(Options):
    """tiles, wood, wall, floor: colours. lamps: of the pendants; day, sun: light through the window."""

    tiles: Paint = 0
    wood: Paint = 1
    wall: Paint = 2
    floor: Paint = 3
    lamps: float = Field(60.0, ge=0, le=400)
    day: float = Field(4.0, ge=0, le=40)
    sun: float = Field(2.6, ge=0, le=40)


@layer("cafe", CafeOptions)
def cafe(scene: Scene, options: CafeOptions) -> None:
    """A counter under pendants on one side, a window with small tables on the other."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.55, white=0.72)
    far, high = 6.4, 3.3
    side = -1.0 if scene.sun[0] < 0 else 1.0
    wall = max(across(scene, 0.84, far), 1.6)
    wood, paint, ground = scene.colour(options.wood), scene.colour(options.wall), scene.colour(options.floor)
    oak = Material(wood, wood * np.float32(0.5), surface="oak", gloss=0.045, rough=0.35)
    plain = Material(paint, paint * np.float32(0.8), surface="plaster")
    world.add(
        level(0, 9, -2, far), Material(ground, ground * np.float32(0.4), surface="terrazzo", gloss=0.06, rough=0.18)
    )
    inner, outer = side * wall, -side * 9
    world.add(
        ceiling(high, (inner, outer), -2, far),
        Material(paint * np.float32(0.6)),
    )
    world.add(back_wall(far, high), plain)
    glaze = scene.colour(options.tiles)
    world.add(
        boxes([(-9, 0, far - 0.015)], [(9, (1.45, 2.5, 1.1)[scene.seed % 3], far)]),
        Material(glaze, glaze * np.float32(0.4), surface="zellige", gloss=0.05, rough=0.12),
    )
    hole = (1.6, 5.6, 0.7, 2.8)
    world.add(side_wall(inner, -2, far, high, (hole,)), plain)
    world.add(window_bars(side * (wall + 0.05), hole, (4, 2), 0.045), Material((0.04, 0.05, 0.045)))
    window_light(world, inner, hole, np.float32(options.day) * np.array([0.9, 0.97, 1.05]))
    _bar(world, scene, rng, (far, -side), oak, options)
    dark = Material((0.05, 0.035, 0.025), gloss=0.04)
    marble = Material((0.75, 0.73, 0.7), (0.3, 0.3, 0.3), surface="marble", gloss=0.05, rough=0.15)
    for z, share in ((5.4, 0.56), (3.9, 0.95)):
        x = side * across(scene, share, z)
        world.add(cylinder(0.33, 0.025, 0.006, 48).moved(x, 0.72, z), marble)
        world.add(joined([cylinder(0.025, 0.72), cylinder(0.2, 0.02)]).moved(x, 0, z), dark)
        for turn in (rng.uniform(60, 120), rng.uniform(240, 300)):
            a = np.radians(turn)
            world.add(chair().turned(yaw_deg=float(turn)).moved(x + 0.5 * np.sin(a), 0, z + 0.5 * np.cos(a)), oak)
        world.add(cup().moved(x + 0.1, 0.745, z), Material((0.7, 0.68, 0.64), gloss=0.05))
        world.add(vase(rng, 0.16).moved(x - 0.08, 0.745, z + 0.06), Material((0.55, 0.5, 0.42), surface="plaster"))
    put_plant(
        world,
        rng,
        rng.uniform(1.2, 1.6),
        (side * (wall - 0.4), 0, far - 0.45),
        Material((0.5, 0.27, 0.17), surface="plaster"),
    )
    render(world, scene)
    scene.ground = FLOOR


def _bar(
    world: World, scene: Scene, rng: np.random.Generator, room: tuple[float, float], oak: Material, options: CafeOptions
) -> None:
    """The counter with its slats, a machine and cups on it, bottles on boards behind, lamps above."""
    far, side = room
    near = far - 1.55
    x0 = side * max(across(scene, rng.uniform(0.26, 0.5), near), 0.4)
    x1 = side * max(across(scene, 1.5, near), 2.2)
    left, right = min(x0, x1), max(x0, x1)
    stone = Material((0.72, 0.7, 0.66), (0.35, 0.34, 0.33), surface="marble", gloss=0.05, rough=0.15)
    world.add(boxes([(left - 0.03, 1.04, near - 0.05)], [(right, 1.08, near + 0.6)]), stone)
    world.add(
        boxes([(left, 0, near + 0.02)], [(right, 1.04, near + 0.55)]),
        Material(scene.colour(options.wood) * np.float32(0.35)),
    )
    slats = np.arange(left, right, 0.055)
    world.add(
        boxes(
            np.stack([slats, 0 * slats + 0.06, 0 * slats + near], -1),
            np.stack([slats + 0.032, 0 * slats + 1.04, 0 * slats + near + 0.03], -1),
        ),
        oak,
    )
    steel = Material((0.7, 0.7, 0.7), metal=True, rough=0.2)
    x = side * max(across(scene, 0.72, near), 0.9)
    machine = joined(
        [
            box(0.62, 0.14, 0.42, 0.02).moved(y=0.02),
            box(0.62, 0.16, 0.4, 0.03).moved(y=0.3),
            box(0.5, 0.2, 0.14).moved(0, 0.12, 0.1),
        ]
    )
    world.add(machine.moved(x, 1.08, near + 0.3), steel)
    stack = joined([cup().moved(0.1 * i - 0.2, 0.46 + 0.08 * j, 0.0) for i in range(5) for j in range(2)])
    world.add(stack.moved(x, 1.08, near + 0.3), Material((0.72, 0.7, 0.66), gloss=0.05))
    for y in (1.75, 2.2):
        world.add(boxes([(left, y, far - 0.24)], [(right, y + 0.035, far)]), oak)
        for at in np.arange(left + 0.1, right, 0.13):
            if rng.random() < 0.75:
                tone = np.array([[0.05, 0.1, 0.04], [0.3, 0.15, 0.04], [0.5, 0.48, 0.44], [0.25, 0.06, 0.04]])[
                    int(rng.integers(4))
                ]
                thing = bottle(rng.uniform(0.22, 0.33)) if rng.random() < 0.6 else jar(rng.uniform(0.13, 0.2))
                world.add(thing.moved(float(at), y + 0.035, far - 0.12), Material(tone, gloss=0.06, rough=0.12))
        world.lamp((left, y - 0.004, far - 0.22), (right - left, 0, 0), (0, 0, 0.02), WARM * np.float32(12))
    brass = Material((0.75, 0.52, 0.25), metal=True, rough=0.25)
    for k in range(3):
        shade, cord = pendant(0.16, 2.0)
        at = (x0 + side * (0.25 + 0.75 * k), 2.05, near + 0.2)
        world.add(shade.moved(*at), brass)
        world.add(cord.moved(*at), Material((0.02, 0.02, 0.02)))
        world.bulb((at[0], at[1] + 0.05, at[2]), 0.045, WARM * np.float32(options.lamps))
