"""Invented writing: characters of a few strokes in a square, which no one can read."""

from __future__ import annotations

import numpy as np

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
