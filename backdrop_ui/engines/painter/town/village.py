"""A village of the Cyclades: cubes, domes, bell walls."""

from __future__ import annotations

import numpy as np

from ..tracer import Material, Mesh, World, box, extruded, joined, lathe
from .parts import Parts

Place = tuple[World, dict[str, Material]]
EDGE_M = 8.6
"""Where the terrace ends."""


def _dome(radius: float, drum: float) -> tuple[Mesh, Mesh]:
    """A blue cap with a lantern, and its white drum."""
    t = np.linspace(0, np.pi / 2, 12)
    cap = lathe(np.stack([radius * np.cos(t), drum + radius * 0.92 * np.sin(t)], -1), 40)
    r = radius * 1.06
    ring = lathe(
        [
            (r * 0.98, 0),
            (r * 0.98, drum - 0.2),
            (r, drum - 0.2),
            (r * 1.03, drum - 0.12),
            (r * 1.03, drum),
            (r * 0.95, drum + 0.06),
        ],
        40,
    )
    top = drum + radius * 0.9
    knob = lathe([(0.16, top), (0.16, top + 0.35), (0.22, top + 0.37), (0.1, top + 0.55), (0, top + 0.6)], 16)
    cross = joined([box(0.05, 0.6, 0.05).moved(0, top + 0.55, 0), box(0.32, 0.05, 0.05).moved(0, top + 0.9, 0)])
    return cap, joined([ring, knob, cross])


def _bells(width: float) -> Mesh:
    """A wall with two arches for bells and a smaller one above."""

    def bow(x: float, y: float, half: float, tall: float) -> list[tuple[float, float]]:
        t = np.linspace(0, np.pi, 9)
        return [(x - half, y), (x + half, y)] + [
            (x + half * float(np.cos(a)), y + tall + half * float(np.sin(a))) for a in t
        ]

    w = width / 2
    outline = [
        (-w, 0),
        (w, 0),
        (w, 2.6),
        (w * 0.55, 2.6),
        (w * 0.5, 3.7),
        (w * 0.25, 4.1),
        (0, 4.25),
        (-w * 0.25, 4.1),
        (-w * 0.5, 3.7),
        (-w * 0.55, 2.6),
        (-w, 2.6),
    ]
    holes = [bow(-w * 0.48, 1.0, w * 0.3, 0.75), bow(w * 0.48, 1.0, w * 0.3, 0.75), bow(0, 2.75, w * 0.24, 0.45)]
    return extruded(outline, 0.55, holes)


def village(place: Place, rng: np.random.Generator, side: int) -> None:
    """Cubes, vaults, domes and stairs that step down the cliff, farther ones lower."""
    world, stuff = place
    for number in range(80):
        t = (number + 0.5) / 80
        z = 12.0 + 75 * t**1.3 + float(rng.uniform(-1, 1))
        out = 0.6 + float(rng.uniform(0, 1)) ** 0.8 * (6 + 0.55 * z)
        x = -side * (out - 0.05 * z)
        roof = -1.0 - 0.085 * (z - 9) + 0.42 * (out - 2) * (1 + 0.2 * float(rng.normal())) - float(rng.uniform(0, 1.2))
        w, d = float(rng.uniform(3.2, 6.0)), float(rng.uniform(3, 5))
        h = 9.0
        tone = np.ones(3) * float(rng.uniform(0.9, 1.02))
        if rng.random() < 0.12:
            tone = np.array([1.0, 0.86, 0.68]) if rng.random() < 0.6 else np.array([1.0, 0.8, 0.76])
        world.add(box(w, h, d, bevel=0.16).moved(x, roof - h, z).tinted(tone), stuff["wall"])
        world.add(box(w * 0.92, 0.4, 0.2, bevel=0.06).moved(x, roof, z - d / 2 + 0.1).tinted(tone), stuff["wall"])
        if rng.random() < 0.34:
            vault = lathe([(d * 0.5 * np.cos(a), 0.0 + d * 0.42 * np.sin(a)) for a in np.linspace(0, np.pi / 2, 9)], 28)
            world.add(vault.moved(x, roof, z).tinted(tone), stuff["wall"])
        parts = Parts()
        for k in range(int(rng.integers(1, 4))):
            wx, wy = float(rng.uniform(-w / 2 + 0.5, w / 2 - 1)), -1.6 - 2.6 * (k // 2)
            of = "blue" if rng.random() < 0.4 else "glass"
            parts.box(of, (wx, wy, -0.03), (wx + 0.75, wy + (1.1 if of == "glass" else 1.3), 0.05))
        parts.build(world, stuff, 0, (x, roof, z - d / 2))
    for number, (dz, dx) in enumerate(((13.8, 3.0), (24.0, 7.4), (40.0, 3.4))):
        z = dz + float(rng.uniform(-2.5, 2.5))
        x = -side * (dx + float(rng.uniform(-0.6, 0.9)))
        base = (-0.8, -0.9, -3.0)[number]
        radius = 2.2 if number else 2.0
        cap, ring = _dome(radius, 1.3)
        world.add(box(2.7 * radius, 9, 2.7 * radius, bevel=0.15).moved(x, base - 9, z), stuff["wall"])
        world.add(cap.moved(x, base, z), stuff["blue"])
        world.add(ring.moved(x, base, z), stuff["wall"])
        bells = x - side * 4.0
        world.add(_bells(2.6).moved(bells, base - 0.6, z), stuff["wall"])
        world.add(box(3.4, 9, 2, bevel=0.12).moved(bells, base - 9.6, z + 0.3), stuff["wall"])
        for s in (-0.62, 0.62):
            bell = lathe([(0.24, 0), (0.19, 0.1), (0.14, 0.32), (0.0, 0.42)], 14)
            world.add(bell.moved(bells + s, base + 0.75, z + 0.25).tinted((0.5, 0.4, 0.25)), stuff["trim"])
