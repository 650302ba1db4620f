"""Market stalls: planks, goods, garlands, snow."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint
from ..scene import Scene
from ..tracer import Material, World, extruded
from .parts import Parts
from .things import copies, globe, hanging, leaves

Place = tuple[World, dict[str, Material]]


class MarketOptions(Options):
    """walls: of the houses; timber; goods: colours of what the stalls sell; bulbs: of the small lights. glow: their
    brightness; sky_light: of the evening sky; snow: colour of what lies on roofs."""

    walls: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    goods: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    bulbs: tuple[Paint, ...] = Field(((1.0, 0.78, 0.5),), min_length=1, max_length=8)
    timber: Paint = (0.35, 0.22, 0.14)
    snow: Paint = (0.93, 0.95, 1.0)
    sky: tuple[Paint, Paint] = (0, 1)
    sky_light: float = Field(1.0, ge=0, le=8)
    glow: float = Field(2.2, ge=0, le=20)


FIR = np.array([(0.03, 0.08, 0.04), (0.05, 0.12, 0.05), (0.02, 0.06, 0.03)], np.float32)
WARM = np.array([1.0, 0.60, 0.26], np.float32)
SQUARE_M = 3.0
"""Half of the free way between the stalls."""


def bulbs(scene: Scene, options: MarketOptions, place: Place, points: Array, radius: float = 0.022) -> None:
    """Small lights at points (N, 3)."""
    paints = np.stack([scene.colour(c) for c in options.bulbs])
    tints = paints[np.arange(len(points)) % len(paints)]
    place[0].add(copies(globe(6).scaled(radius), points, tints), place[1]["bulb"])


def stall(scene: Scene, options: MarketOptions, place: Place, rng: np.random.Generator, at: tuple[int, float]) -> None:
    """A hut of planks, open to the way, with goods on its counter, a garland, lights and snow on its roof."""
    world, stuff = place
    side, z = at
    wide, deep = 3.3, 2.2
    eave, ridge = 2.35, 3.25
    parts = Parts()
    parts.box("wood", (0, 0, 0), (wide, 0.95, 0.06))
    parts.box("wood", (-0.08, 0.95, -0.28), (wide + 0.08, 1.01, 0.3))
    for x in (0.0, wide - 0.1):
        parts.box("wood", (x, 0, 0), (x + 0.1, eave, 0.1))
        parts.box("wood", (x, 0, 0.1), (x + 0.06, eave, deep))
    parts.box("inside", (0.06, 0.95, deep - 0.06), (wide - 0.06, eave + 0.2, deep))
    parts.box("inside", (0.06, eave + 0.1, 0.2), (wide - 0.06, eave + 0.14, deep))
    for y in (1.45, 1.9):
        parts.box("wood", (0.1, y, deep - 0.45), (wide - 0.1, y + 0.04, deep - 0.06))
    _goods(scene, options, parts, rng, wide, deep)
    parts.box("wood", (-0.1, eave - 0.1, -0.45), (wide + 0.1, eave + 0.12, -0.4))
    for k in range(int(wide / 0.17)):
        x = -0.05 + 0.17 * k
        parts.box("wood", (x, eave - 0.26, -0.46), (x + 0.15, eave - 0.08, -0.43), (0.9, 0.55, 0.4))
    gable = extruded([(-0.5, eave), (deep + 0.3, eave), (deep / 2 - 0.1, ridge)], 0.06)
    for x in (0.0, wide - 0.06):
        parts.mesh("wood", gable.turned(-90).moved(x + 0.06, 0, 0))
    drift = [
        (-0.62, eave - 0.06),
        (-0.62, eave + 0.1),
        (-0.3, eave + 0.37),
        (deep / 2 - 0.1, ridge + 0.24),
        (deep + 0.4, eave + 0.12),
        (deep + 0.4, eave - 0.02),
        (deep / 2 - 0.1, ridge),
    ]
    parts.mesh("snow", extruded(drift, wide + 0.5).turned(-90).moved(wide + 0.25, 0, 0))
    x = side * (SQUARE_M + float(rng.uniform(0, 0.3)))
    start = z if side < 0 else z + wide
    parts.build(world, stuff, 90 * side, (x, 0, start))
    edge = x - side * 0.5
    line = hanging((edge, eave - 0.12, z - 0.05), (edge, eave - 0.12, z + wide + 0.05), 0.05, 26)
    world.add(leaves(rng, line, 0.09, 700, 0.035, FIR), stuff["leaf"])
    red = np.array([(0.55, 0.03, 0.03), (0.6, 0.42, 0.1)], np.float32)
    world.add(leaves(rng, line[::3] - [side * 0.05, 0.02, 0], 0.08, 40, 0.03, red), stuff["leaf"])
    bulbs(scene, options, place, line[1::2] + np.array([-side * 0.08, -0.03, 0], np.float32))
    world.bulb((x + side * 0.1, 2.2, z + wide / 2), 0.12, WARM * np.float32(130 * options.glow), seen=False)


def _goods(
    scene: Scene, options: MarketOptions, parts: Parts, rng: np.random.Generator, wide: float, deep: float
) -> None:
    """Rows of balls, jars and boxes, and stars that hang."""
    kind = int(rng.integers(3))
    paints = [scene.colour(c) for c in options.goods]
    for y, z in ((1.01, -0.15), (1.01, 0.1), (1.49, deep - 0.3), (1.94, deep - 0.3)):
        x = 0.15
        while x < wide - 0.3:
            size = float(rng.uniform(0.09, 0.17))
            paint = paints[int(rng.integers(len(paints)))] * np.float32(rng.uniform(0.5, 1.1))
            if kind == 0 or rng.random() < 0.3:
                parts.mesh("goods", globe(10).scaled(size / 2).moved(x + size / 2, y + size / 2, z), paint)
            else:
                tall = size * float(rng.uniform(0.8, 1.9))
                parts.box("goods", (x, y, z - size / 2), (x + size, y + tall, z + size / 2), paint)
                parts.box(
                    "goods", (x, y + tall, z - size / 2), (x + size, y + tall + 0.02, z + size / 2), (0.5, 0.4, 0.25)
                )
            x += size + float(rng.uniform(0.02, 0.1))
    for k in range(5):
        x, y = 0.4 + 0.62 * k, 1.86 + 0.1 * (k % 2)
        turn = np.linspace(0, 2 * np.pi, 11)[:-1] + np.pi / 2
        radius = np.where(np.arange(10) % 2 == 0, 0.13, 0.055)
        star = extruded(np.stack([radius * np.cos(turn), radius * np.sin(turn)], -1), 0.03)
        parts.mesh("lit" if k % 2 else "goods", star.moved(x, y, -0.1), (1, 1, 1) if k % 2 else paints[k % len(paints)])
        parts.box("iron", (x - 0.004, y + 0.1, -0.09), (x + 0.004, 2.3, -0.082))
