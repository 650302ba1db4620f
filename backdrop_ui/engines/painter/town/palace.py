"""Venetian fronts, bridges and boats."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ....arrays import Array
from ..tracer import Material, Mesh, World, extruded, flat, grid, joined, lathe
from .parts import Opening, Parts, balcony, cornice, eaves, sash, shutters, surround, wall
from .things import leaves

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


def flank(
    parts: Parts, rng: np.random.Generator, size: tuple[float, float], paint: tuple[Array, Array], lit: float
) -> None:
    """A side wall: plain windows with shutters, two abreast, and a chimney breast that climbs the wall."""
    width, height = size
    colour, blind = paint
    floors = np.arange(1.6, height - 1.6, 2.9).tolist()
    places = (width * 0.22, width * 0.78)
    holes = [Opening(x, y, 0.8, 1.4) for y in floors for x in places if rng.random() < 0.85]
    wall(parts, "wall", width, height, holes, colour * np.float32(0.96))
    for hole in holes:
        sash(parts, hole, (0.5, 0.46, 0.4), "lit" if rng.random() < lit else "glass", (2, 3))
        surround(parts, hole, (0.95, 0.95, 0.93), 0.12, 0.05)
        if rng.random() < 0.7:
            shutters(parts, hole, blind, 5)
    x = width * float(rng.uniform(0.46, 0.5))
    parts.box("wall", (x, 3.2, -0.28), (x + 0.7, height + 1.6, 0.1), colour * np.float32(0.92))
    cornice(parts, width, height - 0.25, (0.9, 0.88, 0.85), 0.2)


def tiled_roof(parts: Parts, rng: np.random.Generator, size: tuple[float, float], eave: float) -> None:
    """A low hipped roof of tiles over x in -size[0] / 2..., z in 0...size[1], and chimneys that widen upwards."""
    half, deep = size[0] / 2, size[1]
    rise = float(rng.uniform(1.1, 1.7))
    low = [(-half, eave, -0.25), (half, eave, -0.25), (half, eave, deep + 0.1), (-half, eave, deep + 0.1)]
    near, far = (0.0, eave + rise, deep * 0.28), (0.0, eave + rise, deep * 0.72)
    tone = float(rng.uniform(0.8, 1.1))
    for face in (
        [(low[0], near, low[1])],
        [(low[1], near, far), (low[1], far, low[2])],
        [(low[2], far, low[3])],
        [(low[3], far, near), (low[3], near, low[0])],
    ):
        parts.mesh("tile", flat(face), (tone, tone, tone))
    for _ in range(int(rng.integers(1, 3))):
        x, z = float(rng.uniform(-0.75, 0.75)) * half, float(rng.uniform(0.15, 0.85)) * deep
        parts.box("wall", (x - 0.22, eave, z - 0.22), (x + 0.22, eave + rise + 0.5, z + 0.22), (0.62, 0.42, 0.32))
        funnel = [(0.2, 0), (0.36, 0.5), (0.36, 0.5), (0.36, 0.6), (0.36, 0.6), (0, 0.6)]
        parts.mesh("wall", lathe(funnel, 10).moved(x, eave + rise + 0.5, z), (0.66, 0.46, 0.36))


GREENS = np.array([(0.07, 0.14, 0.03), (0.11, 0.19, 0.05), (0.05, 0.11, 0.03)], np.float32)
BLOOMS = np.array([(0.75, 0.06, 0.10), (0.85, 0.25, 0.42), (0.9, 0.5, 0.6), (0.8, 0.1, 0.25)], np.float32)


def window_boxes(parts: Parts, rng: np.random.Generator, size: tuple[float, float]) -> None:
    """Boxes of flowers that hang over a ledge, here and there along a front."""
    width, height = size
    for y in (4.2, 7.6, 10.3):
        for x in np.arange(0.9, width - 0.6, 1.9).tolist():
            if y > height - 2 or rng.random() < 0.62:
                continue
            line = np.stack([x + np.linspace(-0.4, 0.4, 9), np.full(9, y), np.full(9, -0.2)], -1)
            parts.box("pot", (x - 0.45, y - 0.16, -0.3), (x + 0.45, y, -0.1))
            parts.mesh("leaf", leaves(rng, line + np.array([0, -0.02, -0.04]), 0.16, 90, 0.055, GREENS))
            parts.mesh(
                "leaf", leaves(rng, line + np.array([0, 0.02, -0.1]), 0.16, 70, 0.04, BLOOMS[[int(rng.integers(4))]])
            )


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
