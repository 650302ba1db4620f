"""A loft: bricks at the end, steel windows along one side with the sun in them."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, boxes, cylinder, joined, render
from .art import painting
from .furnishings import armchair, chair, floor_lamp, pendant, table
from .plants import put_plant, vase
from .shell import (
    FLOOR,
    REACH_M,
    across,
    back_wall,
    ceiling,
    level,
    room_world,
    side_wall,
    window_bars,
    window_light,
)


class LoftOptions(Options):
    """bricks, dark: of the bricks. floor, leather: colours. sun, day: light through the windows.
    lamps: of the pendants."""

    bricks: Paint = 0
    dark: Paint = 1
    floor: Paint = 3
    leather: Paint = 1
    sun: float = Field(6.0, ge=0, le=40)
    day: float = Field(3.5, ge=0, le=40)
    lamps: float = Field(30.0, ge=0, le=400)


@layer("loft", LoftOptions)
def loft(scene: Scene, options: LoftOptions) -> None:
    """Brick at the end, steel windows along one side with the sun in them, beams and bare pipes above."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.3, white=0.58)
    world.sun_soft = 0.008
    far, high = 6.6, 3.6
    side = -1.0 if scene.sun[0] < 0 else 1.0
    wall = max(across(scene, 0.8, far), 1.6)
    bricks = Material(scene.colour(options.bricks), scene.colour(options.dark), surface="brick")
    steel = Material((0.03, 0.03, 0.032), gloss=0.04, rough=0.4)
    grey = scene.colour(options.floor)
    world.add(level(0, 9, -3, far), Material(grey, grey * np.float32(0.6), surface="concrete", gloss=0.06, rough=0.2))
    world.add(ceiling(high, (side * wall, -side * REACH_M), -3, far), Material((0.42, 0.4, 0.38), surface="concrete"))
    world.add(back_wall(far, high), bricks)
    holes = tuple((z, z + 1.7, 0.5, 3.1) for z in (0.2, 2.4, 4.5))
    world.add(side_wall(side * wall, -3, far, high, holes), Material((0.6, 0.58, 0.55), surface="plaster"))
    for hole in holes:
        world.add(window_bars(side * (wall + 0.05), hole, (3, 5), 0.04), steel)
        window_light(world, side * wall, hole, np.float32(options.day) * np.array([0.9, 0.97, 1.05]))
    beams = [(-9.0, high - 0.28, z, 9.0, high - 0.02, z + 0.16) for z in (2.6, 4.4, 6.2)]
    both = np.array(beams)
    world.add(boxes(both[:, :3], both[:, 3:]), steel)
    layout = scene.seed % 3  # a chair away from the windows, before them, or a long table
    sits = side if layout == 1 else -side
    if layout == 2:
        _long_table(world, scene, sits, rng)
    else:
        _sitting(world, scene, sits, rng, options)
    _leaning(world, scene, sits, rng)
    for k, x in enumerate((0.55, 0.98)):
        drop = rng.uniform(0.5, 1.0)
        shade, cord = pendant(0.19, 2.0)
        at = (-side * across(scene, x, 4.9 - 0.4 * k), high - 0.3 - drop, 4.9 - 0.4 * k)
        world.add(shade.moved(*at), steel)
        world.add(cord.moved(*at), steel)
        world.bulb((at[0], at[1] + 0.07, at[2]), 0.05, np.array([1.0, 0.6, 0.28]) * options.lamps)
    put_plant(
        world,
        rng,
        rng.uniform(1.3, 1.9),
        (-sits * (wall - 0.5), 0, far - 0.55),
        Material((0.25, 0.25, 0.25), surface="concrete"),
    )
    render(world, scene)
    scene.ground = FLOOR


def _sitting(world: World, scene: Scene, side: float, rng: np.random.Generator, options: LoftOptions) -> None:
    """A leather chair, a lamp and a low table."""
    hide = scene.colour(options.leather)
    cushions, legs = armchair()
    x, z = side * max(across(scene, 0.78, 5.2), 1.0), 5.3
    turn = side * rng.uniform(18, 40)
    world.add(
        cushions.turned(yaw_deg=turn).moved(x, 0, z),
        Material(hide, hide * np.float32(0.5), surface="leather", gloss=0.04, rough=0.4),
    )
    dark = Material((0.04, 0.03, 0.025))
    world.add(legs.turned(yaw_deg=turn).moved(x, 0, z), dark)
    shade, stand = floor_lamp(1.6)
    at = (x + side * 0.62, 0, z + 0.55)
    world.add(shade.moved(*at), Material((0.6, 0.52, 0.4), glow=np.array([1.0, 0.62, 0.3]) * 1.6, surface="linen"))
    world.add(stand.moved(*at), dark)
    world.bulb((at[0], 1.45, at[2]), 0.06, np.array([1.0, 0.6, 0.28]) * options.lamps, seen=False)
    world.add(
        joined([cylinder(0.24, 0.03, 0.008).moved(y=0.42), cylinder(0.02, 0.42), cylinder(0.15, 0.015)]).moved(
            x - side * 0.75, 0, z - 0.1
        ),
        dark,
    )
    world.add(
        vase(rng, 0.2).moved(x - side * 0.75, 0.45, z - 0.1), Material((0.6, 0.55, 0.48), surface="plaster", gloss=0.03)
    )


def _leaning(world: World, scene: Scene, side: float, rng: np.random.Generator) -> None:
    """A picture on the floor, against the bricks."""
    wide, tall = rng.uniform(0.9, 1.2), rng.uniform(1.1, 1.5)
    lean = (side * across(scene, 0.42, 6.6), tall / 2 * 0.99, 6.6 - 0.14)
    frame = Material((0.04, 0.03, 0.025))
    for mesh, paint in painting(rng, wide, tall, [scene.colour(p) for p in (1, 2, 3, 4)], frame):
        world.add(mesh.turned(pitch_deg=8).moved(*lean), paint)


def _long_table(world: World, scene: Scene, side: float, rng: np.random.Generator) -> None:
    """A work table with chairs along it, a vase on it."""
    x, z = side * max(across(scene, 0.95, 4.9), 1.2), 5.0
    oak = Material((0.36, 0.22, 0.12), (0.2, 0.11, 0.06), surface="oak", gloss=0.045, rough=0.35)
    world.add(table(1.9, 0.85, 0.76, 0.05, 0.06).moved(x, 0, z), oak)
    dark = Material((0.04, 0.035, 0.03), gloss=0.04, rough=0.35)
    for at, turn in ((-0.5, 180), (0.3, 180), (-0.3, 0), (0.55, 0)):
        seat = chair().turned(yaw_deg=turn + rng.uniform(-15, 15))
        world.add(seat.moved(x + at, 0, z + (-0.5 if turn else 0.55)), dark)
    world.add(vase(rng, 0.3).moved(x - side * 0.45, 0.76, z), Material((0.62, 0.58, 0.5), surface="plaster"))
