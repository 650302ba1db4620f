"""A Venetian canal: palaces that stand in the water, a bridge, mooring posts, a gondola, a quay to stand on."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, lathe, quad, render
from .palace import WATER_M, bridge, flank, gondola, palace, tiled_roof, window_boxes
from .parts import Parts
from .sheets import sheet
from .standing import room_to_stand
from .surfaces import Barber, Cobbles, Plaster, Tiles
from .things import lantern, leaves, pot


class CanalOptions(Options):
    """half_m: from the middle of the canal to the walls. walls, shutters: colours to choose from; water: its own
    colour; posts: of mooring posts, with white. sun, sky_light: strengths; lit: share of lit windows."""

    half_m: float = Field(4.2, gt=2, le=20)
    walls: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    shutters: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    water: Paint = (0.10, 0.22, 0.20)
    posts: Paint = (0.12, 0.25, 0.5)
    stone: Paint = (0.82, 0.78, 0.70)
    sky: tuple[Paint, Paint] = ((0.35, 0.5, 0.75), (0.9, 0.85, 0.8))
    sun: float = Field(1.6, ge=0, le=20)
    sky_light: float = Field(0.9, ge=0, le=8)
    grey: float = Field(0.17, gt=0.01, le=0.6)
    lit: float = Field(0.0, ge=0, le=1)


Place = tuple[World, dict[str, Material]]
GREENS = np.array([(0.06, 0.12, 0.03), (0.10, 0.17, 0.05), (0.05, 0.10, 0.03)], np.float32)


@layer("canal", CanalOptions)
def canal(scene: Scene, options: CanalOptions) -> None:
    """Trace the canal as it swings aside behind the bridge."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(
        sun=scene.key * options.sun, sun_way=scene.sun, sky=(top, rim), grey=options.grey, bounces=2, mirrored_sky=rim
    )
    place = world, _stuff(scene, options)
    quay = room_to_stand(scene, 6.0)
    bend = float(rng.uniform(1.5, 4) * rng.choice([-1, 1]))
    for side in (-1, 1):
        _row(scene, options, place, side, (bend, quay))
    bridge(place, options.half_m, quay + float(rng.uniform(14, 20)), bend)
    _quay(scene, place, quay, rng)
    world.add(sheet(rng, 26, (quay - 0.2, 120), 1.3, 0.05, WATER_M, (110, 80)), place[1]["water"])
    _tower(place, rng, bend)
    render(world, scene)
    scene.ground = STANDING


def _stuff(scene: Scene, options: CanalOptions) -> dict[str, Material]:
    stone = scene.colour(options.stone)
    lamp = np.array([1.0, 0.62, 0.28], np.float32)
    return {
        "wall": Plaster((1, 1, 1), worn=0.62, damp=0.6),
        "trim": Material((1, 1, 1)),
        "stone": Material(stone, stone * 0.6, surface="concrete"),
        "shutter": Material((1, 1, 1), (0.75, 0.75, 0.75), surface="wood", turned=True),
        "glass": Material((0.012, 0.015, 0.02), gloss=0.1, rough=0.03),
        "lit": Material((0.02, 0.02, 0.02), glow=lamp * np.float32(0.8)),
        "lamp": Material((0.6, 0.55, 0.45), glow=lamp * np.float32(0.8)),
        "iron": Material((0.02, 0.02, 0.022)),
        "tile": Tiles((0.46, 0.21, 0.11), (0.24, 0.11, 0.07)),
        "lead": Material((0.28, 0.33, 0.34), (0.2, 0.24, 0.25), surface="concrete"),
        "striped": Barber((0.78, 0.75, 0.69), scene.colour(options.posts)),
        "pile": Barber((0.2, 0.15, 0.1), (0.17, 0.12, 0.08)),
        "slime": Material((0.05, 0.07, 0.03), (0.02, 0.03, 0.015), surface="concrete"),
        "leaf": Material((1, 1, 1)),
        "pot": Material((0.45, 0.19, 0.10), (0.30, 0.14, 0.08), surface="concrete", scale=0.3),
        "flags": Cobbles(stone * np.array([0.62, 0.58, 0.55], np.float32), stone * 0.2, size_m=0.36),
        "hull": Material((0.012, 0.012, 0.014), gloss=0.06, rough=0.2),
        "water": Material(scene.colour(options.water), gloss=0.09, rough=0.04),
    }


def _row(scene: Scene, options: CanalOptions, place: Place, side: int, form: tuple[float, float]) -> None:
    rng = scene.rng(2 + side)
    bend, quay = form
    world, stuff = place
    z = quay - 8 + float(rng.uniform(0, 1.5))
    number = int(rng.integers(8))
    while z < 62:
        width, height = float(rng.uniform(6, 9.5)), float(rng.uniform(9.5, 14.5))
        parts = Parts()
        colour = scene.colour(options.walls[number % len(options.walls)]) * np.float32(rng.uniform(0.8, 1.05))
        blind = scene.colour(options.shutters[int(rng.integers(len(options.shutters)))])
        palace(parts, rng, (width, height), (colour, blind), options.lit, 10 if z < 18 else 4)
        if z < 18:
            window_boxes(parts, rng, (width, height))
        x = side * (options.half_m + float(rng.uniform(0, 0.7))) + bend * (max(z - 8, 0) / 22) ** 2
        parts.build(world, stuff, 90 * side, (x, WATER_M - 0.1, z if side < 0 else z + width))
        middle = x + side * 3.25
        block = box(6, height, width - 0.02).moved(middle, WATER_M, z + width / 2)
        world.add(block.tinted(colour), stuff["wall"])
        roof = Parts()
        tiled_roof(roof, rng, (6.6, width), height)
        roof.build(world, stuff, 0, (middle, WATER_M - 0.1, z))
        if side * bend < 0 and z > quay + 3:  # Where the row swings into the view its houses show their flanks.
            end = Parts()
            flank(end, rng, (6.3, height), (colour, blind), options.lit)
            end.build(world, stuff, 0, (x if side > 0 else x - 6.3, WATER_M - 0.1, z - 0.3))
        if z > quay - 1:
            for _ in range(int(rng.integers(1, 4))):
                _post(place, rng, (x - side * float(rng.uniform(0.5, 1.3)), z + float(rng.uniform(0, width))))
        z += width
        number += 1


def _post(place: Place, rng: np.random.Generator, at: tuple[float, float]) -> None:
    """A mooring post, striped like a barber's pole or plain wood, a little askew."""
    world, stuff = place
    tall = float(rng.uniform(2.4, 3.4))
    of = "striped" if rng.random() < 0.6 else "pile"
    lean = float(rng.uniform(-3, 3))
    shaft = lathe([(0.1, 0), (0.1, tall)], 18)
    world.add(shaft.turned(float(rng.uniform(0, 360)), 0, lean).moved(at[0], WATER_M - 0.2, at[1]), stuff[of])
    knob = lathe([(0.0, 0), (0.12, 0.02), (0.13, 0.1), (0.06, 0.22), (0.0, 0.24)], 12)
    world.add(knob.scaled(0.85).moved(at[0], WATER_M - 0.22 + tall, at[1]).tinted((0.55, 0.36, 0.08)), stuff["trim"])


def _quay(scene: Scene, place: Place, edge: float, rng: np.random.Generator) -> None:
    """Flagstones with a pale kerb, posts before it, a gondola moored, pots and a lantern at the sides."""
    world, stuff = place
    world.add(quad((-14, 0, -4), (-14, 0, edge), (14, 0, edge), (14, 0, -4)), stuff["flags"])
    world.add(box(28, 1.5, 0.5, bevel=0.04).moved(0, -1.46, edge), stuff["stone"])
    side = int(rng.choice([-1, 1]))
    for x in (-2.5, -1.35, 1.5, 2.7):
        _post(place, rng, (x + float(rng.uniform(-0.2, 0.2)), edge + float(rng.uniform(0.6, 1.4))))
    boat = gondola()
    world.add(boat.turned(float(rng.uniform(6, 16)) * side).moved(side * 1.75, WATER_M, edge + 6.2), stuff["hull"])
    world.add(gondola().turned(-4 * side).moved(-side * 2.9, WATER_M, edge + 11.5), stuff["hull"])
    wide = scene.camera.half_width_m(edge)
    for number in range(4):
        r = float(rng.uniform(0.15, 0.24))
        x, z = -side * wide * float(rng.uniform(0.66, 1.05)), edge - 0.5 - 0.32 * number - float(rng.uniform(0, 0.2))
        world.add(pot(r, 1.8 * r).moved(x, 0, z), stuff["pot"])
        crown = np.array([(x, r * (2.2 + k), z) for k in range(3)])
        world.add(leaves(rng, crown, 1.4 * r, 260, 0.045, GREENS), stuff["leaf"])
        world.add(
            leaves(rng, crown[1:], 1.5 * r, 160, 0.035, np.array([(0.75, 0.08, 0.12), (0.85, 0.3, 0.45)])),
            stuff["leaf"],
        )
    parts = Parts()
    x, z = side * max(1.0, 0.8 * wide), edge - 0.35
    parts.box("iron", (x - 0.03, 0, z - 0.03), (x + 0.03, 2.75, z + 0.03))
    parts.mesh("iron", lathe([(0.14, 0), (0.14, 0.08), (0.1, 0.12), (0.09, 0.5), (0.06, 0.6)], 12).moved(x, 0, z))
    lantern(parts, (x, 2.98, z), 0.34, (1, 1, 1))
    parts.build(world, stuff)


def _tower(place: Place, rng: np.random.Generator, bend: float) -> None:
    """A domed church far behind, and houses that close the view."""
    world, stuff = place
    x = bend * (58 / 22) ** 2 + float(rng.uniform(-3, 3))
    world.add(box(40, 9, 6).moved(x, WATER_M, 74).tinted((0.6, 0.42, 0.3)), stuff["wall"])
    drum = lathe([(5.2, 0), (5.2, 14), (5.5, 14), (5.5, 14.8), (5.2, 14.8)], 24)
    t = np.linspace(0, np.pi / 2, 10)
    dome = lathe(np.stack([5.2 * np.cos(t), 14.8 + 6 * np.sin(t)], -1), 28)
    world.add(drum.moved(x, 0, 82), stuff["stone"])
    world.add(dome.moved(x, 0, 82), stuff["lead"])
    world.add(lathe([(0.9, 20.5), (0.9, 22.5), (0.3, 23.4), (0, 24.6)], 10).moved(x, 0, 82), stuff["stone"])
