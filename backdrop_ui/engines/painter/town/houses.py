"""House fronts in the manner of southern towns."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from .parts import Opening, Parts, balcony, cornice, eaves, sash, shutters, surround, wall


def house(
    parts: Parts,
    rng: np.random.Generator,
    size: tuple[float, float],
    paint: tuple[Array, Array],
    lit: float = 0.0,
    slats: int = 14,
) -> None:
    """A plastered front with a door, barred windows below, shutters and balconies above, under eaves or a cornice.

    paint: of plaster and of wood. lit: share of the windows; slats: of each shutter.
    """
    width, height = size
    colour, blind = paint
    count = 2 if width < 5.6 else 3
    floors = np.arange(3.1, height - 2.0, 2.8).tolist()
    wide = float(rng.uniform(0.85, 1.05))
    upper = [Opening(width * (k + 0.5) / count, y, wide, 1.55) for y in floors for k in range(count)]
    door = int(rng.integers(count))
    ground = [
        Opening(width * (k + 0.5) / count, 0.0 if k == door else 1.1, wide, 2.35 if k == door else 1.15)
        for k in range(count)
    ]
    wall(parts, "wall", width, height, [*upper, *ground], colour)
    frame = (0.62, 0.58, 0.5) if rng.random() < 0.5 else blind
    for hole in upper:
        glowing = rng.random() < lit
        sash(parts, hole, frame, "lit" if glowing else "glass", (2, 3), np.float32(rng.uniform(0.4, 1.3)) * np.ones(3))
        surround(parts, hole, (1, 1, 1))
        if rng.random() < 0.8:
            shutters(parts, hole, blind, slats)
        if rng.random() < 0.25:
            balcony(parts, hole)
    for k, hole in enumerate(ground):
        surround(parts, hole, (0.95, 0.95, 0.95), 0.18, 0.05)
        if k == door:
            _door(parts, hole, blind)
        else:
            sash(parts, hole, frame, "lit" if rng.random() < lit else "glass", (2, 2))
            for x in np.arange(hole.left + 0.1, hole.right, 0.14).tolist():
                parts.box("iron", (x, hole.y, 0.05), (x + 0.02, hole.top, 0.07))
    parts.box("stone", (0, 0, -0.05), (width, 0.34, 0.1), (0.8, 0.78, 0.75))
    if rng.random() < 0.6:
        eaves(parts, width, height)
    else:
        cornice(parts, width, height, (0.95, 0.95, 0.95))
    if rng.random() < 0.7:
        x = width - 0.12
        parts.box("iron", (x, 0, -0.1), (x + 0.08, height, -0.02), (9, 7, 5))


def _door(parts: Parts, hole: Opening, colour: Array) -> None:
    """Panelled planks, and a step."""
    parts.box("shutter", (hole.left, 0, 0.18), (hole.right, hole.top, 0.24), colour * 0.7)
    for a, b in ((0.06, 0.46), (0.54, 0.94)):
        for y0, y1 in ((0.2, 0.95), (1.05, 1.6), (1.7, 2.2)):
            x0, x1 = hole.left + a * hole.wide, hole.left + b * hole.wide
            parts.box("shutter", (x0, y0, 0.15), (x1, y1, 0.19), colour)
    parts.box("stone", (hole.left - 0.2, 0, -0.35), (hole.right + 0.2, 0.14, 0.2), (0.9, 0.88, 0.85))
