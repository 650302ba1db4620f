"""A night market: stalls under striped awnings heaped with fruit, paper lanterns, strings of lights across the way."""

from __future__ import annotations

import numpy as np

from ..events.trappings import person
from ..land.floors import STANDING
from ..registry import layer
from ..scene import Scene
from ..tracer import Material, World, quad, render
from .night_stalls import WAY_M, WIDE_M, NightMarketOptions, lanterns, stall
from .parts import Parts, sash, spaced, spread, wall
from .stalls import WARM, bulbs
from .surfaces import Cobbles, Plaster
from .things import cable, hanging

Place = tuple[World, dict[str, Material]]


@layer("night_market", NightMarketOptions)
def night_market(scene: Scene, options: NightMarketOptions) -> None:
    """Trace two rows of stalls, houses at their end, and what hangs over the way."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sky=(top, rim), bounces=2, mirrored_sky=rim * np.float32(0.4))
    place = world, _stuff(scene, options)
    world.add(quad((-40, 0, 0.2), (-40, 0, 60), (40, 0, 60), (40, 0, 0.2)), place[1]["ground"])
    bend = float(rng.uniform(0.6, 2.2) * rng.choice([-1, 1]))
    for side in (-1, 1):
        z = 3.1 + float(rng.uniform(0, 1.4))
        while z < 25:
            stall(scene, options, place, rng, (side, z, _aside(bend, z)))
            z += WIDE_M + float(rng.uniform(0.25, 0.7))
    _houses(scene, options, place, rng, bend)
    _overhead(scene, options, place, rng, bend)
    _walkers(options, place, rng, bend)
    render(world, scene)
    scene.ground, scene.gloss = STANDING, 0.15


def _aside(bend: float, z: float) -> float:
    return bend * (max(z - 5, 0.0) / 16) ** 2


def _stuff(scene: Scene, options: NightMarketOptions) -> dict[str, Material]:
    timber, glow = scene.colour(options.timber), np.float32(options.glow)
    return {
        "wood": Material(timber, timber * 0.5, surface="wood", turned=True),
        "cloth": Material((1, 1, 1)),
        "goods": Material((1, 1, 1), gloss=0.03, rough=0.35),
        "inside": Material((0.5, 0.33, 0.18), glow=WARM * glow * 0.16, spill=True),
        "bulb": Material((0.1, 0.1, 0.1), glow=np.ones(3, np.float32) * glow * 1.4),
        "lantern": Material((0.3, 0.3, 0.3), glow=np.ones(3, np.float32) * glow * 0.55, spill=True),
        "iron": Material((0.02, 0.02, 0.02)),
        "wall": Plaster((1, 1, 1), worn=0.15),
        "trim": Material((1, 1, 1)),
        "glass": Material((0.02, 0.02, 0.03)),
        "lit": Material((0.02, 0.02, 0.02), glow=WARM * glow * 0.35, spill=True),
        "ground": Cobbles((0.34, 0.32, 0.31), (0.09, 0.085, 0.085), size_m=0.17, gloss=0.09, rough=0.14),
        "coat": Material((1, 1, 1)),
        "skin": Material((0.26, 0.17, 0.13)),
        "hair": Material((0.03, 0.025, 0.02)),
    }


def _overhead(scene: Scene, options: NightMarketOptions, place: Place, rng: np.random.Generator, bend: float) -> None:
    """Lights to and fro over the way, lanterns on every other line."""
    side = int(rng.choice([-1, 1]))
    half = WAY_M + 0.5
    for number, z in enumerate((3.3, 4.9, 6.8, 9.4, 12.4, 16.0, 20.0, 24.0)):
        x, y = _aside(bend, z), 3.35 + float(rng.uniform(-0.1, 0.35)) + 0.02 * z
        a, b = (x - side * half, y, z), (x + side * half, y + float(rng.uniform(-0.2, 0.3)), z + 1.7)
        sag = float(rng.uniform(0.3, 0.5))
        place[0].add(cable(a, b, sag, 0.008), place[1]["iron"])
        if number % 2:
            hung = hanging(a, b, sag, 8)[1:-1] - np.array([0, 0.24, 0], np.float32)
            lanterns(scene, options, place, rng, hung, 0.2)
        else:
            bulbs(scene, options, place, hanging(a, b, sag, 22) - np.array([0, 0.04, 0], np.float32), 0.024)
        place[0].bulb((x, y - 0.6, z + 0.8), 0.25, WARM * np.float32(5 * options.glow), seen=False)
        side = -side


def _houses(scene: Scene, options: NightMarketOptions, place: Place, rng: np.random.Generator, bend: float) -> None:
    """Old houses behind the stalls and across the end, some windows lit."""
    spots = [(-9.0 + _aside(bend, 30) + 6.0 * k, 30.0, 0.0) for k in range(4)]
    spots += [(side * 5.6 + _aside(bend, z), z, 90.0 * side) for side in (-1, 1) for z in (2.0, 8.0, 14.0, 20.0)]
    for number, (x, z, yaw) in enumerate(spots):
        wide, tall = 5.9, float(rng.uniform(6.2, 9.4))
        tint = scene.colour(options.walls[number % len(options.walls)]) * np.float32(rng.uniform(0.7, 1.0))
        holes = [o for y in np.arange(1.0, tall - 1.7, 2.6).tolist() for o in spaced(wide, 3, 0.95, y, 1.5)]
        parts = Parts()
        wall(parts, "wall", wide, tall, holes, tint)
        for hole in holes:
            lit = rng.random() < 0.6
            light = spread(rng, (0.3, 0.28, 0.25), (1.0, 0.9, 0.8))
            sash(parts, hole, (0.12, 0.1, 0.08), "lit" if lit else "glass", (2, 3), light if lit else (1, 1, 1))
            parts.box("trim", (hole.left - 0.12, hole.y - 0.1, -0.12), (hole.right + 0.12, hole.y, 0.06), tint * 0.7)
        parts.box("trim", (-0.1, tall, -0.3), (wide + 0.1, tall + 0.22, 0.34), tint * 0.5)
        parts.build(*place, yaw_deg=yaw, at=(x, 0, z if yaw <= 0 else z + wide))


def _walkers(options: NightMarketOptions, place: Place, rng: np.random.Generator, bend: float) -> None:
    """People between the stalls, far enough to be part of the scene."""
    world, stuff = place
    for number in range(options.walkers):
        z = float(rng.uniform(15, 27))
        x = _aside(bend, z) + (1 if number % 2 else -1) * float(rng.uniform(0.45, WAY_M - 0.75))
        who = person("watching", rng).placed(
            x, 0, z, float(rng.choice([0, 180]) + rng.normal(0, 35)), float(rng.uniform(0.9, 1.04))
        )
        world.add(who.clothes.tinted(spread(rng, (0.05, 0.05, 0.08), (0.16, 0.09, 0.09))), stuff["coat"])
        world.add(who.skin, stuff["skin"])
        world.add(who.hair, stuff["hair"])
