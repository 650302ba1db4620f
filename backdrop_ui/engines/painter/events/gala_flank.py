"""What stands on both sides of a press wall: urns of flowers, clipped trees, or columns of light."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..town.things import leaves
from ..tracer import Material, World, box, cylinder, lathe

ROSES = np.array([(0.85, 0.72, 0.66), (0.9, 0.85, 0.8), (0.75, 0.3, 0.35)], np.float32)
LEAF = np.array([(0.05, 0.11, 0.03), (0.08, 0.16, 0.05)], np.float32)


def flank(world: World, rng: np.random.Generator, z: float, paints: tuple[Array, Array]) -> None:
    """One of the three before the wall's ends. paints: of metal, and of the lamps."""
    kind = (_urn, _clipped, _light)[int(rng.integers(3))]
    for side in (-1, 1):
        kind(world, rng, (side * 2.12, z), paints)


def _urn(world: World, rng: np.random.Generator, at: tuple[float, float], paints: tuple[Array, Array]) -> None:
    """A great bunch of roses in an urn on a plinth."""
    x, z = at
    marble = Material((0.6, 0.57, 0.53), (0.42, 0.4, 0.38), surface="marble", gloss=0.04, rough=0.3)
    world.add(box(0.46, 0.85, 0.46, bevel=0.02).moved(x, 0, z), marble)
    urn = [(0.16, 0), (0.16, 0.04), (0.06, 0.1), (0.1, 0.2), (0.24, 0.36), (0.26, 0.5)]
    world.add(lathe(urn, 28).moved(x, 0.85, z), Material(paints[0], metal=True, rough=0.25))
    turn, up = rng.uniform(0, 2 * np.pi, 26), rng.uniform(0, 1, 26) ** 0.7
    reach = 0.42 * np.sin(np.pi * np.clip(0.2 + 0.75 * up, 0, 1))
    heads = np.stack([x + reach * np.cos(turn), 1.42 + 0.75 * up, z + 0.7 * reach * np.sin(turn)], -1)
    world.add(leaves(rng, heads, 0.2, 900, 0.07, LEAF), Material((1, 1, 1)))
    for k, head in enumerate(heads):
        world.add(leaves(rng, head[None], 0.085, 90, 0.045, ROSES[[k % 3]]), Material((1, 1, 1)))


def _clipped(world: World, rng: np.random.Generator, at: tuple[float, float], paints: tuple[Array, Array]) -> None:
    """Two balls of box on one stem, in a square tub, with small lights."""
    x, z = at
    world.add(box(0.5, 0.5, 0.5, bevel=0.03).moved(x, 0, z), Material((0.06, 0.06, 0.07), gloss=0.06, rough=0.25))
    world.add(cylinder(0.03, 1.9, 0, 10).moved(x, 0.5, z), Material((0.12, 0.08, 0.05)))
    for y, radius in ((1.05, 0.42), (1.95, 0.3)):
        way = rng.standard_normal((260, 3))
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        shell = np.array([x, y, z]) + radius * way
        world.add(leaves(rng, shell, 0.05, 2600, 0.03, LEAF), Material((1, 1, 1)))
        for spot in (np.array([x, y, z]) + (radius + 0.03) * way[:26]).tolist():
            world.add(box(0.018, 0.018, 0.018).moved(*spot), Material((0, 0, 0), glow=4 * paints[1]))


def _light(world: World, rng: np.random.Generator, at: tuple[float, float], paints: tuple[Array, Array]) -> None:
    """A column of frosted light between metal plates."""
    x, z = at
    tall = float(rng.uniform(2.2, 2.7))
    metal = Material(paints[0], metal=True, rough=0.2)
    for y in (0.0, tall / 2, tall):
        world.add(box(0.38, 0.06, 0.38, bevel=0.01).moved(x, y, z), metal)
    world.add(
        box(0.3, tall, 0.3, bevel=0.02).moved(x, 0, z), Material((0.3, 0.3, 0.3), glow=1.1 * paints[1], spill=True)
    )
