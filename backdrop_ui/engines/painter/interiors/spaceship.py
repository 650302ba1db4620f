"""The bridge of a spaceship: ribs and panels, lines of light, consoles, a window as wide as the hull."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, boxes, extruded, joined, quad, render, tube
from .bridge import RIB_M, Place, console, seats, wall_screens

FAR_Z = 8.4
"""Where the window is."""
HULL = np.array(
    [(-1.75, 0), (1.75, 0), (2.35, 1.25), (2.05, 2.75), (0.95, 3.6), (-0.95, 3.6), (-2.05, 2.75), (-2.35, 1.25)]
)
"""The ship's section, against the clock, metres."""


class SpaceshipOptions(Options):
    """hull: colour of the panels. lights: pairs of colours, of which the seed picks one pair: the lines of light, and
    the screens. outside: light that comes in by the window. lamps: strength of the lines of light."""

    hull: Paint = (0.62, 0.66, 0.72)
    lights: tuple[tuple[Paint, Paint], ...] = Field(
        (((0.55, 0.85, 1.0), (1.0, 0.6, 0.25)),), min_length=1, max_length=6
    )
    outside: Paint = (0.5, 0.65, 1.0)
    lamps: float = Field(1.0, ge=0, le=10)


@layer("spaceship", SpaceshipOptions)
def spaceship(scene: Scene, options: SpaceshipOptions) -> None:
    """Trace the bridge; through the window stays what was painted before."""
    rng = scene.rng()
    line, screen = (scene.colour(c) for c in options.lights[int(rng.integers(len(options.lights)))])
    dim = scene.ambient * np.float32(0.22)
    world = World(sky=(dim, dim), mirrored_sky=0.15 * scene.ambient, bounces=2)
    place = world, _stuff(scene, options, (line, screen))
    _hull(place)
    _floor(place)
    _window(place, rng)
    _lines(place, line * np.float32(options.lamps))
    for side in (-1, 1):
        console(place, rng, side)
        wall_screens(place, rng, side, FAR_Z)
    seats(place, scene)
    glow = scene.colour(options.outside)
    world.lamp((-1.8, 0.9, FAR_Z + 0.3), (0, 2.2, 0), (3.6, 0, 0), 9.0 * glow, seen=False)
    world.lamp((-0.7, 3.4, 1.2), (1.4, 0, 0), (0, 0, 1.2), 11.0 * scene.key, seen=False)
    render(world, scene)
    scene.ground, scene.gloss = STANDING, 0.3


def _stuff(scene: Scene, options: SpaceshipOptions, glow: tuple[Array, Array]) -> dict[str, Material]:
    hull = scene.colour(options.hull)
    return {
        "panel": Material(hull, hull * np.float32(0.72), surface="concrete", scale=2.0),
        "rib": Material(hull * np.float32(0.32), hull * np.float32(0.22), surface="concrete"),
        "dark": Material((0.025, 0.028, 0.034), gloss=0.06, rough=0.2),
        "plate": Material((0.24, 0.26, 0.30), (0.16, 0.175, 0.2), surface="concrete", gloss=0.12, rough=0.10),
        "seat": Material((0.08, 0.085, 0.10), (0.06, 0.06, 0.07), surface="leather", gloss=0.03, rough=0.4),
        "line": Material((0, 0, 0), glow=2.6 * glow[0]),
        "soft": Material((0.02, 0.02, 0.02), glow=0.9 * glow[0], spill=True),
        "screen": Material((0.01, 0.01, 0.012), glow=(1.0, 1.0, 1.0), gloss=0.015, rough=0.08),
        "back": Material((0.01, 0.012, 0.016), glow=0.05 * glow[1], gloss=0.06, rough=0.06),
    }


def _grown(by: float) -> Array:
    """The hull's outline moved outwards, about its middle."""
    middle = np.array([0.0, 1.7])
    away = HULL - middle
    return (HULL + by * away / np.linalg.norm(away, axis=1, keepdims=True)).astype(np.float32)


def _rib(by: float, foot: float) -> Array:
    """The same with its feet below the floor, so that nothing lies across the way."""
    ring = _grown(by)
    ring[:2, 1] = foot
    return ring


def _hull(place: Place) -> None:
    """Panels between ribs, each set in a dark joint; the lowest edge is the floor's."""
    world, stuff = place
    outer = _grown(0.12)
    for (x0, y0), (x1, y1) in list(pairwise([*outer.tolist(), outer[0].tolist()]))[1:]:
        world.add(quad((x0, y0, -1), (x1, y1, -1), (x1, y1, FAR_Z), (x0, y0, FAR_Z)), stuff["dark"])
    inner = _grown(0.06)
    for z in np.arange(-0.5, FAR_Z, RIB_M).tolist():
        for (x0, y0), (x1, y1) in list(pairwise([*inner.tolist(), inner[0].tolist()]))[1:]:
            a, b = np.array([x0, y0]), np.array([x1, y1])
            for low, high in ((0.03, 0.493), (0.507, 0.97)):
                p, q = a + (b - a) * low, a + (b - a) * high
                near, far = z + 0.22, z + RIB_M - 0.06
                world.add(quad((*p, near), (*q, near), (*q, far), (*p, far)), stuff["panel"])
        rib = extruded(_rib(0.14, -0.4), 0.16, [_rib(-0.10, -0.3)])
        world.add(rib.moved(0, 0, z), stuff["rib"])


def _floor(place: Place) -> None:
    """Plates with gaps, glowing lines at their sides."""
    world, stuff = place
    world.add(quad((-2, -0.02, -1), (-2, -0.02, FAR_Z), (2, -0.02, FAR_Z), (2, -0.02, -1)), stuff["dark"])
    low, high = [], []
    for z in np.arange(-0.4, FAR_Z, 0.7).tolist():
        for x0, x1 in ((-1.28, -0.43), (-0.42, 0.42), (0.43, 1.28)):
            low.append((x0, -0.05, z))
            high.append((x1, 0.0, z + 0.685))
    world.add(boxes(low, high), stuff["plate"])
    for side in (-1.0, 1.0):
        a, b = sorted((side * 1.32, side * 1.37))
        world.add(boxes((a, -0.01, -1), (b, 0.012, FAR_Z)), stuff["line"])
        a, b = sorted((side * 1.42, side * 1.9))
        world.add(boxes((a, -0.02, -1), (b, 0.06, FAR_Z)), stuff["rib"])


def _window(place: Place, rng: np.random.Generator) -> None:
    """The end of the hull: a thick frame around one pane, with struts that the seed sets."""
    world, stuff = place
    hole = _grown(-0.34)
    hole[:2, 1] = 0.95
    hole[[2, 7], 1] = 1.4
    world.add(extruded(_grown(0.2), 0.3, [hole]).moved(0, 0, FAR_Z), stuff["rib"])
    rim = np.concatenate([hole, hole[:1]])
    edge = np.concatenate([rim, np.full((len(rim), 1), FAR_Z - 0.02, np.float32)], 1)
    world.add(joined([tube(list(two), 0.022, 8) for two in pairwise(edge)]), stuff["soft"])
    top, low = 3.3, 0.95
    kind = int(rng.integers(3))
    ends = {0: [(-0.75, -0.45), (0.75, 0.45)], 1: [(-0.55, -0.95), (0.55, 0.95)], 2: [(-0.02, 0.02)]}[kind]
    for foot, head in ends:
        strut = tube([(foot, low, FAR_Z + 0.12), (head, top, FAR_Z + 0.12)], 0.05, 8)
        world.add(strut, stuff["rib"])
    if kind != 1:
        world.add(boxes((-2.0, 2.1, FAR_Z + 0.08), (2.0, 2.17, FAR_Z + 0.16)), stuff["rib"])
    world.add(box(3.9, 0.1, 0.5, bevel=0.03).moved(0, 0.86, FAR_Z - 0.2), stuff["panel"])


def _lines(place: Place, colour: Array) -> None:
    """Tubes of light along the hull's edges. A long panel overhead and two low ones stand for the light they give:
    tubes so near the panels would leave specks."""
    world, stuff = place
    for x, y in ((-2.22, 1.25), (2.22, 1.25), (-0.9, 3.46), (0.9, 3.46)):
        world.add(tube([(x, y, -0.5), (x, y, FAR_Z - 0.1)], 0.026, 8), stuff["line"])
    world.lamp((-0.6, 3.2, 1.0), (1.2, 0, 0), (0, 0, FAR_Z - 2.0), 1.6 * colour, seen=False)
    world.lamp((-0.6, 2.6, FAR_Z - 1.0), (0, 0, 2.0 - FAR_Z), (1.2, 0, 0), 1.7 * colour, seen=False)
