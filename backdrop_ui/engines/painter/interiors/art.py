"""Paintings and prints for the walls: fields of colour, and cut shapes in the manner of the fifties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ....arrays import Array
from ..tracer import Material, arch, band, extruded
from ..tracer.meshes import Mesh
from .furnishings import framed


def painting(
    rng: np.random.Generator, wide: float, high: float, paints: list[Array], frame: Material, mount: float = 0.0
) -> list[tuple[Mesh, Material]]:
    """A framed picture around the origin, seen from -z, with its materials; paints: three colours or more."""
    bars, paper, ground = framed(wide, high, 0.025, mount)
    order = rng.permutation(len(paints))
    pale = Material((0.78, 0.74, 0.66), (0.7, 0.66, 0.58), surface="linen")
    parts = [(bars, frame), (paper, pale)]
    inner = np.array([wide - 0.05 - 2 * mount, high - 0.05 - 2 * mount])
    picture = _fields if rng.random() < 0.5 else _shapes
    base = pale if picture is _shapes else _painted(paints[order[0]])
    parts.append((ground, base))
    return parts + picture(rng, inner, [paints[k] for k in order[1:]])


def _painted(colour: Array) -> Material:
    return Material(colour, colour * np.float32(0.72), surface="canvas", scale=0.45)


def _fields(rng: np.random.Generator, inner: Array, paints: list[Array]) -> list[tuple[Mesh, Material]]:
    """Two or three wide blocks above one another, close to the edges."""
    cuts = ([0.0, 0.38, 1.0], [0.0, 0.64, 1.0], [0.0, 0.28, 0.5, 1.0])[int(rng.integers(3))]
    parts = []
    gap = 0.05 * float(inner.min())
    for k, (low, top) in enumerate(pairwise(cuts)):
        x = inner[0] / 2 - gap
        y0, y1 = (low - 0.5) * inner[1] + gap * (0.5 if k else 1), (top - 0.5) * inner[1] - gap * 0.5
        t = np.linspace(0, 1, 16)
        ragged = rng.normal(0, 0.006, (4, 16)).cumsum(axis=1) * float(inner.min()) * 0.4
        lower = np.stack([-x + 2 * x * t, y0 + ragged[0]], -1)
        upper = np.stack([x - 2 * x * t, y1 + ragged[1]], -1)
        parts.append((_cut(np.concatenate([lower, upper])), _painted(paints[k % len(paints)])))
    return parts


def _shapes(rng: np.random.Generator, inner: Array, paints: list[Array]) -> list[tuple[Mesh, Material]]:
    """A sun, an arch within an arch, a hill."""
    size = float(inner.min())
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    disc = np.stack([np.cos(t), np.sin(t)], -1) * size * rng.uniform(0.15, 0.22)
    side = rng.choice([-1.0, 1.0])
    foot = np.array([0, -0.42 * inner[1]])
    rainbow = band(size * 0.62, size * 0.72, size * 0.11) + foot + np.array([side * 0.08 * size, 0])
    door = arch(size * 0.3, size * 0.52) + foot + np.array([side * 0.08 * size, 0])
    x = np.linspace(-0.44, 0.44, 24) * inner[0]
    hill = np.stack([x, -0.30 * inner[1] + 0.09 * inner[1] * np.sin(2.5 * x / inner[0] + rng.uniform(0, 6))], -1)
    hill = np.concatenate([[(-0.44 * inner[0], -0.44 * inner[1]), (0.44 * inner[0], -0.44 * inner[1])], hill[::-1]])
    spot = np.array([-side * 0.2 * inner[0], 0.24 * inner[1]])
    cut = [disc + spot, hill, rainbow, door]
    return [(_cut(one).moved(z=-0.0015 * k), _painted(paints[k % len(paints)])) for k, one in enumerate(cut)]


def _cut(outline: Array) -> Mesh:
    """A shape on the picture, standing out by the thickness of paper."""
    return extruded(outline, 0.002).moved(z=-0.0165)
