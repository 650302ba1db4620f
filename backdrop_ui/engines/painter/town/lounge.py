"""What makes a terrace a place to stay: a sofa with cushions, a low table, candle lanterns on the floor."""

from __future__ import annotations

import numpy as np

from ..interiors.furnishings import chair
from ..scene import Scene
from ..tracer import Material, World, box, cylinder, lathe
from .parts import Parts
from .things import leaves

Place = tuple[World, dict[str, Material]]
WARM = np.array([1.0, 0.56, 0.22], np.float32)
GREENS = np.array([(0.08, 0.16, 0.06), (0.12, 0.21, 0.07), (0.06, 0.14, 0.07)], np.float32)
CLOTH = ((0.55, 0.50, 0.44), (0.16, 0.26, 0.36), (0.55, 0.24, 0.12), (0.62, 0.47, 0.22))


def lounge(scene: Scene, place: Place, form: tuple[float, int], glow: float) -> None:
    """A sofa by the railing on one side, candles on the other. form: where the terrace ends, the sofa's side."""
    edge, side = form
    inner = 0.5 * scene.camera.half_width_m(edge)
    _sofa(place, scene.rng(2), (side * inner, edge - 0.6), side)
    _table(place, (side * (inner + 0.75), edge - 1.55))
    for x, z, tall in ((1.3, -0.5, 0.42), (0.88, -0.85, 0.28), (1.64, -1.7, 0.34)):
        _candle_lantern(place, (-side * x * inner, edge + z), tall, 60 * glow)


def bistro(
    world: World, rng: np.random.Generator, at: tuple[float, float], side: int, stuff: tuple[Material, Material]
) -> None:
    """A round table with two chairs, two glasses and a small bunch of flowers. stuff: of the chairs, of the top."""
    frame, top = stuff
    x, z = at
    world.add(cylinder(0.3, 0.025, 0.008).moved(x, 0.72, z), top)
    world.add(cylinder(0.022, 0.72, 0.0, 12).moved(x, 0, z), frame)
    world.add(lathe([(0.21, 0), (0.2, 0.02), (0.05, 0.05), (0.02, 0.1)], 24).moved(x, 0, z), frame)
    for out, away, yaw in ((-0.55, -0.12, -90.0), (0.5, 0.16, 90.0)):
        turn = side * yaw + float(rng.uniform(-25, 25))
        world.add(chair(0.45).turned(turn).moved(x + side * out, 0, z + away), frame)
    glass = Material((0.35, 0.36, 0.38), gloss=0.12, rough=0.04)
    for dx, dz in ((-0.12, -0.08), (0.13, 0.04)):
        bowl = [(0.032, 0), (0.03, 0.006), (0.005, 0.012), (0.005, 0.09), (0.036, 0.12), (0.04, 0.15), (0.03, 0.2)]
        world.add(lathe(bowl, 16).moved(x + dx, 0.745, z + dz), glass)
    world.add(lathe([(0.03, 0), (0.045, 0.05), (0.03, 0.12)], 16).moved(x, 0.745, z + 0.06), top)
    bunch = np.array([(x, 0.93, z + 0.06)])
    paints = np.array([(0.8, 0.15, 0.2), (0.9, 0.6, 0.65), (0.9, 0.85, 0.75), (0.12, 0.22, 0.06)])
    world.add(leaves(rng, bunch, 0.1, 150, 0.026, paints), Material((1, 1, 1)))


def geraniums(place: Place, rng: np.random.Generator, edge: float) -> None:
    """Urns of flowers on the balustrade's coping."""
    world, stuff = place
    blooms = np.array([(0.7, 0.05, 0.08), (0.75, 0.12, 0.2), (0.8, 0.3, 0.4)], np.float32)
    urn = lathe([(0.1, 0), (0.1, 0.04), (0.05, 0.07), (0.07, 0.13), (0.17, 0.24), (0.19, 0.33)], 20)
    for x in np.arange(-12.6, 13, 2.8).tolist():
        world.add(urn.moved(x, 1.0, edge), stuff["stone"])
        crown = np.array([(x, 1.38, edge), (x - 0.12, 1.34, edge), (x + 0.12, 1.34, edge)])
        world.add(leaves(rng, crown, 0.17, 260, 0.05, GREENS), stuff["leaf"])
        world.add(leaves(rng, crown + np.array([0, 0.05, -0.04]), 0.19, 170, 0.034, blooms), stuff["leaf"])


def parasol(world: World, at: tuple[float, float], cloth: Material, pole: Material) -> None:
    """A wide parasol with a short valance."""
    x, z = at
    world.add(cylinder(0.025, 2.5, 0.0, 12).moved(x, 0, z), pole)
    world.add(cylinder(0.26, 0.07, 0.02, 24).moved(x, 0, z), pole)
    world.add(lathe([(1.28, 2.02), (1.3, 2.16), (1.3, 2.16), (0.7, 2.38), (0.0, 2.56)], 8).moved(x, 0, z), cloth)


def _sofa(place: Place, rng: np.random.Generator, at: tuple[float, float], side: int) -> None:
    """A sofa that faces the camera; its inner end stands at x = at[0], it reaches outwards, towards `side`."""
    world, stuff = place
    x, z = at
    long, deep = 2.1, 0.85
    middle = x + side * long / 2
    world.add(box(long, 0.22, deep, bevel=0.02).moved(middle, 0.06, z), stuff["timber"])
    world.add(box(long, 0.62, 0.16, bevel=0.06).moved(middle, 0.2, z + deep / 2 - 0.08), stuff["cushion"])
    world.add(box(0.16, 0.42, deep, bevel=0.06).moved(x + side * 0.08, 0.2, z), stuff["cushion"])
    for k in range(3):
        place_x = x + side * (0.16 + 0.32 + 0.65 * k)
        world.add(box(0.63, 0.2, deep - 0.12, bevel=0.06).moved(place_x, 0.27, z - 0.06), stuff["cushion"])
    for k, share in enumerate((0.42, 0.78, 1.35, 1.8)):
        pillow = box(0.44, 0.40, 0.17, bevel=0.085).turned(pitch_deg=-14, roll_deg=float(rng.uniform(-14, 14)))
        tint = np.array(CLOTH[(k + int(rng.integers(4))) % 4], np.float32) / 0.3
        world.add(pillow.moved(x + side * share, 0.5, z + 0.13 + 0.05 * (k % 2)).tinted(tint), stuff["cushion"])


def _table(place: Place, at: tuple[float, float]) -> None:
    """A low round table with two glasses of candlelight."""
    world, stuff = place
    x, z = at
    world.add(cylinder(0.34, 0.035, 0.01).moved(x, 0.36, z), stuff["timber"])
    world.add(cylinder(0.035, 0.36, 0.0, 12).moved(x, 0, z), stuff["steel"])
    world.add(cylinder(0.2, 0.02, 0.005, 24).moved(x, 0, z), stuff["steel"])
    for dx, tall in ((-0.1, 0.1), (0.09, 0.14)):
        world.add(cylinder(0.04, tall, 0.01, 16).moved(x + dx, 0.395, z - 0.05), stuff["candle"])


def _candle_lantern(place: Place, at: tuple[float, float], tall: float, power: float) -> None:
    """A lantern of four posts and a hood around a candle, which shines on the floor around it."""
    world, stuff = place
    x, z = at
    wide = 0.52 * tall
    parts = Parts()
    for a in (-0.5, 0.5):
        for b in (-0.5, 0.5):
            cx, cz = x + a * (wide - 0.02), z + b * (wide - 0.02)
            parts.box("steel", (cx - 0.01, 0, cz - 0.01), (cx + 0.01, tall, cz + 0.01))
    for y in (0.0, tall):
        parts.box("steel", (x - wide / 2, y, z - wide / 2), (x + wide / 2, y + 0.02, z + wide / 2))
    parts.box("steel", (x - wide * 0.3, tall + 0.02, z - wide * 0.3), (x + wide * 0.3, tall + 0.06, z + wide * 0.3))
    parts.build(world, stuff)
    world.add(cylinder(0.2 * wide, 0.45 * tall, 0.01, 16).moved(x, 0.02, z), stuff["candle"])
    world.add(box(0.022, 0.06, 0.022, bevel=0.01).moved(x, 0.47 * tall + 0.02, z), stuff["flame"])
    world.bulb((x, 0.6 * tall, z), 0.03, WARM * np.float32(power), seen=False)
