"""Venetian fronts, bridges and boats."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ....arrays import Array
from ..tracer import Material, Mesh, World, extruded, grid, joined
from .parts import Opening, Parts, balcony, cornice, eaves, sash, shutters, surround, wall

Place = tuple[World, dict[str, Material]]
WATER_M = -0.55


def palace(
    parts: Parts,
    rng: np.random.Generator,
    size: tuple[float, float],
    paint: tuple[Array, Array],
    lit: float,
    slats: int,
) -> None:
    """A front in the water: a water gate, a noble floor with a row of arched windows, smaller ones above."""
    width, height = size
    colour, blind = paint
    count = int(rng.integers(3, 5))
    noble = float(rng.uniform(4.0, 4.5))
    top = np.arange(noble + 3.4, height - 1.8, 2.7).tolist()
    wide = float(rng.choice([0.86, 0.94, 1.02, 1.1]))
    places = [width * (k + 0.5) / count for k in range(count)]
    gate = int(rng.integers(count))
    holes = [Opening(x, noble, wide, 2.3) for x in places] + [Opening(x, y, wide, 1.5) for y in top for x in places]
    low = [Opening(x, 0.0 if k == gate else 1.5, wide, 2.9 if k == gate else 1.1) for k, x in enumerate(places)]
    wall(parts, "wall", width, height, [*holes, *low], colour)
    for number, hole in enumerate(holes):
        glowing = rng.random() < lit
        sash(parts, hole, (0.5, 0.46, 0.4), "lit" if glowing else "glass", (2, 4 if number < count else 3))
        surround(parts, hole, (1, 1, 1), 0.15, 0.06)
        if number < count:
            parts.mesh("stone", _ogee(hole.wide).moved(hole.x, hole.top, -0.09))
            if rng.random() < 0.4:
                balcony(parts, hole, 0.55)
        elif rng.random() < 0.75:
            shutters(parts, hole, blind, slats)
    for k, hole in enumerate(low):
        surround(parts, hole, (0.9, 0.9, 0.88), 0.2, 0.07)
        if k == gate:
            parts.box("shutter", (hole.left, 0, 0.2), (hole.right, hole.top, 0.26), blind * 0.6)
            parts.box("stone", (hole.left - 0.4, 0.3, -0.9), (hole.right + 0.4, 0.5, 0.1), (0.8, 0.8, 0.75))
        else:
            sash(parts, hole, (0.3, 0.28, 0.25), "glass", (2, 2))
    for y, reach in ((noble - 0.5, 0.1), (noble + 2.95, 0.08)):
        parts.box("stone", (0, y, -reach), (width, y + 0.16, 0.05))
    parts.box("stone", (0, 0.55, -0.07), (width, 0.95, 0.05), (0.75, 0.72, 0.66))
    parts.box("slime", (0, 0, -0.06), (width, 0.55, 0.05))
    if rng.random() < 0.5:
        eaves(parts, width, height)
    else:
        cornice(parts, width, height, (0.95, 0.95, 0.95), 0.4)


@lru_cache(maxsize=16)
def _ogee(wide: float) -> Mesh:
    """The pointed arch on top of a gothic window, in relief."""
    w = wide / 2 + 0.13
    t = np.linspace(0, 1, 9)
    right = np.stack([w * (1 - t) ** 0.7 * (1 - 0.12 * np.sin(np.pi * t)), 0.95 * t**1.2], -1)
    left = right[::-1] * [-1, 1]
    return extruded(np.concatenate([right, left[1:]]), 0.1)


def bridge(place: Place, half_m: float, z: float, bend: float) -> None:
    """A stone bridge with one arch and a solid parapet."""
    world, stuff = place
    x, half = bend * ((z - 8) / 22) ** 2, half_m + 1.2
    t = np.linspace(-1, 1, 25)
    under = np.stack([t * (half - 0.9), WATER_M + 2.5 * np.sqrt(np.clip(1 - t * t, 0, 1))], -1)
    over = np.stack([t[::-1] * half, 1.3 + 1.6 * np.cos(t * 1.35)], -1)
    outline = np.concatenate([[(-half, WATER_M)], under, [(half, WATER_M)], over])
    world.add(extruded(outline, 2.6).moved(x, 0, z), stuff["stone"])
    for dz in (0.0, 2.3):
        low = np.stack([t * half, 1.3 + 1.6 * np.cos(t * 1.35)], -1)
        high = low[::-1] + np.array([0, 0.95])
        parapet = extruded(np.concatenate([low, high]), 0.28).tinted((0.62, 0.44, 0.32))
        world.add(parapet.moved(x, 0, z + dz), stuff["wall"])
        cap = np.concatenate([low + np.array([0, 0.95]), low[::-1] + np.array([0, 1.08])])
        world.add(extruded(cap, 0.4).moved(x, 0, z + dz - 0.06), stuff["stone"])
    ring = np.concatenate([under, (under * [1.07, 1.0] + [0, 0.28])[::-1]])
    world.add(extruded(ring, 0.1).moved(x, 0, z - 0.1), stuff["stone"])


def gondola() -> Mesh:
    """A hull along z whose ends rise out of the water, with its iron comb at the near end."""
    t = np.linspace(-1, 1, 40)[:, None]
    beam = 0.7 * (1 - np.abs(t) ** 2.6)
    sheer = 0.42 + 0.85 * np.abs(t) ** 5
    keel = -0.25 + 1.0 * np.abs(t) ** 4
    a = np.linspace(-1, 1, 13)[None]
    x = beam * np.sign(a) * np.abs(a) ** 0.6
    y = sheer + (keel - sheer) * (1 - np.abs(a) ** 3)
    hull = grid(np.stack([x, y, np.broadcast_to(4.6 * t, x.shape)], -1))
    deck = grid(np.stack([beam * a * 0.97, sheer - 0.14 + 0 * a, np.broadcast_to(4.6 * t, x.shape)], -1))
    comb = extruded([(0, 0), (0.1, 0), (0.16, 0.5), (0.42, 0.62), (0.38, 0.8), (0.1, 0.86), (-0.06, 0.5)], 0.04)
    iron = comb.turned(90).moved(0.02, 1.1, -4.55).tinted((5, 5, 5))
    return joined([hull, deck.tinted((5, 2.2, 1.4)), iron])
