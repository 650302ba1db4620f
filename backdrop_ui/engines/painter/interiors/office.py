"""A home office: books or pictures along the far wall, the sun in a window."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, boxes, cylinder, joined, render, tube
from .art import painting
from .furnishings import bowl, chair, cup, table
from .plants import put_plant, vase
from .shell import (
    FLOOR,
    across,
    back_wall,
    ceiling,
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
    world.add(ceiling(high, (side * wall, -side * 9), -2, far), white)
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
    layout = scene.seed % 3  # books beside a panelled wall, books all along, or a low case under pictures
    inner, outer = (side * wall * 0.68 if layout == 1 else -side * 0.12), -side * (other + 0.5)
    low = layout == 2
    _case(world, scene, options, rng, (inner, outer), (far, 0.86 if low else high - 0.2), oak)
    frame = Material(wood * np.float32(0.5))
    places = [side * wall * 0.45] + [-side * across(scene, share, far) for share in (0.3, 0.62)] * low
    for x in places[layout == 1 :]:
        prints = painting(rng, 0.52, 0.7, [scene.colour(p) for p in options.books], frame, 0.06)
        for mesh, look in prints:
            world.add(mesh.moved(x, 1.62, far), look)
    left, right = sorted((side * wall, inner))
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
    render(world, scene)
    scene.ground = FLOOR


def _case(
    world: World,
    scene: Scene,
    options: OfficeOptions,
    rng: np.random.Generator,
    span: tuple[float, float],
    room: tuple[float, float],
    oak: Material,
) -> None:
    """A bookcase on the far wall with lit shelves, between two x; room: distance of the wall, height of the case."""
    far, tall = room
    left, wide, deep = min(span), abs(span[1] - span[0]), 0.32
    case, holes = bookcase(wide, tall, deep, max(2, round(wide / 0.68)), max(2, round(tall / 0.42)))
    world.add(case.moved(left, 0, far - deep), oak)
    spines = books(rng, holes, _palette(scene, options.books), deep, 0.62)
    world.add(spines.moved(left, 0, far - deep), Material((1, 1, 1), surface="linen"))
    warm = np.array([16.0, 10.0, 4.8], np.float32)
    for hole in holes[rng.permutation(len(holes))[: max(3, len(holes) // 3)]]:
        x, y = left + hole[0], hole[2] + hole[3] - 0.006
        along = (hole[1] - hole[0] - 0.06, 0, 0)
        world.lamp((x + 0.03, y, far - deep + 0.03), along, (0, 0, 0.02), warm, seen=False)
    if tall < 1:
        for x in rng.uniform(left + 0.2, left + wide - 0.2, 3):
            pale = Material(np.array([0.7, 0.64, 0.55]) * rng.uniform(0.4, 1.1), surface="plaster")
            world.add(vase(rng, rng.uniform(0.16, 0.36)).moved(float(x), tall + 0.055, far - 0.16), pale)


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
