"""What makes a terrace a place to stay: a sofa with cushions, a low table, candle lanterns on the floor."""

from __future__ import annotations

import numpy as np

from ..scene import Scene
from ..tracer import Material, World, box, cylinder
from .parts import Parts

Place = tuple[World, dict[str, Material]]
WARM = np.array([1.0, 0.56, 0.22], np.float32)
CLOTH = ((0.55, 0.50, 0.44), (0.16, 0.26, 0.36), (0.55, 0.24, 0.12), (0.62, 0.47, 0.22))


def lounge(scene: Scene, place: Place, form: tuple[float, int], glow: float) -> None:
    """A sofa by the railing on one side, candles on the other. form: where the terrace ends, the sofa's side."""
    edge, side = form
    inner = 0.5 * scene.camera.half_width_m(edge)
    _sofa(place, scene.rng(2), (side * inner, edge - 0.6), side)
    _table(place, (side * (inner + 0.75), edge - 1.55))
    for x, z, tall in ((1.3, -0.5, 0.42), (0.88, -0.85, 0.28), (1.64, -1.7, 0.34)):
        _candle_lantern(place, (-side * x * inner, edge + z), tall, 60 * glow)


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
