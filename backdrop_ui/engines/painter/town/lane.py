"""A Mediterranean lane: plastered houses, shutters, pots, washing, lanterns, an arch, a bell tower at its end."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, extruded, quad, render
from .houses import house
from .parts import Parts
from .surfaces import Cobbles, Plaster
from .things import cable, cloth, hanging, lantern, leaves, pot


class LaneOptions(Options):
    """half_m: from the middle to the walls. walls, shutters, washing, flowers: colours to choose from. sun, sky:
    strengths. lamps: strength of the lanterns. worn: how much plaster has fallen. grey: exposure."""

    half_m: float = Field(1.9, gt=1.2, le=8)
    walls: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    shutters: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    flowers: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    washing: tuple[Paint, ...] = Field((), max_length=8)
    stone: Paint = (0.62, 0.57, 0.49)
    sun: float = Field(3.0, ge=0, le=20)
    sky: tuple[Paint, Paint] = ((0.35, 0.5, 0.75), (0.8, 0.85, 0.9))
    sky_light: float = Field(0.9, ge=0, le=8)
    lamps: float = Field(0.0, ge=0, le=60)
    lit: float = Field(0.0, ge=0, le=1)
    worn: float = Field(0.35, ge=0, le=1)
    grey: float = Field(0.2, gt=0.01, le=0.6)


GREENS = np.array([(0.07, 0.13, 0.03), (0.11, 0.19, 0.05), (0.05, 0.10, 0.03)], np.float32)
LAMPLIGHT = np.array([1.0, 0.62, 0.28], np.float32)


@layer("lane", LaneOptions)
def lane(scene: Scene, options: LaneOptions) -> None:
    """Two rows of houses that swing aside and meet far away, traced."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sun=scene.key * options.sun, sun_way=scene.sun, sky=(top, rim), grey=options.grey, bounces=2)
    stuff = _stuff(scene, options)
    bend = rng.uniform(0.8, 2.6) * rng.choice([-1, 1])
    gap = rng.uniform(9.0, 12.0)
    for side in (-1, 1):
        _row(scene, options, (world, stuff), (side, bend, gap if side * scene.sun[0] > 0 else 0.0))
    _end(scene, options, (world, stuff), bend)
    half = 40.0
    world.add(quad((-half, 0, -4), (-half, 0, 60), (half, 0, 60), (half, 0, -4)), stuff["ground"])
    for side in (-1, 1):
        low, high = sorted((side * (options.half_m - 0.55), side * (options.half_m + 0.6)))
        gutter = quad((low, 0.05, -4), (low, 0.05, 9), (high, 0.05, 9), (high, 0.05, -4))
        world.add(gutter, stuff["flags"])
    _hung(scene, options, (world, stuff), rng)
    _lanterns(options, (world, stuff), rng)
    render(world, scene)
    scene.ground = STANDING


def _stuff(scene: Scene, options: LaneOptions) -> dict[str, Material]:
    stone = scene.colour(options.stone)
    lamp = LAMPLIGHT * np.float32(max(options.lamps, 0.03))
    return {
        "wall": Plaster((1, 1, 1), worn=options.worn),
        "trim": Material((1, 1, 1)),
        "stone": Material(stone, stone * 0.6, surface="concrete"),
        "shutter": Material((1, 1, 1), (0.75, 0.75, 0.75), surface="wood", turned=True),
        "glass": Material((0.012, 0.015, 0.02), gloss=0.1, rough=0.03),
        "lit": Material((0.02, 0.02, 0.02), glow=LAMPLIGHT * np.float32(0.35 * options.lamps)),
        "iron": Material((0.02, 0.02, 0.022)),
        "tile": Material((0.42, 0.19, 0.10), (0.24, 0.11, 0.07), surface="concrete"),
        "leaf": Material((1, 1, 1)),
        "cloth": Material((1, 1, 1)),
        "pot": Material((0.45, 0.19, 0.10), (0.30, 0.14, 0.08), surface="concrete", scale=0.3),
        "lamp": Material((0.6, 0.55, 0.45), glow=lamp),
        "ground": Cobbles(stone * 1.05, stone * 0.25),
        "flags": Material(stone * 1.05, stone * 0.6, surface="tiles"),
    }


Place = tuple[World, dict[str, Material]]


def _row(scene: Scene, options: LaneOptions, place: Place, form: tuple[int, float, float]) -> None:
    side, bend, gap = form
    rng = scene.rng(2 + side)
    z, number = -3.0, 0
    walls, blinds = rng.permutation(len(options.walls)), rng.permutation(len(options.shutters))
    while z < 34:
        width = float(rng.uniform(4.2, 6.8))
        if gap and z <= gap < z + width:
            z = gap + 2.2  # a side lane lets the sun in
            gap = 0
            continue
        parts = Parts()
        colour = scene.colour(options.walls[walls[number % len(walls)]]) * np.float32(rng.uniform(0.85, 1.05))
        blind = scene.colour(options.shutters[blinds[number % len(blinds)]])
        height = float(rng.uniform(6.6, 9.6))
        house(parts, rng, (width, height), (colour, blind), options.lit, 14 if z < 10 else 5)
        x = side * (options.half_m + float(rng.uniform(0, 0.3))) + bend * (max(z - 5, 0) / 17) ** 2
        if side < 0:
            parts.build(*place, yaw_deg=-90, at=(x, 0, z))
        else:
            parts.build(*place, yaw_deg=90, at=(x, 0, z + width))
        ends = box(3.0, height, width - 0.02).moved(x + side * (1.5 + 0.2), 0, z + width / 2)
        place[0].add(ends.tinted(colour), place[1]["wall"])
        _plants(options, scene, place, rng, (side, x, z, width))
        z += width
        number += 1


def _plants(
    options: LaneOptions, scene: Scene, place: Place, rng: np.random.Generator, at: tuple[int, float, float, float]
) -> None:
    """Pots along a wall, and sometimes something that climbs it."""
    world, stuff = place
    side, x, z, width = at
    near = min(1.0, 9 / max(z, 1.0))  # far away fewer, larger leaves do
    grown = near**-0.5
    blooms = np.stack([scene.colour(c) for c in options.flowers])
    for _ in range(int(rng.integers(1, 5))):
        r, h = float(rng.uniform(0.13, 0.24)), float(rng.uniform(0.25, 0.48))
        px, pz = x - side * (r + 0.1 + float(rng.uniform(0, 0.12))), z + float(rng.uniform(0.3, width - 0.3))
        if pz < 2.2:
            continue
        world.add(pot(r, h).moved(px, 0, pz), stuff["pot"])
        crown = np.array([(px, h + r * k, pz) for k in (0.5, 1.1, 1.7)])
        world.add(leaves(rng, crown, 1.3 * r, int(190 * near), 0.055 * grown, GREENS), stuff["leaf"])
        bloom = blooms[rng.integers(len(blooms))][None]
        world.add(leaves(rng, crown[1:], 1.45 * r, int(60 * near), 0.04 * grown, bloom), stuff["leaf"])
    if rng.random() < 0.55 and z > 1:
        root = z + float(rng.uniform(0.4, width - 0.4))
        t = np.linspace(0, 1, 16)[:, None]
        lean = float(rng.uniform(-1.5, 1.5))
        vine = np.concatenate([np.full_like(t, x - side * 0.12), 0.3 + 4.6 * t, root + lean * t * t], 1)
        crown = np.concatenate(
            [vine[6:], vine[9:] + np.array([-side * 0.25, 0.1, 0.4]), vine[9:] + np.array([-side * 0.2, 0.2, -0.45])]
        )
        world.add(leaves(rng, vine, 0.12, int(120 * near), 0.06 * grown, GREENS), stuff["leaf"])
        world.add(leaves(rng, crown, 0.42, int(900 * near), 0.07 * grown, GREENS), stuff["leaf"])
        world.add(
            leaves(rng, crown, 0.5, int(900 * near), 0.05 * grown, blooms[rng.integers(len(blooms))][None]),
            stuff["leaf"],
        )


def _end(scene: Scene, options: LaneOptions, place: Place, bend: float) -> None:
    """The house that closes the lane, a bell tower behind it, and sometimes an arch across."""
    rng = scene.rng(9)
    world, stuff = place
    shift = bend * (30 / 17) ** 2
    parts = Parts()
    colour = scene.colour(options.walls[int(rng.integers(len(options.walls)))])
    house(parts, rng, (9.0, 8.5), (colour, scene.colour(options.shutters[0])), options.lit, 4)
    parts.build(world, stuff, 0, (shift - 4.5, 0, 37))
    tower = Parts()
    for y, w in ((0, 4.0), (13, 3.6)):
        tower.box("wall", (-w / 2, y, 0), (w / 2, y + (13 if y == 0 else 1.2), w), colour * 0.9)
    for x in (-1.7, 1.1):
        for z in (0, 2.8):
            tower.box("wall", (x, 14, z), (x + 0.6, 17, z + 0.6), colour * 0.9)
    tower.box("stone", (-2, 17, -0.2), (2, 17.4, 3.8))
    for k in range(12):
        r = 1.9 * (1 - k / 12)
        tower.box("tile", (-r, 17.4 + 0.2 * k, 1.8 - r), (r, 17.6 + 0.2 * k, 1.8 + r))
    tower.build(world, stuff, 0, (shift + float(rng.uniform(-3, 3)), 0, 46))
    if rng.random() < 0.6:
        z = float(rng.uniform(13, 18))
        x = bend * ((z - 5) / 17) ** 2
        half = options.half_m + 0.5
        hole = _arched(options.half_m - 0.25)
        outline = np.array([(-half, 0), (half, 0), (half, 5.2), (-half, 5.2)], np.float32)
        ring = np.concatenate([outline[:1], hole, outline[1:]])
        world.add(extruded(ring, 0.9).moved(x, 0, z).tinted(colour), stuff["wall"])


def _arched(half: float) -> Array:
    turn = np.linspace(np.pi, 0, 17)
    bow = np.stack([half * np.cos(turn), 2.4 + half * 0.85 * np.sin(turn)], -1)
    return np.concatenate([[(-half, 0)], bow, [(half, 0)]]).astype(np.float32)


def _hung(scene: Scene, options: LaneOptions, place: Place, rng: np.random.Generator) -> None:
    """Lines of washing and cables across the lane, above heads."""
    world, stuff = place
    half = options.half_m
    for z in np.sort(rng.uniform(5, 22, 4)).tolist() if options.washing else []:
        y = float(rng.uniform(4.6, 6.6))
        a, b = (-half, y, z), (half, y + float(rng.uniform(-0.4, 0.4)), z + float(rng.uniform(-0.6, 0.6)))
        world.add(cable(a, b, 0.12, 0.008), stuff["iron"])
        line = hanging(a, b, 0.12, 60)
        at = 5
        while at < 50:
            wide = float(rng.uniform(0.35, 0.9))
            paint = scene.colour(options.washing[int(rng.integers(len(options.washing)))])
            p = line[min(at + int(wide / (2 * half) * 30), 59)]
            sheet = cloth(rng, wide, float(rng.uniform(0.4, 0.95))).moved(float(p[0]), float(p[1]) + 0.04, float(p[2]))
            world.add(sheet.tinted(paint), stuff["cloth"])
            at += int(wide / (2 * half) * 60) + int(rng.integers(1, 8))
    for _ in range(5):
        z, y = float(rng.uniform(6, 30)), float(rng.uniform(5, 7))
        x = 0.0
        world.add(cable((x - half, y, z), (x + half, y + 0.3, z + float(rng.uniform(-3, 3))), 0.2), stuff["iron"])


def _lanterns(options: LaneOptions, place: Place, rng: np.random.Generator) -> None:
    world, stuff = place
    side = int(rng.choice([-1, 1]))
    for number, z in enumerate((4.6, 9.5, 15.0)):
        side = -side
        parts = Parts()
        x, y = side * (options.half_m - 0.55), 3.15 + 0.2 * (number % 2)
        lantern(parts, (x, y, z), 0.3, (1, 1, 1))
        parts.box("iron", (min(x, x + side * 0.7), y + 0.5, z - 0.012), (max(x, x + side * 0.7), y + 0.53, z + 0.012))
        parts.box("iron", (x - 0.01, y + 0.3, z - 0.01), (x + 0.01, y + 0.53, z + 0.01))
        parts.build(world, stuff)
        if options.lamps:
            world.bulb((x, y, z), 0.12, LAMPLIGHT * np.float32(options.lamps * 6), seen=False)
