"""A terrace high above: a deck or flagstones, a railing or a balustrade, plants, lamps, string lights."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, ball, box, lathe, quad, render, tube
from .lounge import bistro, geraniums, lounge
from .parts import Parts
from .standing import room_to_stand
from .surfaces import Cobbles
from .things import copies, hanging, lantern, leaves


class TerraceOptions(Options):
    """edge_m: where it ends. rail: what stands there. floor, dark: colours of what one stands on; gloss: how wet.
    bulbs: colours of the string lights, none without; lamps: lanterns on posts at both sides. glow: brightness of all
    of them. sky, sky_light: the light from above. clear_m: half of what stays free of plants and
    lamps. lounge: a sofa, a table, candles; bistro: a
    table and two chairs."""

    edge_m: float = Field(6.0, gt=2, le=40)
    rail: Literal["glass", "stone"] = "glass"
    floor: Paint = (0.42, 0.28, 0.19)
    dark: Paint = (0.2, 0.13, 0.09)
    gloss: float = Field(0.06, ge=0, le=1)
    bulbs: tuple[Paint, ...] = Field((), max_length=6)
    lamps: bool = False
    glow: float = Field(1.6, ge=0, le=20)
    sky: tuple[Paint, Paint] = (0, 1)
    sky_light: float = Field(1.0, ge=0, le=8)
    clear_m: float = Field(1.15, ge=0.3, le=10)
    plants: int = Field(6, ge=0, le=30)
    lounge: bool = False
    bistro: bool = False


Place = tuple[World, dict[str, Material]]
GREENS = np.array([(0.10, 0.20, 0.08), (0.15, 0.26, 0.09), (0.08, 0.17, 0.09)], np.float32)
WARM = np.array([1.0, 0.62, 0.28], np.float32)


@layer("terrace", TerraceOptions)
def terrace(scene: Scene, options: TerraceOptions) -> None:
    """Trace the terrace over what was painted."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sky=(top, rim), grey=None, bounces=2, mirrored_sky=rim * 0.6)
    place = world, _stuff(scene, options)
    edge = room_to_stand(scene, options.edge_m)
    clear = max(options.clear_m, 0.42 * scene.camera.half_width_m(edge))
    options = options.model_copy(update={"edge_m": edge, "clear_m": clear})
    wide = 16.0
    world.add(quad((-wide, 0, -3), (-wide, 0, edge), (wide, 0, edge), (wide, 0, -3)), place[1]["floor"])
    (_glass if options.rail == "glass" else _balustrade)(place, edge, wide)
    sofa_side = int(scene.rng(1).choice([-1, 1])) if options.lounge else 0
    _plants(options, place, rng, sofa_side)
    if options.lounge:
        lounge(scene, place, (edge, sofa_side), options.glow)
    if options.bistro:
        side = int(scene.rng(3).choice([-1, 1]))
        at = side * 0.74 * scene.camera.half_width_m(edge - 1.2), edge - 1.2
        bistro(world, scene.rng(4), at, side, (place[1]["iron"], place[1]["top"]))
        geraniums(place, scene.rng(5), edge)
    if options.lamps:
        _lamps(options, place)
    if options.bulbs:
        _strings(scene, options, place, rng)
    render(world, scene)
    scene.ground, scene.gloss = STANDING, options.gloss * 3


def _stuff(scene: Scene, options: TerraceOptions) -> dict[str, Material]:
    floor, dark = scene.colour(options.floor), scene.colour(options.dark)
    glow = np.float32(options.glow)
    deck = Material(floor, dark, surface="wood", turned=True, gloss=options.gloss, rough=0.14)
    return {
        "floor": deck if options.rail == "glass" else Cobbles(floor, dark, size_m=0.6, gloss=options.gloss, rough=0.2),
        "steel": Material((0.05, 0.05, 0.055), gloss=0.1, rough=0.3),
        "stone": Material(floor, floor * 0.62, surface="concrete"),
        "planter": Material((0.20, 0.19, 0.19), (0.12, 0.115, 0.115), surface="concrete"),
        "top": Material((0.62, 0.6, 0.56), (0.4, 0.38, 0.36), surface="marble", gloss=0.06, rough=0.2),
        "timber": Material((0.34, 0.2, 0.11), (0.2, 0.11, 0.06), surface="wood"),
        "candle": Material((0.5, 0.4, 0.3), glow=WARM * np.float32(0.75)),
        "flame": Material((0.1, 0.1, 0.1), glow=WARM * np.float32(9)),
        "iron": Material((0.05, 0.06, 0.055), gloss=0.04, rough=0.4),
        "leaf": Material((1, 1, 1)),
        "lamp": Material((0.1, 0.1, 0.1), glow=WARM * glow),
        "bulb": Material((0.1, 0.1, 0.1), glow=np.array([1.0, 0.86, 0.68], np.float32) * glow * 1.7),
        "cushion": Material((0.30, 0.29, 0.28), (0.24, 0.23, 0.22), surface="linen"),
    }


def _glass(place: Place, edge: float, wide: float) -> None:
    """Slim posts, a handrail and the bright upper edges of glass panes."""
    world, stuff = place
    parts = Parts()
    parts.box("steel", (-wide, 1.05, edge - 0.04), (wide, 1.1, edge + 0.02))
    parts.box("steel", (-wide, 0.0, edge - 0.06), (wide, 0.1, edge + 0.04))
    for x in np.arange(-wide + 0.75, wide, 1.5).tolist():
        parts.box("steel", (x - 0.02, 0, edge - 0.03), (x + 0.02, 1.08, edge + 0.01))
    parts.build(world, stuff)


def _balustrade(place: Place, edge: float, wide: float) -> None:
    """Turned balusters between pedestals, on a plinth and under a coping."""
    world, stuff = place
    profile = [
        (0.09, 0),
        (0.09, 0.06),
        (0.05, 0.08),
        (0.06, 0.14),
        (0.095, 0.25),
        (0.07, 0.38),
        (0.04, 0.5),
        (0.06, 0.54),
        (0.08, 0.56),
        (0.08, 0.62),
    ]
    one = lathe(profile, 12)
    at = np.array([(x, 0.22, edge) for x in np.arange(-wide, wide, 0.27).tolist() if abs((x + 1.4) % 2.8) > 0.32])
    world.add(copies(one, at, np.ones_like(at)), stuff["stone"])
    world.add(box(2 * wide, 0.22, 0.42, bevel=0.02).moved(0, 0, edge), stuff["stone"])
    world.add(box(2 * wide, 0.16, 0.44, bevel=0.04).moved(0, 0.84, edge), stuff["stone"])
    for x in np.arange(-wide + (wide % 2.8), wide, 2.8).tolist():
        world.add(box(0.5, 0.9, 0.46, bevel=0.03).moved(x - 1.4 + 0.14, 0, edge), stuff["stone"])


def _plants(options: TerraceOptions, place: Place, rng: np.random.Generator, sofa_side: int) -> None:
    """Planters with shrubs and grasses along both sides, none where the sofa stands."""
    world, stuff = place
    for number in range(options.plants):
        side = 1 if number % 2 else -1
        z = options.edge_m - 0.5 - 0.95 * (number // 2) - float(rng.uniform(0, 0.2))
        x = side * (options.clear_m + 0.12 + 0.05 * (options.edge_m - z) + float(rng.uniform(0, 0.35)))
        if z < 3.4 or (side == sofa_side and z > options.edge_m - 2.2):
            continue
        tall, wide = float(rng.uniform(0.4, 0.62)), float(rng.uniform(0.4, 0.55))
        world.add(box(wide, tall, wide, bevel=0.02).moved(x, 0, z), stuff["planter"])
        if rng.random() < 0.55:
            crown = np.array(
                [(x + 0.1 * a, tall + 0.22 * k, z + 0.1 * b) for k in range(5) for a, b in ((1, 0), (-1, 1), (0, -1))]
            )
            world.add(leaves(rng, crown, 0.26, 1100, 0.05, GREENS), stuff["leaf"])
            continue
        for _ in range(46):
            lean, turn = float(rng.uniform(0.1, 0.5)), float(rng.uniform(0, 6.28))
            t = np.linspace(0, 1, 6)
            reach = lean * t**2
            high = float(rng.uniform(0.6, 1.1))
            path = np.stack(
                [x + reach * np.cos(turn), tall + high * t * (1 - 0.25 * lean * t), z + reach * np.sin(turn)], -1
            )
            world.add(
                tube(path, (0.012 * (1.1 - t)).astype(np.float32), 4).tinted(GREENS[int(rng.integers(3))] * 1.3),
                stuff["leaf"],
            )


def _lamps(options: TerraceOptions, place: Place) -> None:
    """Cast iron lamp posts with three lanterns."""
    world, stuff = place
    profile = [
        (0.19, 0),
        (0.19, 0.1),
        (0.14, 0.16),
        (0.12, 0.3),
        (0.14, 0.62),
        (0.09, 0.72),
        (0.1, 0.78),
        (0.055, 0.86),
    ]
    profile += [(0.042, 2.2), (0.075, 2.24), (0.075, 2.3), (0.035, 2.36), (0.03, 2.6), (0.07, 2.68), (0.0, 2.7)]
    shaft = lathe(profile, 14)
    for side in (-1, 1):
        x, z = side * (options.clear_m + 0.4), options.edge_m - (0.45 if side < 0 else 0.75)
        world.add(shaft.moved(x, 0, z), stuff["iron"])
        parts = Parts()
        lantern(parts, (x, 2.95, z), 0.46, (1, 1, 1))
        parts.build(world, stuff)
        world.bulb((x, 2.85, z - 0.45), 0.14, WARM * np.float32(230 * options.glow), seen=False)


def _strings(scene: Scene, options: TerraceOptions, place: Place, rng: np.random.Generator) -> None:
    """Bulbs on cables from posts at the sides to the corners above."""
    world, stuff = place
    paints = np.stack([scene.colour(c) for c in options.bulbs])
    one = ball(0.04, 14)
    peak = 3.2 + float(rng.uniform(-0.2, 0.3))
    for z0, z1, lift in ((2.6, options.edge_m, 0.0), (options.edge_m, options.edge_m - 1.2, 0.25), (4.2, 4.8, 0.45)):
        line = hanging((-4.4, peak + lift, z0), (4.4, peak + lift - 0.2, z1), 0.45 + 0.1 * lift, 44)
        world.add(tube(line, 0.008, 4), stuff["iron"])
        for number, (x, y, z) in enumerate(line[1::2].tolist()):
            world.add(one.moved(x, y - 0.1, z).tinted(paints[number % len(paints)]), stuff["bulb"])
            world.add(box(0.03, 0.05, 0.03).moved(x, y - 0.04, z), stuff["iron"])
    for x in (-1.6, 1.6):
        world.bulb((x, 3.0, 4.6), 0.3, paints[0] * np.float32(60 * options.glow), seen=False)
