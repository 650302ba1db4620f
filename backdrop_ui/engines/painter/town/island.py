"""A terrace over a caldera: white cubes and blue domes that step down to the sea, bougainvillea, noon-white walls."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, extruded, quad, render, tube
from .arbours import GREENS, frame, potted
from .lounge import bistro, parasol
from .parts import Opening, Parts, sash, surround, wall
from .sheets import sheet
from .surfaces import Cobbles, Plaster
from .things import leaves
from .village import EDGE_M, village


class IslandOptions(Options):
    """white: of the walls; blue: of domes and doors; flowers: of what climbs; sea: its own colour. sun, sky_light:
    strengths."""

    white: Paint = (0.93, 0.91, 0.87)
    blue: Paint = 0
    flowers: Paint = 1
    sea: Paint = 2
    land: Paint = (0.55, 0.47, 0.42)
    sky: tuple[Paint, Paint] = ((0.25, 0.45, 0.8), (0.75, 0.85, 0.95))
    sun: float = Field(0.9, ge=0, le=20)
    sky_light: float = Field(0.5, ge=0, le=8)


Place = tuple[World, dict[str, Material]]


@layer("island", IslandOptions)
def island(scene: Scene, options: IslandOptions) -> None:
    """Trace the terrace, the village below it, the bay and the islands beyond."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(
        sun=scene.key * options.sun,
        sun_way=scene.sun,
        sky=(top, rim),
        grey=None,
        bounces=3,
        mirrored_sky=scene.colour(options.sky[0]),
    )
    white = scene.colour(options.white)
    place = (
        world,
        {
            "wall": Plaster(white, worn=0, damp=0.12),
            "stone": Plaster(white, worn=0, damp=0.12),
            "trim": Material((1, 1, 1)),
            "glass": Material((0.02, 0.03, 0.05), gloss=0.08, rough=0.05),
            "blue": Material(scene.colour(options.blue), gloss=0.04, rough=0.35),
            "flags": Cobbles(white * 0.34, white * 0.8, size_m=0.42),
            "leaf": Material((1, 1, 1)),
            "pot": Material((0.5, 0.24, 0.13), (0.35, 0.17, 0.1), surface="concrete", scale=0.3),
            "wood": Material((0.4, 0.26, 0.15), (0.25, 0.15, 0.08), surface="wood"),
            "sea": Material(scene.colour(options.sea), gloss=0.05, rough=0.12),
            "land": Material(
                scene.colour(options.land), scene.colour(options.land) * 0.5, surface="concrete", scale=40
            ),
        },
    )
    side = int(rng.choice([-1, 1]))
    _terrace(place)
    village(place, rng, side)
    _house(place, rng, side)
    _bay(place, rng)
    blooms = scene.colour(options.flowers) * np.array([(1, 1, 1), (0.8, 0.9, 1.25), (1.1, 1.5, 0.9)], np.float32)
    _blossom(place, rng, side, blooms)
    _shade(scene, place, rng)
    frame(place, rng, side, blooms)
    _seats(scene, place, -side)
    render(world, scene)
    scene.ground = STANDING


def _terrace(place: Place) -> None:
    """Flagstones, the cliff's wall below them."""
    world, stuff = place
    world.add(quad((-16, 0, -4), (-16, 0, EDGE_M), (16, 0, EDGE_M), (16, 0, -4)), stuff["flags"])
    world.add(box(32, 14, 0.3).moved(0, -14.02, EDGE_M - 0.2), stuff["wall"])


def _house(place: Place, rng: np.random.Generator, side: int) -> None:
    """The house that the terrace belongs to: a thick white wall with a blue door and window, steps, a bench."""
    world, stuff = place
    parts = Parts()
    width, tall = 6.5, float(rng.uniform(2.9, 3.6))
    swap = rng.random() < 0.4
    door = Opening(2.5 if swap else 1.25, 0.2, 0.92, 2.0)
    window = Opening(1.2 if swap else 3.1, 1.0, 0.75, 1.0)
    wall(parts, "wall", width, tall, [door, window], (1, 1, 1))
    for hole in (door, window):
        surround(parts, hole, (1, 1, 1), 0.14, 0.05)
    sash(parts, window, (0.1, 0.2, 0.42), "glass", (2, 2))
    for k in range(5):
        x = door.left + k * door.wide / 5
        parts.box("blue", (x + 0.008, 0.2, 0.12), (x + door.wide / 5 - 0.008, door.top, 0.2))
    for y in (0.45, 1.7):
        parts.box("blue", (door.left, y, 0.09), (door.right, y + 0.13, 0.13))
    parts.box("stone", (door.left - 0.25, 0, -0.4), (door.right + 0.25, 0.19, 0.1))
    corner = side * 1.15
    made = Parts()
    for name, mesh in parts.meshes().items():
        made.mesh(name, mesh if side > 0 else mesh.scaled(-1, 1, 1))
    made.build(world, stuff, 0, (corner, 0, EDGE_M - 0.9))
    middle = corner + side * width / 2
    world.add(box(width, tall + 12.25, 6, bevel=0.16).moved(middle, -12, EDGE_M + 2.42), stuff["wall"])
    world.add(box(width + 0.1, 0.3, 0.5, bevel=0.14).moved(middle, tall - 0.05, EDGE_M - 0.72), stuff["wall"])
    world.add(box(width * 0.55, 3.0, 4, bevel=0.2).moved(middle + side * 1.9, tall, EDGE_M + 2.2), stuff["wall"])
    world.add(box(1.3, 0.42, 0.5, bevel=0.1).moved(corner + side * 3.2, 0, EDGE_M - 1.2), stuff["wall"])
    for x in (0.35, 2.2):
        potted(place, rng, (corner + side * x, 0, EDGE_M - 1.25), float(rng.uniform(0.15, 0.2)))


def _blossom(place: Place, rng: np.random.Generator, side: int, blooms: Array) -> None:
    """Bougainvillea that climbs beside the door and hangs from the roof."""
    world, stuff = place
    front = EDGE_M - 1.1
    root = 0.42
    t = np.linspace(0, 1, 12)
    trunk = np.stack([side * (1.15 + root + 0.12 * np.sin(5 * t)), 2.9 * t, np.full(12, front + 0.08)], -1)
    world.add(tube(trunk, 0.035), stuff["wood"])
    n = 40
    reach = rng.uniform(0.1, 4.6, n)
    high = 3.15 - 1.0 * rng.random(n) ** 2 * np.exp(-(((reach - root) / 1.1) ** 2)) - 0.25 * rng.random(n)
    crown = np.stack([side * (1.15 + reach), high, front - 0.1 * rng.random(n)], -1)
    world.add(leaves(rng, crown, 0.26, 1500, 0.045, GREENS), stuff["leaf"])
    world.add(leaves(rng, crown + np.array([0, 0.03, -0.06]), 0.27, 3600, 0.036, blooms), stuff["leaf"])


def _shade(scene: Scene, place: Place, rng: np.random.Generator) -> None:
    """Leaves behind the camera that throw spots of shade on the floor."""
    world, stuff = place
    far = 3.1 / max(scene.sun[1], 0.3)
    back = np.array([scene.sun[0] * far, 3.1, scene.sun[2] * far])
    over = np.stack([rng.uniform(-2.6, 2.6, 46), rng.uniform(0, 0.5, 46), rng.uniform(2.0, 5.6, 46)], -1) + back
    behind = over[over[:, 2] < 2.4]
    if len(behind):
        world.add(leaves(rng, behind, 0.34, 55 * len(behind), 0.06, GREENS), stuff["leaf"])


def _seats(scene: Scene, place: Place, side: int) -> None:
    """A table and two chairs on the open side, on some days under a parasol."""
    rng = scene.rng(1)
    world, stuff = place
    x, z = side * 0.66 * scene.camera.half_width_m(6.8), 6.8
    bistro(world, rng, (x, z), side, (stuff["blue"], stuff["trim"]))
    if rng.random() < 0.5:
        cloth = Material(np.array([0.9, 0.86, 0.78], np.float32), surface="linen")
        parasol(world, (x + side * 0.5, z + 0.5), cloth, stuff["wood"])


def _bay(place: Place, rng: np.random.Generator) -> None:
    """The sea, far below, and two islands."""
    world, stuff = place
    deep = -110.0
    world.add(sheet(rng, 9000, (60, 30000), 40, 0.03, deep, (90, 60)), stuff["sea"])
    for number in range(3):
        z, x = (9000.0, 12500.0, 16000.0)[number], float(rng.uniform(-1, 1)) * 5000
        t = np.linspace(-1, 1, 40)
        rise = (1 - t**2) ** 0.6 * (330 + 60 * np.sin(5 * t + rng.uniform(0, 6)) + 25 * np.sin(17 * t))
        outline = np.concatenate([[(2400.0, 0.0), (-2400.0, 0.0)], np.stack([2400 * t, rise + 4], -1)])
        world.add(extruded(outline, 400).moved(x, deep, z), stuff["land"])
