"""Books, and the cases they stand in."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..tracer import boxes
from ..tracer.meshes import Mesh

Boxes = tuple[list[tuple[float, float, float]], list[tuple[float, float, float]], list[Array]]
"""Low corners, high corners and colours."""


def bookcase(
    wide: float, high: float, deep: float, columns: int, rows: int, plinth: float = 0.12
) -> tuple[Mesh, Array]:
    """An open case, its back to +z, its front at z = 0, foot at the origin's left; and its compartments.

    Returns:
        The case, and (N, 4): left, right, floor and height of every compartment, metres.
    """
    board, back = 0.028, deep - 0.012
    lefts = np.linspace(0, wide - board, columns + 1)
    floors = np.linspace(plinth, high - board, rows + 1)
    a: list[tuple[float, float, float]] = [(x, 0, 0) for x in lefts] + [(0, y, 0.004) for y in floors]
    a += [(0, 0, back), (0, 0, 0.03)]
    b: list[tuple[float, float, float]] = [(x + board, high, deep) for x in lefts] + [
        (wide, y + board, back) for y in floors
    ]
    b += [(wide, high, deep), (wide, plinth, 0.05)]
    a.append((-0.03, high - 0.005, -0.035))
    b.append((wide + 0.03, high + 0.055, deep))
    holes = [
        (lefts[i] + board, lefts[i + 1], floors[j] + board, floors[j + 1] - floors[j] - board)
        for j in range(rows)
        for i in range(columns)
    ]
    return boxes(a, b), np.array(holes, np.float32)


def books(
    rng: np.random.Generator, holes: Array, colours: Array, deep: float, full: float = 0.8, thin: float = 1.0
) -> Mesh:
    """Books in the compartments of a case, spines at z about 0: upright in runs, some leaning, some in piles.

    colours: (C, 3) linear. full: share of the compartments' width that they fill. thin: of their thickness.
    """
    low: list[tuple[float, float, float]] = []
    high: list[tuple[float, float, float]] = []
    tints: list[Array] = []
    for left, right, floor, height in holes.tolist():
        x = left + rng.uniform(0.0, 0.02)
        usual, hue = rng.uniform(0.62, 0.86) * height, int(rng.integers(len(colours)))
        while x < right - 0.02:
            if rng.random() > full**0.35:
                if rng.random() < 0.45:
                    x += _pile(rng, (x, floor, right), (low, high, tints), colours, deep)
                x += rng.uniform(0.05, 0.22)
                continue
            for _ in range(int(rng.integers(2, 9))):
                thick = rng.uniform(0.016, 0.052) * thin
                if x + thick > right - 0.006:
                    x = right
                    break
                if rng.random() < 0.25:
                    usual, hue = rng.uniform(0.55, 0.9) * height, int(rng.integers(len(colours)))
                tall = min(usual * rng.uniform(0.94, 1.05), 0.95 * height)
                inset = rng.uniform(0.012, 0.035)
                size = (thick * 0.97, tall, min(deep - 0.04 - inset, tall * 0.75))
                colour = _faded(rng, colours[hue if rng.random() < 0.5 else int(rng.integers(len(colours)))])
                low.append((x, floor, inset))
                high.append((x + size[0], floor + size[1], inset + size[2]))
                tints.append(colour)
                if thick > 0.026 and rng.random() < 0.55:
                    _bands(rng, (x, floor, inset), size, (low, high, tints), colour)
                x += thick
    return boxes(np.array(low), np.array(high)).tinted(np.repeat(np.array(tints), 12, axis=0))


def _faded(rng: np.random.Generator, colour: Array) -> Array:
    grey = colour.mean()
    return (colour + rng.uniform(0, 0.35) * (grey - colour)) * rng.uniform(0.65, 1.3)


def _bands(
    rng: np.random.Generator,
    at: tuple[float, float, float],
    size: tuple[float, float, float],
    into: Boxes,
    colour: Array,
) -> None:
    """A label or gilt bands across a spine."""
    low, high, tints = into
    x, y, z = at
    gilt = np.array([0.55, 0.38, 0.14]) if rng.random() < 0.6 else colour * rng.uniform(0.25, 2.5)
    for share in (0.12, 0.88) if rng.random() < 0.5 else (rng.uniform(0.6, 0.8),):
        tall = 0.006 if rng.random() < 0.6 else size[1] * 0.13
        low.append((x + 0.001, y + share * size[1], z - 0.0008))
        high.append((x + size[0] - 0.001, y + share * size[1] + tall, z + 0.01))
        tints.append(gilt)


def _pile(rng: np.random.Generator, at: tuple[float, float, float], into: Boxes, colours: Array, deep: float) -> float:
    """A few books lying on one another; their width."""
    x, floor, right = at
    low, high, tints = into
    wide = rng.uniform(0.16, 0.25)
    if x + wide > right:
        return 0.0
    y = floor
    for _ in range(int(rng.integers(2, 5))):
        thick, inset = rng.uniform(0.02, 0.042), rng.uniform(0.0, 0.04)
        shift = rng.uniform(0, 0.02)
        low.append((x + shift, y, 0.01 + inset))
        high.append((x + wide - rng.uniform(0, 0.03), y + thick * 0.95, deep - 0.04))
        tints.append(_faded(rng, colours[int(rng.integers(len(colours)))]))
        y += thick
    return wide
