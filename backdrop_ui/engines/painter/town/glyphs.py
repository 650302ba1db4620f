"""Invented writing: characters of a few strokes in a square, which no one can read."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..tracer import cylinder, tube
from .parts import Colour, Parts

Place = tuple[float, float, float]


def glyph(parts: Parts, of: str, rng: np.random.Generator, at: Place, size: float, tint: Colour, out: float) -> None:
    """One character; `at`: its middle; out: how far it stands out towards negative z."""
    bar = 0.085 * size

    def stroke(x0: float, y0: float, x1: float, y1: float) -> None:
        low = (at[0] + size * min(x0, x1) - bar / 2, at[1] + size * min(y0, y1) - bar / 2, at[2] - out)
        high = (at[0] + size * max(x0, x1) + bar / 2, at[1] + size * max(y0, y1) + bar / 2, at[2])
        parts.box(of, low, high, tint)

    levels = np.sort(rng.choice([-0.42, -0.22, 0.0, 0.22, 0.42], int(rng.integers(2, 5)), replace=False)).tolist()
    for y in levels:
        reach = float(rng.choice([0.25, 0.34, 0.42]))
        stroke(-reach, y, reach, y)
    style = int(rng.integers(4))
    if style == 0:
        stroke(0, -0.45, 0, 0.45)
    elif style == 1:
        for x in (-0.28, 0.28):
            stroke(x, levels[0], x, levels[-1])
    elif style == 2:
        stroke(-0.3, -0.45, -0.3, 0.3)
        for k in range(5):
            stroke(0.05 + 0.07 * k, -0.05 - 0.08 * k, 0.05 + 0.07 * k, -0.05 - 0.08 * (k + 1))
    else:
        stroke(0.1, levels[-1], 0.1, 0.45)
        for k in range(5):
            stroke(-0.05 - 0.07 * k, 0.02 - 0.09 * k, -0.05 - 0.07 * k, 0.02 - 0.09 * (k + 1))


def sign(
    parts: Parts, rng: np.random.Generator, at: Place, size: tuple[float, float], colour: Colour, lit: bool
) -> None:
    """A board facing negative z with a column or row of characters. `at`: its left lower corner. lit: glowing board
    with dark characters; otherwise a dark board with neon ones."""
    x, y, z = at
    wide, tall = size
    dark = (0.02, 0.02, 0.03)
    parts.box(
        "neon" if lit else "metal",
        (x, y, z),
        (x + wide, y + tall, z + 0.16),
        np.asarray(colour) * (0.55 if lit else 0.3),
    )
    for low, high in (
        ((x - 0.03, y - 0.03, z - 0.02), (x + wide + 0.03, y, z + 0.18)),
        ((x - 0.03, y + tall, z - 0.02), (x + wide + 0.03, y + tall + 0.03, z + 0.18)),
        ((x - 0.03, y, z - 0.02), (x, y + tall, z + 0.18)),
        ((x + wide, y, z - 0.02), (x + wide + 0.03, y + tall, z + 0.18)),
    ):
        parts.box("metal" if lit else "neon", low, high, dark if lit else colour)
    unit = min(wide, tall)
    count = max(1, int(max(wide, tall) / unit / 0.92))
    for k in range(count):
        share = (k + 0.5) / count
        middle = (x + wide * share, y + tall / 2, z) if wide > tall else (x + wide / 2, y + tall * share, z)
        tint = dark if lit else np.asarray(colour) * 0.6 + 0.4
        glyph(parts, "metal" if lit else "neon", rng, middle, unit * 0.72, tint, 0.03)


def _arc(start: float, stop: float, x: float = 0, y: float = 0, wide: float = 1, tall: float = 1) -> Array:
    """(N, 2) points of a part of an ellipse, from one angle to another in turns."""
    t = 2 * np.pi * np.linspace(start, stop, max(3, round(40 * abs(stop - start)) + 1))
    return np.stack([x + wide * np.cos(t), y + tall * np.sin(t)], -1).astype(np.float32)


def _wave(x: float) -> Array:
    t = np.linspace(0, 1, 9)
    return np.stack([x + 0.05 * np.sin(2 * np.pi * t), 0.12 + 0.34 * t], -1).astype(np.float32)


def _line(*points: tuple[float, float]) -> Array:
    return np.array(points, np.float32)


EMBLEMS: tuple[tuple[Array, ...], ...] = (
    # a bowl that steams; a cocktail glass; a note; a fish; a crescent and a star
    (_arc(0.5, 1.0, 0, -0.02, 0.5, 0.46), _line((-0.55, -0.02), (0.55, -0.02)), _wave(-0.2), _wave(0.0), _wave(0.2)),
    (_line((-0.48, 0.42), (0.48, 0.42), (0, -0.08), (-0.48, 0.42)), _line((0, -0.08), (0, -0.5)),
     _line((-0.24, -0.5), (0.24, -0.5)), _line((0.12, 0.12), (0.42, 0.62))),
    (_arc(0, 1, -0.28, -0.38, 0.16, 0.12), _arc(0, 1, 0.26, -0.28, 0.16, 0.12),
     _line((-0.12, -0.38), (-0.12, 0.38), (0.42, 0.5), (0.42, -0.28)), _line((-0.12, 0.24), (0.42, 0.36))),
    (_arc(0.08, 0.92, -0.1, 0, 0.46, 0.3), _line((0.3, 0.14), (0.58, -0.26)), _line((0.3, -0.14), (0.58, 0.26)),
     _line((0.58, -0.26), (0.58, 0.26)), _arc(0, 1, -0.34, 0.08, 0.04, 0.04)),
    (_arc(0.14, 0.86, -0.06, 0, 0.52, 0.52), _arc(0.2, 0.8, 0.16, 0, 0.38, 0.42),
     _line((0.38, 0.2), (0.38, -0.2)), _line((0.2, 0), (0.56, 0)), _line((0.26, 0.12), (0.5, -0.12)))
)  # fmt: skip
"""Pictures bent from glass tubes, in a circle of radius 1 or less."""


def emblem(parts: Parts, rng: np.random.Generator, at: Place, radius: float, ring: Colour, picture: Colour) -> None:
    """A round board facing negative z, its middle at `at`, with a picture of neon tubes inside a ring."""
    x, y, z = at
    plate = cylinder(radius, 0.1, 0.01, 28).turned(pitch_deg=90).moved(x, y, z + 0.06)
    parts.mesh("metal", plate, (0.02, 0.02, 0.03))
    rings = [_arc(0, 1, 0, 0, 0.94, 0.94)] + ([_arc(0, 1, 0, 0, 0.8, 0.8)] if rng.random() < 0.5 else [])
    drawn = [(line, ring) for line in rings]
    drawn += [(0.82 * line, picture) for line in EMBLEMS[int(rng.integers(len(EMBLEMS)))]]
    for line, colour in drawn:
        points = np.stack([x + radius * line[:, 0], y + radius * line[:, 1], np.full(len(line), z - 0.09)], -1)
        parts.mesh("neon", tube(points, 0.032 * radius**0.5, 6), np.asarray(colour) * 0.8 + 0.2)
