"""A concert, seen over the stage's floor: the crowd, the hall, trusses with lamps."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.cones import Cone, add_cones
from ..brush.splats import lay_splats, light, round_splats
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, boxes, cylinder, joined, quad, render
from .trappings import person, truss

EDGE_Z = 6.4
"""Where the stage ends; beyond it the crowd stands lower."""


class StageOptions(Options):
    """colours: of the lights. fans: people in the first rows, modelled; the `crowd` layer can paint those behind.
    haze: brightness of the beams."""

    colours: tuple[Paint, ...] = Field((1, 2, 3), min_length=1, max_length=6)
    fans: int = Field(60, ge=0, le=160)
    deck: Paint = (0.2, 0.19, 0.23)
    haze: float = Field(1.0, ge=0, le=6)
    exposure: float = Field(6.0, gt=0.05, le=60)


@layer("stage", StageOptions)
def stage(scene: Scene, options: StageOptions) -> None:
    """Trace the stage and the first rows; the hall stays as painted before."""
    rng = scene.rng()
    colours = [scene.colour(c) for c in options.colours]
    world = World(white=None, mirrored_sky=0.5 * scene.ambient)
    deck = Material(
        scene.colour(options.deck), scene.colour(options.deck) * np.float32(0.6), "wood", gloss=0.2, rough=0.1
    )
    world.add(quad((-12, 0, 0.2), (-12, 0, EDGE_Z), (12, 0, EDGE_Z), (12, 0, 0.2)), deck)
    world.add(boxes((-12, -1.4, EDGE_Z), (12, -0.001, EDGE_Z + 0.1)), Material(scene.colour((0.05, 0.05, 0.06))))
    black = Material(scene.colour((0.05, 0.05, 0.06)), gloss=0.05, rough=0.3)
    steel = Material(scene.colour((0.55, 0.56, 0.6)), gloss=0.2, rough=0.3)
    heads = _rig(scene, world, (black, steel), colours, options.exposure)
    _monitors(world, black, rng)
    _fans(scene, world, options, rng)
    for number, x in enumerate(np.linspace(-6, 6, 5)):
        tint = colours[number % len(colours)] * np.float32(options.exposure)
        world.lamp((x - 0.3, 5.5, 4.6), (0.6, 0, 0), (0, 0.5, 0.25), 30 * tint, seen=False)
        world.lamp((x * 1.3 - 0.6, 6.5, 15), (1.2, 0, 0), (0, -0.7, 0.7), 110 * tint, seen=False)
        world.lamp((x * 0.5 - 0.2, 4.4, 7.8), (0.4, 0, 0), (0, -0.2, 0.35), 20 * tint, seen=False)
    render(world, scene)
    scene.ground = STANDING
    add_cones(scene, [*_far_beams(colours, options, rng), *_beams(heads, options, rng)], smoke=0.45)


def _beams(
    heads: list[tuple[tuple[float, float, float], Array]], options: StageOptions, rng: np.random.Generator
) -> list[Cone]:
    """The lamps over the stage's edge, in step as operators like it: crossing, spreading, or straight down in pairs."""
    manner = int(rng.integers(3))
    beams = []
    for (x, y, z), colour in heads:
        aim = (-0.4 * x, 1.9 * x, 0.9 * x + 0.7 * np.sign(x))[manner] + rng.normal(0, 0.2)
        light = colour * np.float32(1.5 * options.haze)
        beams.append(Cone((x, y, z - 0.15), (float(aim), 1.0, z - 1.5), float(rng.uniform(0.028, 0.045)), light))
    return beams


def _far_beams(colours: list[Array], options: StageOptions, rng: np.random.Generator) -> list[Cone]:
    """Lamps beyond the crowd that search the air over it, both sides alike."""
    beams = []
    for number in range(6):
        x, lean = 2.6 + 3.4 * number, float(rng.uniform(-3, 9))
        tall, power = float(rng.uniform(9, 16)), np.float32(0.85 * options.haze)
        for side in (-1, 1):
            start, end = (side * x, 2.0, 30.0), (side * (x + lean), tall + 2.0, 22.0)
            beams.append(Cone(start, end, 0.035, colours[number % len(colours)] * power))
    return beams


class ArenaOptions(Options):
    """Tiers full of people around a hall. colours: of the light on them; lights: how many hold up a telephone."""

    colours: tuple[Paint, ...] = Field((1, 2, 3), min_length=1, max_length=6)
    people: int = Field(9000, ge=0, le=40000)
    lights: int = Field(420, ge=0, le=4000)
    brightness: float = Field(1.0, ge=0, le=4)


@layer("arena", ArenaOptions)
def arena(scene: Scene, options: ArenaOptions) -> None:
    """Points of light in rows that rise and curve around, dimmer the higher; over what the hall is painted with."""
    rng = scene.rng()
    camera = scene.camera
    colours = np.stack([scene.colour(c) for c in options.colours])
    for count, size_m, power in ((options.people, 0.20, 0.16), (options.lights, 0.10, 2.6)):
        turn, row = rng.uniform(-1.25, 1.25, count), rng.integers(0, 26, count)
        away = 34 + 0.9 * row + 6.0 * (row >= 13)
        x, z = away * np.sin(turn) * 1.1, away * np.cos(turn)
        y = 1.2 + 0.55 * row + 2.6 * (row >= 13) + rng.normal(0, 0.1, count)
        scale = camera.focal_px / z
        tint = colours[((turn + 1.25) / 2.5 * 3.99 + rng.normal(0, 0.35, count)).astype(int) % len(colours)]
        white = np.float32(0.75 if power > 1 else 0.1)
        glow = (tint * (1 - white) + white) * (rng.random((count, 1)) ** 2 + 0.1) * np.exp(-row / 14)[:, None]
        radius = np.maximum(size_m * scale, 0.35)
        dimmed = np.minimum(size_m * scale / radius, 1)[:, None] ** 2
        paint = light((options.brightness * power * dimmed * glow).astype(np.float32))
        lay_splats(
            scene.picture,
            round_splats(camera.width / 2 + x * scale, camera.horizon_px - (y - camera.eye_m) * scale, radius, paint),
            "glow",
        )


def _rig(
    scene: Scene, world: World, materials: tuple[Material, Material], colours: list[Array], power: float
) -> list[tuple[tuple[float, float, float], Array]]:
    """Towers left and right, a truss across, lamps that look at the camera; where they are and what they shine."""
    black, steel = materials
    tall = float(np.clip(scene.camera.eye_m + 7.2 * scene.camera.horizon_px / scene.camera.focal_px, 3.6, 7.5))
    wide = min(scene.camera.half_width_m(8.5) * 0.86, 6.0)
    world.add(truss(2 * wide + 0.6).moved(0, tall, 8.5), steel)
    for side in (-1.0, 1.0):
        world.add(truss(tall + 1.4).turned(roll_deg=90).moved(side * wide, (tall - 1.4) / 2, 8.5), steel)
    places = [(side * wide, 2.4 + row * 1.1, 8.3) for side in (-1.0, 1.0) for row in range(int((tall - 2.6) / 1.1))]
    places += [(float(x), tall - 0.42, 8.35) for x in np.linspace(-wide * 0.9, wide * 0.9, 8)]
    heads = [(place, colours[number % len(colours)]) for number, place in enumerate(places)]
    for place, colour in heads:
        _head(world, black, place, colour * np.float32(power), 0.085)
    return heads


def _head(world: World, black: Material, where: tuple[float, float, float], radiance: Array, radius: float) -> None:
    """A moving head: yoke, drum and a glowing lens towards the camera."""
    x, y, z = where
    drum = cylinder(radius * 1.35, 0.3, 0.02, 18).turned(pitch_deg=-90).moved(x, y, z + 0.32)
    world.add(joined([drum, box(radius * 3.4, 0.08, 0.12, 0.01).moved(x, y + radius * 1.6, z + 0.2)]), black)
    lens = cylinder(radius, 0.012, sides=18).turned(pitch_deg=-90).moved(x, y, z + 0.012)
    world.add(lens, Material((0, 0, 0), glow=0.6 * radiance))


def _monitors(world: World, black: Material, rng: np.random.Generator) -> None:
    """Wedge loudspeakers along the edge, with room in the middle."""
    for side in (-1.0, 1.0):
        for number in range(3):
            x = side * (1.15 + 1.25 * number + rng.uniform(-0.15, 0.15))
            wedge = box(0.62, 0.36, 0.42, 0.02).turned(pitch_deg=28).moved(x, 0.02, EDGE_Z - 0.6)
            world.add(wedge, black)


def _fans(scene: Scene, world: World, options: StageOptions, rng: np.random.Generator) -> None:
    cloth = [Material(scene.colour(c)) for c in ((0.16, 0.15, 0.2), (0.24, 0.23, 0.28), (0.2, 0.12, 0.18))]
    skin, hair = Material(scene.colour((0.2, 0.15, 0.18))), Material(scene.colour((0.1, 0.08, 0.08)))
    stock = [person("cheering", rng) for _ in range(9)]
    rows = max(1, options.fans // 14)
    for number in range(options.fans):
        z = EDGE_Z + 1.3 + 0.85 * (number % rows) + rng.uniform(-0.25, 0.25)
        x = rng.uniform(-1.1, 1.1) * scene.camera.half_width_m(z)
        who = stock[number % len(stock)].placed(
            x, -1.15, z, np.degrees(np.arctan2(x, z)) + rng.normal(0, 14), rng.uniform(0.92, 1.06)
        )
        world.add(who.clothes, cloth[number % 3])
        world.add(who.skin, skin)
        world.add(who.hair, hair)
