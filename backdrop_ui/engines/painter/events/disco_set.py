"""What stands and hangs in a disco: a floor of light, bars of light, a truss, loudspeakers, a mirror ball."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..scene import Scene
from ..tracer import Material, Mesh, World, box, boxes, cylinder, flat, joined, quad, tube

HALF_X, TALL, FAR_Z = 4.4, 4.3, 9.0
"""Half the room's width, its height, and how far away its back wall is, metres."""


def bars(world: World, colours: list[Array], rng: np.random.Generator, size: tuple[float, float, float]) -> None:
    """Columns of small lights on the back wall that rise and fall like an equaliser, from one colour to the next.

    size: half their width, their height, and the z of the wall.
    """
    half, tall, z = size
    first, last = rng.permutation(len(colours))[:2] if len(colours) > 1 else (0, 0)
    pitch, step = 0.34, 0.13
    phase = rng.uniform(0, 6, 3)
    low, high, glow = [], [], []
    for x in np.arange(-half, half, pitch).tolist():
        level = 0.55 + 0.2 * np.sin(1.1 * x + phase[0]) + 0.14 * np.sin(2.9 * x + phase[1]) + 0.1 * rng.normal()
        lit = float(np.clip(level, 0.25, 1.0)) * tall
        for y in np.arange(0.2, tall, step).tolist():
            share = y / tall
            colour = colours[first] * np.float32(1 - share) + colours[last] * np.float32(share)
            low.append((x, y, z - 0.04))
            high.append((x + pitch - 0.07, y + step - 0.045, z))
            glow.append(colour * np.float32(1.0 if y < lit else 0.06))
    mesh = boxes(low, high).tinted(np.repeat(np.stack(glow), 12, axis=0))
    world.add(mesh, Material((0.04, 0.04, 0.05), glow=(1.0, 1.0, 1.0), spill=True))


def truss(world: World, colours: list[Array], y: float, z: float, half: float) -> list[tuple[float, float, float]]:
    """A lattice girder across the room with lamps below it; returns where their beams start."""
    steel = Material((0.32, 0.32, 0.36), gloss=0.05, rough=0.4)
    rails = [(y + a, z + b) for a in (0.0, 0.26) for b in (0.0, 0.26)]
    x = np.arange(-HALF_X, HALF_X, 0.3)
    parts = [tube([(-HALF_X, *rail), (HALF_X, *rail)], 0.022, 6) for rail in rails]
    for a, b in ((rails[0], rails[2]), (rails[0], rails[1])):
        path = [(p, *(a if k % 2 else b)) for k, p in enumerate(x.tolist())]
        parts += [tube(list(two), 0.012, 5) for two in pairwise(path)]
    world.add(joined(parts), steel)
    black = Material((0.03, 0.03, 0.035), gloss=0.04, rough=0.3)
    heads = []
    for k, place in enumerate(np.linspace(-0.82, 0.82, 6) * min(half * 1.25, HALF_X - 0.4)):
        foot = (float(place), y - 0.36, z + 0.1)
        world.add(box(0.2, 0.12, 0.16, bevel=0.02).moved(foot[0], y - 0.1, foot[2]), black)
        world.add(cylinder(0.11, 0.26, 0.03, 20).moved(foot[0], foot[1], foot[2]), black)
        lens = cylinder(0.09, 0.012, 0.0, 20).moved(foot[0], foot[1] - 0.014, foot[2])
        world.add(lens, Material((0, 0, 0), glow=6 * colours[k % len(colours)] + 2))
        heads.append((foot[0], foot[1] - 0.02, foot[2]))
    return heads


def tiles(scene: Scene, world: World, colours: list[Array], rng: np.random.Generator) -> None:
    """A floor of glass squares lit from below, brighter in their middles; the colours run over it in waves."""
    size, gap = 0.72, 0.012
    dark = Material(scene.colour((0.06, 0.06, 0.08)), gloss=0.10, rough=0.05)
    world.add(
        quad((-HALF_X, -0.004, -1), (-HALF_X, -0.004, FAR_Z), (HALF_X, -0.004, FAR_Z), (HALF_X, -0.004, -1)), dark
    )
    glass = Material((0.03, 0.03, 0.035), glow=(1.0, 1.0, 1.0), gloss=0.10, rough=0.05, spill=True)
    phase, turn, wave = rng.uniform(0, 6), rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 0.9)
    paints = np.stack(colours)
    for row in range(11):
        for column in range(-6, 6):
            x, z = column * size, 0.6 + row * size
            along = wave * (column * np.cos(turn) + row * np.sin(turn)) + phase
            power = (0.10 + 0.34 * (0.5 + 0.5 * np.sin(1.7 * along)) ** 2) * rng.uniform(0.6, 1.2)
            tint = paints[int(np.floor(along * 0.55 + rng.uniform(0, 0.7))) % len(paints)] * np.float32(power)
            for edge, level in ((gap, 0.32), (0.05, 0.5), (0.09, 0.7), (0.14, 0.9), (0.2, 1.1), (0.27, 1.25)):
                y, a, b = 0.0004 * edge / gap, edge, size - edge
                tile = quad((x + a, y, z + a), (x + a, y, z + b), (x + b, y, z + b), (x + b, y, z + a))
                world.add(tile.tinted(tint * np.float32(level)), glass)


def speakers(scene: Scene, world: World, at: tuple[float, float], ring: Array) -> None:
    """A stack of two loudspeakers with rings of light. at: x and z."""
    x, z = at
    black = Material(scene.colour((0.1, 0.1, 0.11)))
    grille = Material(scene.colour((0.24, 0.24, 0.27)))
    for level in range(2):
        world.add(box(0.85, 1.05, 0.7, 0.02).moved(x, level * 1.07, z), black)
        for y, radius in ((0.4, 0.27), (0.83, 0.13)):
            halo = cylinder(radius + 0.018, 0.012, 0.0, 28).turned(pitch_deg=-90)
            world.add(halo.moved(x, level * 1.07 + y, z - 0.352), Material((0, 0, 0), glow=1.6 * ring))
            world.add(
                cylinder(radius, 0.02, 0.008, 28).turned(pitch_deg=-90).moved(x, level * 1.07 + y, z - 0.355), grille
            )


def mirror_ball(world: World, middle: Numbers, radius: float, colours: list[Array], rng: np.random.Generator) -> None:
    """A ball of small mirrors, some of which catch a lamp."""
    rows = 26
    facets: list[Numbers] = []
    sparkle: list[Numbers] = []
    lat = np.linspace(-np.pi / 2, np.pi / 2, rows + 1)
    for low, high in pairwise(lat):
        count = max(5, round(2 * rows * np.cos((low + high) / 2)))
        turn = np.linspace(0, 2 * np.pi, count + 1)
        for left, right in pairwise(turn):
            gap = 0.04 * (right - left)
            a, b, low_, high_ = left + gap, right - gap, low + 0.006, high - 0.006
            p = [
                (np.cos(v) * np.cos(u), np.sin(v), np.cos(v) * np.sin(u))
                for u, v in ((a, low_), (a, high_), (b, high_), (b, low_))
            ]
            (sparkle if rng.random() < 0.2 else facets).append(np.array(p))
    core = Material((0.01, 0.01, 0.012))
    x, y, z = (float(k) for k in middle)
    world.add(_quads(np.array(facets) * radius).moved(x, y, z), Material((0.9, 0.9, 0.95), metal=True, rough=0.03))
    for k, colour in enumerate(colours):
        some = sparkle[k :: len(colours)]
        if some:
            glow = 1.5 * colour + 0.6
            world.add(_quads(np.array(some) * radius).moved(x, y, z), Material((0, 0, 0), glow=glow))
    world.add(cylinder(radius * 0.97, 0.02, sides=12).moved(x, y, z), core)
    world.add(tube([(x, y + radius, z), (x, TALL, z)], 0.012, 6), Material((0.3, 0.3, 0.32)))


def _quads(corners: Numbers) -> Mesh:
    """(N, 4, 3) corners to flat faces."""
    return joined([flat(corners[:, [0, 1, 2]]), flat(corners[:, [0, 2, 3]])])
