"""Rooms with books: a home office and an old library."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, arch, ball, boxes, cylinder, extruded, joined, quad, render, tube
from .art import painting
from .furnishings import bowl, chair, cup, table
from .plants import plant
from .shell import (
    across,
    back_wall,
    curtain,
    level,
    panelling,
    room_world,
    side_wall,
    skirting,
    window_bars,
    window_light,
)
from .shelves import bookcase, books

FLOOR = 0.94
LEAF = (0.075, 0.15, 0.045)


def put_plant(
    world: World, rng: np.random.Generator, height: float, at: tuple[float, float, float], vessel: Material
) -> None:
    """A pot plant with its materials."""
    green, stem, container = plant(rng, height)
    world.add(green.moved(*at), Material(LEAF, gloss=0.04, rough=0.4))
    world.add(stem.moved(*at), Material((0.12, 0.08, 0.04)))
    world.add(container.moved(*at), vessel)


def _palette(scene: Scene, paints: tuple[Paint, ...]) -> Array:
    return np.stack([scene.colour(p) for p in paints])


class OfficeOptions(Options):
    """wall, wood, floor: colours. books: of the spines. sun: strength of the sun through the window."""

    wall: Paint = 1
    wood: Paint = 0
    floor: Paint = 0
    books: tuple[Paint, ...] = Field((1, 2, 3, 4, 5), min_length=1, max_length=10)
    sun: float = Field(5.0, ge=0, le=30)
    day: float = Field(4.5, ge=0, le=30)


@layer("home_office", OfficeOptions)
def home_office(scene: Scene, options: OfficeOptions) -> None:
    """A wall of books beside a panelled wall, a window to one side, a desk with a lamp to the other."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.4, white=0.7)
    far, high = 5.2, 2.75
    side = -1.0 if scene.sun[0] < 0 else 1.0  # of the window
    wall = max(across(scene, 0.86, far), 1.35)
    paint, wood = scene.colour(options.wall), scene.colour(options.wood)
    painted, white = Material(paint, paint * np.float32(0.85), surface="plaster"), Material((0.72, 0.7, 0.66))
    oak = Material(wood, wood * np.float32(0.55), surface="oak", gloss=0.04, rough=0.4, turned=True)
    planks = scene.colour(options.floor)
    world.add(
        level(0, 9, -2, far), Material(planks, planks * np.float32(0.5), surface="herringbone", gloss=0.045, rough=0.3)
    )
    world.add(
        quad((side * wall, high, -2), (side * wall, high, far), (-side * 9, high, far), (-side * 9, high, -2)), white
    )
    world.add(back_wall(far, high), painted)
    hole = (2.2, 4.3, 0.55, 2.45)
    world.add(side_wall(side * wall, -2, far, high, (hole,)), painted)
    world.add(window_bars(side * (wall + 0.06), hole, (3, 2)), white)
    window_light(world, side * wall, hole, np.float32(options.day) * np.array([0.86, 0.95, 1.05]))
    cloth = Material((0.75, 0.72, 0.66), (0.6, 0.57, 0.52), surface="linen")
    drape = curtain(rng, 2.5, 0.42).turned(yaw_deg=90).moved(side * (wall - 0.1), 0.05, hole[1] + 0.5)
    world.add(drape, cloth)
    other = max(across(scene, 1.0, far), wall)
    world.add(side_wall(-side * (other + 0.5), -2, far, high), painted)
    _case(world, scene, options, rng, (-side, wall, other), (far, high), oak)
    left, right = sorted((side * wall, -side * 0.05))
    world.add(panelling(far, left, right, 0.16, 0.9), painted)
    world.add(skirting(far), painted)
    _desk(world, scene, -side, rng, oak)
    put_plant(
        world,
        rng,
        rng.uniform(1.1, 1.5),
        (side * (wall - 0.42), 0, far - 0.5),
        Material((0.5, 0.45, 0.38), surface="plaster"),
    )
    prints = [scene.colour(p) for p in options.books]
    for mesh, look in painting(rng, 0.52, 0.7, prints, Material(wood * np.float32(0.5)), 0.06):
        world.add(mesh.moved(side * wall * 0.45, 1.62, far), look)
    render(world, scene)
    scene.ground = FLOOR


def _case(
    world: World,
    scene: Scene,
    options: OfficeOptions,
    rng: np.random.Generator,
    walls: tuple[float, float, float],
    room: tuple[float, float],
    oak: Material,
) -> None:
    """The bookcase on the far wall, from the middle to the side away from the window, with lit shelves."""
    side, _, other = walls
    far, high = room
    wide, deep, tall = other + 0.5 - 0.12, 0.32, high - 0.2
    columns = max(2, round(wide / 0.68))
    case, holes = bookcase(wide, tall, deep, columns, 6)
    left = 0.12 if side > 0 else -0.12 - wide
    world.add(case.moved(left, 0, far - deep), oak)
    spines = books(rng, holes, _palette(scene, options.books), deep, 0.62)
    world.add(spines.moved(left, 0, far - deep), Material((1, 1, 1), surface="linen"))
    warm = np.array([1.0, 0.62, 0.3], np.float32)
    for hole in holes[rng.permutation(len(holes))[: max(3, len(holes) // 3)]]:
        x, y = left + hole[0], hole[2] + hole[3] - 0.006
        world.lamp(
            (x + 0.03, y, far - deep + 0.03), (hole[1] - hole[0] - 0.06, 0, 0), (0, 0, 0.02), warm * np.float32(9)
        )


def _desk(world: World, scene: Scene, side: float, rng: np.random.Generator, oak: Material) -> None:
    """A desk along the side away from the window, with what lies on one."""
    x, z = side * max(across(scene, 0.9, 4.0), 1.0), 4.15
    world.add(table(1.3, 0.62, 0.74).moved(x, 0, z), oak)
    seat = Material((0.06, 0.05, 0.045), gloss=0.04)
    world.add(chair().turned(yaw_deg=180 + side * rng.uniform(-25, 25)).moved(x - side * 0.18, 0, z - 0.42), seat)
    brass = Material((0.75, 0.55, 0.28), metal=True, rough=0.25)
    stem = np.array([(0, 0.74, 0), (0, 1.08, 0), (-side * 0.07, 1.2, 0), (-side * 0.2, 1.2, 0)]) + np.array(
        [x + side * 0.3, 0, z + 0.1]
    )
    world.add(joined([tube(stem, 0.008), cylinder(0.075, 0.015, 0.004).moved(stem[0, 0], 0.74, stem[0, 2])]), brass)
    world.add(bowl(0.1, 0.09).turned(pitch_deg=180).moved(stem[-1, 0], 1.22, stem[-1, 2]), brass)
    world.bulb((stem[-1, 0], 1.15, stem[-1, 2]), 0.03, np.array([1.0, 0.66, 0.34]) * 60)
    world.add(
        boxes(
            [(x - 0.3, 0.74, z - 0.12), (x - 0.28, 0.765, z - 0.1)],
            [(x - 0.05, 0.765, z + 0.06), (x - 0.07, 0.79, z + 0.05)],
        ),
        Material(scene.colour(3)),
    )
    world.add(cup().moved(x + 0.05, 0.74, z - 0.14), Material((0.7, 0.68, 0.64), gloss=0.04))


class LibraryOptions(Options):
    """wood, floor: colours. books: of the spines. day: light of the window at the end."""

    wood: Paint = 0
    floor: Paint = 0
    books: tuple[Paint, ...] = Field((1, 2, 3, 4, 5), min_length=1, max_length=10)
    day: float = Field(6.0, ge=0, le=40)
    lamp: float = Field(40.0, ge=0, le=400)


@layer("old_library", LibraryOptions)
def old_library(scene: Scene, options: LibraryOptions) -> None:
    """Shelves to the ceiling along both sides, an arched window at the end, lamps on the tables before it."""
    rng = scene.rng()
    world = room_world(scene, fill=0.22, white=0.42)
    far, high = 8.2, 4.3
    half = min(max(across(scene, 0.62, 6.0), 1.25), 1.9)
    wood = scene.colour(options.wood)
    walnut = Material(wood, wood * np.float32(0.45), surface="oak", gloss=0.045, rough=0.32, turned=True)
    plank = scene.colour(options.floor)
    world.add(
        level(0, 9, -3, far + 1),
        Material(plank, plank * np.float32(0.45), surface="herringbone", gloss=0.05, rough=0.22),
    )
    world.add(level(high, 9, -3, far), Material(wood * np.float32(0.8), wood * np.float32(0.5), surface="oak"))
    wide = rng.uniform(1.5, 1.9)
    opening = arch(wide, 2.6, 40) + np.array([0, 0.75], np.float32)
    world.add(extruded([(-9, 0), (9, 0), (9, high), (-9, high)], 0.4, [opening]).moved(z=far), walnut)
    bars = [(x - 0.018, 0.75, far + 0.2, x + 0.018, 3.4, far + 0.24) for x in np.linspace(-wide / 2, wide / 2, 5)]
    bars += [(-wide / 2, y - 0.018, far + 0.2, wide / 2, y + 0.018, far + 0.24) for y in np.linspace(0.75, 3.2, 6)]
    both = np.array(bars)
    world.add(boxes(both[:, :3], both[:, 3:]), Material((0.05, 0.045, 0.04)))
    day = np.float32(options.day) * scene.key
    world.lamp((-wide / 2, 0.8, far + 0.38), (0, 2.4, 0), (wide, 0, 0), day * np.float32(0.5), seen=False)
    world.add(
        quad((-3, 0, far + 0.5), (3, 0, far + 0.5), (3, 5, far + 0.5), (-3, 5, far + 0.5)),
        Material((0, 0, 0), glow=day * np.float32(0.022)),
    )
    spines = Material((1, 1, 1), surface="leather")
    colours = _palette(scene, options.books)
    for side in (-1.0, 1.0):
        case, holes = bookcase(far - 1.2, high - 0.12, 0.34, 8, 10, 0.35)
        filled = books(rng, holes, colours, 0.34, 0.97, 1.25)
        turn = 90.0 if side > 0 else -90.0
        x, z = side * half, (far if side > 0 else 1.2)
        world.add(case.turned(yaw_deg=turn).moved(x, 0, z), walnut)
        world.add(filled.turned(yaw_deg=turn).moved(x, 0, z), spines)
    _reading(world, rng, half, far, walnut, options)
    render(world, scene)
    scene.ground = FLOOR


def _reading(
    world: World,
    rng: np.random.Generator,
    half: float,
    far: float,
    walnut: Material,
    options: LibraryOptions,
) -> None:
    """A table with a banker's lamp, a ladder against the shelves, wall lamps between."""
    side = rng.choice([-1.0, 1.0])
    brass = Material((0.72, 0.5, 0.24), metal=True, rough=0.25)
    warm = np.array([1.0, 0.58, 0.26], np.float32) * np.float32(options.lamp)
    z = far - 2.0
    world.add(table(0.8, 1.1, 0.76, 0.05, 0.07).moved(side * (half - 0.55), 0, z), walnut)
    x = side * (half - 0.62)
    world.add(joined([cylinder(0.08, 0.02, 0.005), tube([(0, 0, 0), (0, 0.36, 0)], 0.01)]).moved(x, 0.76, z), brass)
    world.add(
        bowl(0.15, 0.12).turned(pitch_deg=180).moved(x, 1.2, z),
        Material((0.03, 0.2, 0.09), gloss=0.06, rough=0.2, glow=(0.05, 0.35, 0.14)),
    )
    world.bulb((x, 1.1, z), 0.035, warm)
    for k in (3.2, 4.9, 6.6):
        for s in (-1.0, 1.0):
            at = (s * (half - 0.2), 2.45, k)
            world.add(
                joined([tube([(0, -0.22, 0), (0, -0.04, 0)], 0.012), ball(0.02).moved(y=-0.24)]).moved(*at), brass
            )
            world.bulb(at, 0.05, warm * np.float32(0.16))
    lean = np.array([(-0.24, 0, 0), (0.24, 0, 0)])
    rails = [tube([(a[0], 0, 0), (a[0] * 0.9, 3.1, 0.62)], 0.022, 8) for a in lean]
    rungs = [tube([(-0.23, 0.3 * k, 0.06 * k), (0.23, 0.3 * k, 0.06 * k)], 0.015, 8) for k in range(1, 10)]
    ladder = joined([*rails, *rungs]).turned(yaw_deg=-side * 90)
    world.add(ladder.moved(-side * (half - 0.66), 0, rng.uniform(4.2, 5.6)), walnut)
