"""What closes an island terrace on its open side: a pergola, an arch or only a parapet, and what grows on it."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..tracer import Material, World, arch, box, extruded, tube
from .things import leaves, pot
from .village import EDGE_M

Place = tuple[World, dict[str, Material]]
GREENS = np.array([(0.06, 0.12, 0.03), (0.10, 0.17, 0.05), (0.04, 0.09, 0.03)], np.float32)
RAIL_M = EDGE_M - 0.1


def frame(place: Place, rng: np.random.Generator, side: int, blooms: Array) -> None:
    """One of the three, on the side away from the house; blooms: (3, 3) colours of its flowers."""
    (_pergola, _gate, _parapet)[int(rng.integers(3))](place, rng, -side, blooms)


def potted(place: Place, rng: np.random.Generator, at: tuple[float, float, float], radius: float) -> None:
    """A flowering shrub in a terracotta pot."""
    world, stuff = place
    x, y, z = at
    world.add(pot(radius, 1.9 * radius).moved(x, y, z), stuff["pot"])
    crown = np.array([(x, y + radius * (2.2 + k), z) for k in range(3)])
    world.add(leaves(rng, crown, 1.4 * radius, 300, 0.045, GREENS), stuff["leaf"])
    red = np.array([(0.75, 0.1, 0.12), (0.8, 0.8, 0.75)])
    world.add(leaves(rng, crown[1:], 1.5 * radius, 70, 0.035, red), stuff["leaf"])


def _parapet(place: Place, rng: np.random.Generator, side: int, blooms: Array) -> None:
    """A low rounded wall between two pillars with pots."""
    world, stuff = place
    _low_wall(place, side, 0.0)
    inner = float(rng.uniform(1.6, 2.1))
    for x in (side * inner, side * (inner + 3.4)):
        world.add(box(0.56, 0.78, 0.56, bevel=0.1).moved(x, 0, RAIL_M), stuff["wall"])
        potted(place, rng, (x, 0.78, RAIL_M), float(rng.uniform(0.15, 0.2)))
    sprays = np.array([(side * (inner + 0.9 + 0.5 * k), 0.46, RAIL_M - 0.15) for k in range(4)])
    _flowers(place, rng, sprays, 0.26, blooms, 0.7)


def _low_wall(place: Place, side: int, start: float) -> None:
    world, stuff = place
    world.add(box(16, 0.4, 0.4, bevel=0.13).moved(side * (start + 7.2), 0, RAIL_M), stuff["wall"])


def _pergola(place: Place, rng: np.random.Generator, side: int, blooms: Array) -> None:
    """Round white pillars along the edge, timbers that run out over the terrace, flowers that hang from them."""
    world, stuff = place
    _low_wall(place, side, 0.0)
    inner, high = float(rng.uniform(1.7, 2.0)), float(rng.uniform(2.75, 3.0))
    outer, near = inner + 3.2, 3.4
    for x, z in ((inner, RAIL_M), (outer, RAIL_M), (outer, near)):
        world.add(box(0.34, high, 0.34, bevel=0.12).moved(side * x, 0, z), stuff["wall"])
    for z in (RAIL_M, near):
        world.add(
            box(outer - inner + 0.9, 0.16, 0.12, bevel=0.02).moved(side * (inner + outer) / 2, high, z), stuff["wood"]
        )
    for x in np.linspace(inner, outer, 5).tolist():
        beam = box(0.1, 0.14, RAIL_M - near + 0.9, bevel=0.02).moved(side * x, high + 0.16, (RAIL_M + near) / 2)
        world.add(beam, stuff["wood"])
    t = np.linspace(0, 1, 14)
    stem = np.stack(
        [side * (inner + 0.2 + 0.06 * np.sin(7 * t)), (high + 0.1) * t, RAIL_M - 0.2 + 0.05 * np.cos(6 * t)], -1
    )
    world.add(tube(stem, 0.035), stuff["wood"])
    n = 34
    along = np.sort(rng.uniform(0, 1, n)) ** 1.3
    over = np.stack([side * (inner - 0.1 + (outer - inner) * along), high + rng.uniform(-0.22, 0.3, n),
                     RAIL_M - rng.uniform(0.0, 1.6, n)], -1)  # fmt: skip
    falls = over[:8] - np.array([0, 0.4, 0])
    _flowers(place, rng, np.concatenate([over, falls]), 0.3, blooms, 1.0)
    potted(place, rng, (side * (inner + 0.75), 0, RAIL_M - 0.6), 0.22)


def _gate(place: Place, rng: np.random.Generator, side: int, blooms: Array) -> None:
    """A whitewashed wall with an arch that opens on the sea, bougainvillea over it."""
    world, stuff = place
    middle, wide, high = side * float(rng.uniform(2.5, 2.8)), 2.3, 3.0
    half = wide / 2
    opening = arch(1.25, 2.25, 32) + np.array([0, 0.02], np.float32)
    t = np.linspace(0, np.pi, 24)
    crown = np.stack([half * np.cos(t), 2.35 + (high - 2.35) * np.sin(t)], -1)
    wall = extruded(np.concatenate([[(-half, 0), (half, 0)], crown]), 0.42, [opening])
    world.add(wall.moved(middle, 0, RAIL_M - 0.2), stuff["wall"])
    _low_wall(place, side, abs(middle) + 0.9)
    low = abs(middle) - half + 0.1
    world.add(box(low + 0.8, 0.4, 0.4, bevel=0.13).moved(side * (low - 0.8) / 2, 0, RAIL_M), stuff["wall"])
    foot = middle + side * (half - 0.15)
    stem = np.array(
        [(foot, 0, RAIL_M - 0.3), (foot + 0.05, 1.2, RAIL_M - 0.28), (foot - side * 0.1, 2.5, RAIL_M - 0.3)]
    )
    world.add(tube(stem, 0.035), stuff["wood"])
    turn = np.pi * rng.random(30) ** 0.8
    over = np.stack([middle + side * half * np.cos(turn), 2.3 + 0.75 * np.sin(turn) + rng.uniform(-0.15, 0.15, 30),
                     RAIL_M - rng.uniform(0.2, 0.42, 30)], -1)  # fmt: skip
    _flowers(place, rng, over, 0.24, blooms, 1.0)
    for x in (-0.95, 0.95):
        potted(place, rng, (middle + x, 0, RAIL_M - 0.75), float(rng.uniform(0.17, 0.22)))


def _flowers(
    place: Place, rng: np.random.Generator, middles: Numbers, spread: float, blooms: Array, much: float
) -> None:
    """Leaves, and before them three times as many flowers."""
    world, stuff = place
    world.add(leaves(rng, middles, spread, round(1300 * much), 0.045, GREENS), stuff["leaf"])
    ahead = middles - np.array([0, 0.03, 0.05])
    world.add(leaves(rng, ahead, spread * 1.05, round(3400 * much), 0.038, blooms), stuff["leaf"])
