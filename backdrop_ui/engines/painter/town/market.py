"""A Christmas market after snow: wooden stalls with lights, gabled houses, a lit tree and a church tower behind."""

from __future__ import annotations

import numpy as np

from ..land.floors import STANDING
from ..registry import layer
from ..scene import Scene
from ..tracer import Material, World, ball, box, extruded, flat, joined, quad, render
from .parts import Opening, Parts, sash, spaced, spread, wall
from .stalls import FIR, SQUARE_M, WARM, MarketOptions, bulbs, stall
from .surfaces import Cobbles, Plaster
from .things import globe, hanging, lantern, leaves

Place = tuple[World, dict[str, Material]]


@layer("market", MarketOptions)
def market(scene: Scene, options: MarketOptions) -> None:
    """Trace a way between stalls that leads to a square."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sky=(top, rim), grey=None, bounces=2)
    place = world, _stuff(scene, options)
    world.add(quad((-40, 0, -4), (-40, 0, 90), (40, 0, 90), (40, 0, -4)), place[1]["ground"])
    for side in (-1, 1):
        z = 4.4 + float(rng.uniform(0, 1.2))
        while z < 21:
            stall(scene, options, place, rng, (side, z))
            z += 3.6 + float(rng.uniform(0.2, 0.8))
    _houses(scene, options, place, rng)
    side = int(rng.choice([-1, 1]))
    _tree(scene, options, place, rng, (side * float(rng.uniform(1.6, 3.4)), 24.5), float(rng.uniform(6.5, 8.5)))
    _church(scene, options, place, -side * float(rng.uniform(1, 6)))
    _strings(scene, options, place, rng)
    render(world, scene)
    scene.ground = STANDING


def _stuff(scene: Scene, options: MarketOptions) -> dict[str, Material]:
    snow, timber = scene.colour(options.snow), scene.colour(options.timber)
    glow = np.float32(options.glow)
    return {
        "wall": Plaster((1, 1, 1), worn=0.1),
        "trim": Material((1, 1, 1)),
        "stone": Material((0.42, 0.38, 0.34), (0.25, 0.23, 0.2), surface="concrete"),
        "wood": Material(timber, timber * 0.45, surface="wood"),
        "beam": Material(timber * 0.45, timber * 0.2, surface="wood"),
        "goods": Material((1, 1, 1)),
        "snow": Material(snow, snow * 0.82, surface="snow"),
        "glass": Material((0.02, 0.02, 0.03)),
        "lit": Material((0.02, 0.02, 0.02), glow=WARM * glow * 0.5, spill=True),
        "inside": Material((0.5, 0.34, 0.2), glow=WARM * glow * 0.5, spill=True),
        "bulb": Material((0.1, 0.1, 0.1), glow=np.ones(3, np.float32) * glow * 1.1),
        "lamp": Material((0.1, 0.1, 0.1), glow=WARM * glow),
        "iron": Material((0.02, 0.02, 0.02)),
        "leaf": Material((1, 1, 1)),
        "ground": Cobbles((0.30, 0.30, 0.33), (0.62, 0.66, 0.74), size_m=0.15),
    }


def _houses(scene: Scene, options: MarketOptions, place: Place, rng: np.random.Generator) -> None:
    """Gabled timber-framed houses around the square, snow on their roofs, many windows lit."""
    world, stuff = place
    spots = [(x, 33.0, 0.0) for x in np.arange(-26, 24, 6.2).tolist()]
    spots += [(side * 8.6, z, 90.0 * side) for side in (-1, 1) for z in (5.0, 11.5, 18.0, 24.5)]
    for number, (x, z, yaw) in enumerate(spots):
        width, eave = 6.0, float(rng.uniform(5.4, 7.4))
        rise = float(rng.uniform(3.2, 4.4))
        parts = Parts()
        tint = scene.colour(options.walls[number % len(options.walls)]) * np.float32(rng.uniform(0.75, 1.0))
        holes = [o for y in np.arange(0.9, eave - 1.6, 2.5).tolist() for o in spaced(width, 3, 0.95, y, 1.35)]
        wall(parts, "wall", width, eave, holes, tint)
        for hole in holes:
            lit = rng.random() < 0.55
            light = spread(rng, (0.35, 0.33, 0.3), (1.1, 1.0, 0.9))
            sash(parts, hole, (0.3, 0.24, 0.18), "lit" if lit else "glass", (2, 2), light if lit else (1, 1, 1))
            parts.box("snow", (hole.left - 0.1, hole.y - 0.05, -0.12), (hole.right + 0.1, hole.y + 0.05, 0.1))
        outline = [(0, eave), (width, eave), (width / 2, eave + rise)]
        attic = Opening(width / 2, eave + 0.7, 0.9, 1.1)
        ring = [(attic.left, attic.y), (attic.right, attic.y), (attic.right, attic.top), (attic.left, attic.top)]
        parts.mesh("wall", extruded(outline, 0.3, [ring]), tint)
        sash(parts, attic, (0.3, 0.24, 0.18), "lit", (2, 2), (0.8, 0.75, 0.7))
        _frame(parts, width, eave, rise)
        pitch = [
            (-0.45, eave - 0.25),
            (width / 2, eave + rise + 0.1),
            (width + 0.45, eave - 0.25),
            (width + 0.45, eave + 0.06),
            (width / 2, eave + rise + 0.48),
            (-0.45, eave + 0.06),
        ]
        parts.mesh("snow", extruded(pitch, 8).moved(0, 0, -0.35))
        parts.box("stone", (width * 0.72, eave + rise * 0.4, 3), (width * 0.72 + 0.6, eave + rise + 0.9, 3.6))
        parts.box("snow", (width * 0.7, eave + rise + 0.9, 2.95), (width * 0.74 + 0.6, eave + rise + 1.05, 3.65))
        parts.build(world, stuff, yaw, (x, 0, z if yaw <= 0 else z + width))


def _frame(parts: Parts, width: float, eave: float, rise: float) -> None:
    """Dark beams: posts, rails, and slanting braces."""
    for x in np.linspace(0, width - 0.18, 4).tolist():
        parts.box("beam", (x, 2.6, -0.03), (x + 0.18, eave, 0.02))
    for y in (2.6, 5.0, eave - 0.1):
        parts.box("beam", (0, y, -0.035), (width, y + 0.2, 0.02))
    for x0, x1 in ((0.2, 0.9), (width - 0.2, width - 0.9)):
        a, b = np.array([x0, 2.75]), np.array([x1, 4.95])
        across = np.array([0.1, 0])
        corners = np.array([a - across, a + across, b + across, b - across])
        parts.mesh("beam", extruded(corners if x0 < x1 else corners[::-1], 0.04).moved(0, 0, -0.03))
    for s in (-1, 1):
        a, b = np.array([width / 2 + s * width / 2, eave]), np.array([width / 2, eave + rise])
        parts.mesh("beam", extruded([a, b, b - [0, 0.3], a - [s * 0.35, 0]], 0.1).moved(0, 0, -0.1))


def _tree(
    scene: Scene, options: MarketOptions, place: Place, rng: np.random.Generator, at: tuple[float, float], tall: float
) -> None:
    """A great fir with lights, balls and a star."""
    world, stuff = place
    n = 340
    y = tall * (0.08 + 0.9 * rng.random(n) ** 1.25)
    reach = (1 - y / tall) * tall * 0.3 * (0.55 + 0.45 * rng.random(n)) * (0.85 + 0.15 * np.sin(y * 7))
    turn = rng.uniform(0, 2 * np.pi, n)
    crown = np.stack([at[0] + reach * np.cos(turn), y, at[1] + reach * np.sin(turn)], -1)
    world.add(leaves(rng, crown, 0.36, 5200, 0.13, FIR), stuff["leaf"])
    out = crown + np.stack([np.cos(turn), 0 * turn, np.sin(turn)], -1) * 0.32
    near = out[out[:, 2] < at[1] + 0.3]
    bulbs(scene, options, place, near[:130].astype(np.float32), 0.05)
    for number, (x, high, z) in enumerate(near[130:175].tolist()):
        paint = scene.colour(options.goods[number % len(options.goods)])
        world.add(globe(10).scaled(0.12).moved(x, high, z).tinted(paint), stuff["goods"])
    world.add(ball(0.3, 8).moved(at[0], tall * 0.99, at[1]).tinted((1.0, 0.8, 0.45)), stuff["bulb"])
    world.add(box(0.5, 0.8, 0.5).moved(at[0], 0, at[1]), stuff["beam"])


def _church(scene: Scene, options: MarketOptions, place: Place, x: float) -> None:
    """A tower with a clock, lit openings and a steep spire."""
    world, stuff = place
    tint = scene.colour(options.walls[0]) * 0.7
    world.add(box(5.4, 17, 5.4).moved(x, 0, 47).tinted(tint), stuff["wall"])
    parts = Parts()
    for k in (-1.1, 1.1):
        parts.box("lit", (k - 0.4, 13.4, -0.05), (k + 0.4, 15.6, 0.1), (0.7, 0.6, 0.5))
    parts.box("lit", (-0.8, 10.2, -0.06), (0.8, 11.8, 0.1), (0.9, 0.85, 0.8))
    for y in (9.4, 12.6, 16.6):
        parts.box("stone", (-2.85, y, -0.15), (2.85, y + 0.3, 0.2))
    parts.build(world, stuff, 0, (x, 0, 44.3))
    peak = (x, 28.0, 47.0)
    base = [(x - 2.9, 17, 44.1), (x + 2.9, 17, 44.1), (x + 2.9, 17, 49.9), (x - 2.9, 17, 49.9)]
    spire = flat([(base[(k + 1) % 4], base[k], peak) for k in range(4)])
    world.add(joined([spire]).tinted((0.7, 0.72, 0.78)), stuff["snow"])


def _strings(scene: Scene, options: MarketOptions, place: Place, rng: np.random.Generator) -> None:
    """Lights across the way, and two lanterns on posts."""
    for z in (6.5, 10.5, 14.5, 18.5):
        y = 4.3 + float(rng.uniform(-0.2, 0.4))
        line = hanging((-SQUARE_M - 0.6, y, z), (SQUARE_M + 0.6, y + float(rng.uniform(-0.3, 0.3)), z + 1.0), 0.55, 30)
        bulbs(scene, options, place, line, 0.032)
        place[0].bulb((0, y - 0.7, z), 0.25, WARM * np.float32(12 * options.glow), seen=False)
    parts = Parts()
    for x, z in ((-2.15, 8.2), (2.15, 12.4)):
        parts.box("iron", (x - 0.05, 0, z - 0.05), (x + 0.05, 3.0, z + 0.05))
        parts.box("snow", (x - 0.2, 3.68, z - 0.2), (x + 0.2, 3.78, z + 0.2))
        lantern(parts, (x, 3.24, z), 0.4, (1, 1, 1))
        place[0].bulb((x, 3.2, z - 0.35), 0.12, WARM * np.float32(110 * options.glow), seen=False)
    parts.build(*place)
