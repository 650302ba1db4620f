"""A film premiere: the red carpet, a wall of marks, velvet drapes, brass posts with ropes, photographers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..signs.decals import decal_on_floor, marks_on_wall
from ..signs.logos import carried
from ..tracer import Material, World, boxes, extruded, grid, joined, quad, render
from .gala_flank import flank
from .trappings import drape, person, rope, stanchion

WALL_Z = 9.2
CELL_M = (0.76, 0.52)
"""From mark to mark on the press wall."""


class GalaOptions(Options):
    """carpet, shade: of the carpet. walls: of the press wall, the seed picks one; mark: of
    what is on it. velvet: of drapes and ropes. brass: of the posts.
    photographers: how many, on both sides."""

    carpet: Paint = 0
    shade: Paint = 1
    walls: tuple[Paint, ...] = Field((2,), min_length=1, max_length=8)
    mark: Paint = 3
    velvet: Paint = 0
    brass: Paint = 3
    photographers: int = Field(8, ge=0, le=24)
    exposure: float = Field(7.0, gt=0.05, le=10)


@layer("gala", GalaOptions)
def gala(scene: Scene, options: GalaOptions) -> None:
    """Trace the hall; what is above its walls stays as painted before."""
    rng = scene.rng()
    world = World(white=None, mirrored_sky=0.3 * scene.key)
    warm = scene.key * np.float32(options.exposure)
    floor = Material(
        scene.colour((0.13, 0.12, 0.15)), scene.colour((0.05, 0.05, 0.07)), "tiles", gloss=0.07, rough=0.12
    )
    world.add(quad((-14, 0, 0.2), (-14, 0, 16), (14, 0, 16), (14, 0, 0.2)), floor)
    half = rng.uniform(0.98, 1.15)
    dim = Material(scene.colour(options.velvet) * np.float32(0.3))
    world.add(drape(9.5, 5.2, 26, 0.1, rng).moved(0, 0, WALL_Z + 0.55), dim)
    _carpet(scene, options, world, half, rng)
    shade = options.walls[int(scene.rng(1).integers(len(options.walls)))]
    satin = scene.colour(shade)
    marks = _wall(scene, options, world, (satin, rng))
    flank(world, scene.rng(2), WALL_Z - 0.75, (scene.colour(options.mark), scene.key))
    velvet = Material(scene.colour(options.velvet) * np.float32(0.55))
    for side in (-1.0, 1.0):
        for number in range(4):
            cloth = drape(1.9, 4.6, 7, 0.13, rng).turned(yaw_deg=-side * (18 + 16 * number))
            world.add(cloth.moved(side * (3.3 + 1.5 * number), 0, WALL_Z + 0.2 - 0.3 * number * number), velvet)
            spot = np.array([side * (3.1 + 1.4 * number), 0.1, WALL_Z - 0.75 - 0.3 * number * number])
            world.lamp(spot, (0, 0, 0.16), (0.16, 0, 0), 14 * warm, seen=False)
    _barriers(scene, options, world, half + 0.2, rng)
    _press(scene, options, world, half + 0.42, rng)
    # A key over the camera, washers before the wall, and a cool light from behind that draws edges.
    key = 4.5 * (1 if scene.sun[0] > 0 else -1) * abs(scene.sun[0])
    world.lamp((key - 0.7, 4.6, 0.6), (1.4, 0, 0), (0, 0.5, 0.9), 9 * warm, seen=False)
    for x in np.linspace(-2.1, 2.1, 5):
        world.lamp((x - 0.14, 3.95, WALL_Z - 0.75), (0.28, 0, 0), (0, 0.14, 0.2), 40 * warm, seen=False)
    cool = scene.colour((0.62, 0.7, 1.0))
    for side in (-1.0, 1.0):
        world.lamp((side * 4.6 - 0.4, 4.4, 6.2), (0.8, 0, 0), (0, -0.35, 0.6), 60 * cool, seen=False)
    render(world, scene)
    marks_on_wall(scene, satin * np.float32(0.95), WALL_Z, CELL_M, marks)
    decal_on_floor(scene, scene.colour(options.carpet) * np.float32(0.8), half, WALL_Z)
    scene.ground = STANDING


def _carpet(scene: Scene, options: GalaOptions, world: World, half: float, rng: np.random.Generator) -> None:
    """A thick runner that does not lie quite flat, with a braid along its edges."""
    u, v = np.linspace(-1, 1, 41), np.linspace(0.4, WALL_Z - 0.05, 120)
    x, z = np.meshgrid(u, v)
    swell = scene.noise(3).fbm(x.astype(np.float32) * 0.9, z.astype(np.float32) * 0.55, 3, 0.5)
    ripple = np.zeros_like(x)
    for _ in range(3):  # It was rolled out by hand, and people have walked on it.
        crest = z - rng.uniform(2.6, 7.5) - rng.uniform(-0.5, 0.5) * x
        ripple += (
            0.016
            * np.exp(-((crest / rng.uniform(0.1, 0.2)) ** 2))
            * np.clip(0.6 + np.sin(2.2 * x + rng.uniform(0, 6)), 0, 1)
        )
    y = np.maximum(0.018 + 0.018 * swell + ripple, 0.012)
    y = np.where(np.abs(x) > 0.985, 0.0, y)
    flare = 1 + 0.10 * np.exp(-(z - 0.4) / 2.5)
    world.add(
        grid(np.stack([x * half * flare, y, z], -1), flip=False),
        Material(scene.colour(options.carpet), scene.colour(options.shade), "carpet"),
    )
    for side in (-1.0, 1.0):
        braid = np.stack(
            [np.stack([side * half * flare[:, 0] * share, y[:, 20] * 0.3 + 0.024, v], -1) for share in (0.955, 0.985)],
            1,
        )
        world.add(grid(braid, flip=False), Material(scene.colour(options.mark), gloss=0.15, rough=0.3))


def _wall(scene: Scene, options: GalaOptions, world: World, dress: tuple[Array, np.random.Generator]) -> Array:
    """The press wall: satin in a slim frame, two kinds of marks in turn, or bare for a logo. Their places, (n, 2)."""
    wide, tall = 5.0, 3.3
    paint, rng = dress
    satin = Material(paint, paint * np.float32(0.82), gloss=0.03, rough=0.5)
    world.add(boxes((-wide / 2, 0.02, WALL_Z), (wide / 2, tall, WALL_Z + 0.1)), satin)
    gold = Material(scene.colour(options.mark), gloss=0.25, rough=0.35)
    frame = [((-wide / 2 - 0.05, 0.0, WALL_Z - 0.03), (-wide / 2, tall, WALL_Z + 0.12))]
    frame += [((wide / 2, 0.0, WALL_Z - 0.03), (wide / 2 + 0.05, tall, WALL_Z + 0.12))]
    frame += [((-wide / 2 - 0.05, tall, WALL_Z - 0.03), (wide / 2 + 0.05, tall + 0.05, WALL_Z + 0.12))]
    low, high = zip(*frame, strict=True)
    world.add(boxes(low, high), gold)
    turn = np.linspace(0, 2 * np.pi, 37)[:-1]
    circle = np.stack([np.cos(turn), np.sin(turn)], -1)
    points = int(rng.choice([4, 5, 8]))
    spikes = np.pi / 2 + np.arange(2 * points) * np.pi / points
    star = (
        np.stack([np.cos(spikes), np.sin(spikes)], -1)
        * np.where(np.arange(2 * points) % 2 == 0, 1, 0.42 if points == 5 else 0.3)[:, None]
    )
    ring = extruded(0.12 * circle, 0.004, [0.108 * circle[::-1]])
    seal = joined([ring, extruded(0.075 * star, 0.004)])
    bar = extruded(np.array([(-0.15, -0.01), (0.15, -0.01), (0.15, 0.01), (-0.15, 0.01)]), 0.004)
    crest = joined(
        [extruded(0.06 * star, 0.004).moved(y=0.05), bar.moved(y=-0.055), bar.scaled(0.6, 0.8, 1).moved(y=-0.1)]
    )
    marks, places = [], []
    for row, y in enumerate(np.arange(0.42, tall - 0.15, CELL_M[1])):
        for column, x in enumerate(np.arange(-wide / 2 + 0.45, wide / 2 - 0.3, CELL_M[0])):
            mark = seal if (row + column) % 2 == 0 else crest
            places.append((x + (0.0 if row % 2 == 0 else 0.02), y))
            marks.append(mark.moved(*places[-1], WALL_Z - 0.006))
    if carried(scene, "wall") is None:
        world.add(joined(marks), gold)
    return np.array(places, np.float32)


def _barriers(scene: Scene, options: GalaOptions, world: World, half: float, rng: np.random.Generator) -> None:
    brass = Material(mix(scene.colour(options.brass), scene.colour((1.0, 0.72, 0.36)), 0.5), metal=True, rough=0.16)
    velvet = Material(
        scene.colour(options.velvet), scene.colour(options.velvet) * np.float32(0.6), "carpet", gloss=0.02
    )
    post = stanchion()
    start = rng.uniform(2.0, 2.5)
    for side in (-1.0, 1.0):
        feet = [np.array([side * (half + 0.03 * k), 0.0, start + k * 1.42]) for k in range(4)]
        for foot in feet:
            world.add(post.moved(*foot.tolist()), brass)
        for a, b in pairwise(feet):
            hook = np.array([0, 0.875, 0])
            world.add(rope(a + hook, b + hook, rng.uniform(0.2, 0.28)), velvet)


def _press(scene: Scene, options: GalaOptions, world: World, half: float, rng: np.random.Generator) -> None:
    """Photographers in two loose rows behind the ropes."""
    skin, hair, gear = (
        Material(scene.colour(c), gloss=g)
        for c, g in (((0.6, 0.42, 0.33), 0.03), ((0.1, 0.07, 0.06), 0.03), ((0.05, 0.05, 0.055), 0.06))
    )
    suits = [
        Material(scene.colour(c))
        for c in ((0.07, 0.07, 0.09), (0.13, 0.12, 0.13), (0.10, 0.12, 0.19), (0.2, 0.17, 0.17))
    ]
    for number in range(options.photographers):
        side = -1.0 if number % 2 else 1.0
        z = 4.9 + 3.6 * ((number // 2 + rng.random()) / max(options.photographers / 2, 1))
        x = side * (half + rng.uniform(0, 0.55) + 0.05 * (z - 4.9))
        look = np.degrees(np.arctan2(x, z - 2.6)) + rng.normal(0, 9)
        who = person("photographer", rng).placed(x, 0, z, look, rng.uniform(0.94, 1.06))
        world.add(who.clothes, suits[int(rng.integers(len(suits)))])
        world.add(who.skin, skin)
        world.add(who.hair, hair)
        if who.gear is not None:
            world.add(who.gear, gear)
