"""A concert, seen over the stage's floor: the crowd, the hall, trusses with lamps."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from .floors import STANDING
from .registry import Options, Paint, layer
from .scene import Scene
from .tracer import Material, World, box, boxes, cylinder, joined, quad, render
from .trappings import person, truss

EDGE_Z = 6.4
"""Where the stage ends; beyond it the crowd stands lower."""


class StageOptions(Options):
    """colours: of the lights. fans: people in the first rows, modelled; the `crowd` layer can paint those behind."""

    colours: tuple[Paint, ...] = Field((1, 2, 3), min_length=1, max_length=6)
    fans: int = Field(60, ge=0, le=160)
    deck: Paint = (0.16, 0.15, 0.18)
    exposure: float = Field(6.0, gt=0.05, le=60)


@layer("stage", StageOptions)
def stage(scene: Scene, options: StageOptions) -> None:
    """Trace the stage and the first rows; the hall stays as painted before."""
    rng = scene.rng()
    colours = [scene.colour(c) for c in options.colours]
    world = World(grey=None, mirrored_sky=0.25 * colours[0] + 0.25 * colours[-1])
    deck = Material(scene.colour(options.deck), scene.colour(options.deck) * np.float32(0.6), "wood", gloss=0.10, rough=0.14, turned=True)
    world.add(quad((-12, 0, 0.2), (-12, 0, EDGE_Z), (12, 0, EDGE_Z), (12, 0, 0.2)), deck)
    world.add(boxes((-12, -1.4, EDGE_Z), (12, -0.001, EDGE_Z + 0.1)), Material(scene.colour((0.05, 0.05, 0.06))))
    black = Material(scene.colour((0.12, 0.12, 0.13)), gloss=0.06, rough=0.3)
    steel = Material(scene.colour((0.55, 0.56, 0.6)), gloss=0.2, rough=0.3)
    _rig(scene, world, (black, steel), colours, options.exposure, rng)
    _monitors(world, black, rng)
    _fans(scene, world, options, rng)
    for number, x in enumerate(np.linspace(-3.2, 3.2, 4)):
        tint = colours[number % len(colours)] * np.float32(5 * options.exposure)
        world.lamp((x - 0.2, 4.6, 7.5), (0.4, 0, 0), (0, -0.25, 0.3), tint, seen=False)
        world.lamp((x * 1.6 - 0.2, 5.4, 5.0), (0.4, 0, 0), (0, 0.1, 0.4), tint * np.float32(0.6), seen=False)
    render(world, scene)
    scene.ground = STANDING


def _rig(
    scene: Scene, world: World, materials: tuple[Material, Material], colours: list[np.ndarray], power: float, rng: np.random.Generator
) -> None:
    """Towers left and right, a truss across, lamps that look at the camera."""
    black, steel = materials
    tall = 4.6
    wide = min(scene.camera.half_width_m(8.5) * 0.86, 6.0)
    world.add(truss(2 * wide + 0.6).moved(0, tall, 8.5), steel)
    for side in (-1.0, 1.0):
        world.add(truss(tall + 1.4).turned(roll_deg=90).moved(side * wide, (tall - 1.4) / 2, 8.5), steel)
        for row in range(5):
            _head(world, black, (side * wide, 0.3 + row * 0.95, 8.3), colours[(row + int(side > 0)) % len(colours)] * np.float32(power), 0.09)
    for number, x in enumerate(np.linspace(-wide * 0.9, wide * 0.9, 8)):
        _head(world, black, (x, tall - 0.42, 8.35), colours[number % len(colours)] * np.float32(power), 0.085)
    del rng


def _head(world: World, black: Material, where: tuple[float, float, float], radiance: np.ndarray, radius: float) -> None:
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
    cloth = [Material(scene.colour(c)) for c in ((0.16, 0.14, 0.2), (0.3, 0.28, 0.34), (0.22, 0.12, 0.18))]
    skin, hair = Material(scene.colour((0.72, 0.52, 0.42))), Material(scene.colour((0.12, 0.09, 0.08)))
    stock = [person("cheering", rng) for _ in range(9)]
    rows = max(1, options.fans // 14)
    for number in range(options.fans):
        z = EDGE_Z + 1.3 + 0.85 * (number % rows) + rng.uniform(-0.25, 0.25)
        x = rng.uniform(-1.1, 1.1) * scene.camera.half_width_m(z)
        who = stock[number % len(stock)].placed(x, -1.15, z, np.degrees(np.arctan2(x, z)) + rng.normal(0, 14), rng.uniform(0.92, 1.06))
        world.add(who.clothes, cloth[number % 3])
        world.add(who.skin, skin)
        world.add(who.hair, hair)
