"""What hangs, stands and grows in streets; meshes around their own foot or hook."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..tracer import Mesh, flat, grid, joined, lathe, tube
from .parts import Colour, Parts


def leaves(
    rng: np.random.Generator, middles: Numbers, spread: float, count: int, size: float, colours: Numbers
) -> Mesh:
    """Leaves in clouds around points (N, 3): each a folded blade that looks outwards and up, in one of the colours."""
    which = rng.integers(len(middles), size=count)
    away = rng.standard_normal((count, 3))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    away *= rng.random((count, 1)) ** (1 / 3)
    at = np.asarray(middles)[which] + away * spread
    normal = away + [0, 0.7, 0] + 0.5 * rng.standard_normal((count, 3))
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    along = np.cross(normal, rng.standard_normal((count, 3)))
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    across = np.cross(normal, along)
    long = size * rng.uniform(0.6, 1.3, (count, 1))
    tip, tail = at + along * long, at - along * long
    left, right = (at + s * across * long * 0.55 + normal * long * 0.25 for s in (1, -1))
    corners = np.stack([np.stack([tail, left, tip], 1), np.stack([tail, tip, right], 1)], 1).reshape(-1, 3, 3)
    paints = np.asarray(colours, np.float32)[rng.integers(len(colours), size=count)]
    paints = paints * rng.uniform(0.55, 1.25, (count, 1)).astype(np.float32)
    paints = paints * np.clip(0.55 + 0.6 * np.linalg.norm(away, axis=1, keepdims=True), 0, 1.2).astype(np.float32)
    return flat(corners).tinted(np.repeat(paints, 2, axis=0))


def pot(radius: float, tall: float) -> Mesh:
    """A terracotta pot with a rim."""
    r, h = radius, tall
    profile = [(0, 0), (0.68 * r, 0), (0.68 * r, 0), (0.92 * r, 0.8 * h), (0.92 * r, 0.8 * h), (1.06 * r, 0.8 * h)]
    profile += [(1.06 * r, 0.8 * h), (1.08 * r, h), (1.08 * r, h), (0.9 * r, h), (0.9 * r, h), (0.88 * r, 0.85 * h), (0, 0.85 * h)]
    return lathe(profile, 20)


def cable(a: Colour, b: Colour, sag: float, radius: float = 0.012, pieces: int = 14) -> Mesh:
    """A cable that hangs between two points."""
    return tube(hanging(a, b, sag, pieces), radius, 5)


def hanging(a: Colour, b: Colour, sag: float, pieces: int) -> Array:
    """(N, 3) points along a hanging line."""
    t = np.linspace(0, 1, pieces)[:, None]
    points = np.asarray(a) * (1 - t) + np.asarray(b) * t
    points[:, 1] -= 4 * sag * (t * (1 - t))[:, 0]
    return points.astype(np.float32)


def cloth(rng: np.random.Generator, wide: float, tall: float) -> Mesh:
    """Washing on a line: a sheet hung by its upper edge along x, with folds that widen downwards."""
    u, v = np.meshgrid(np.linspace(0, 1, 16), np.linspace(0, 1, 10))
    phase, folds = rng.uniform(0, 6.28), rng.uniform(1.5, 3)
    z = (0.02 + 0.05 * v) * np.sin(folds * 6.28 * u + phase) + 0.1 * v * np.sin(2 * u + phase)
    sag = 0.05 * np.sin(np.pi * u) * wide
    return grid(np.stack([(u - 0.5) * wide, -v * tall - sag, z], -1))


def lantern(parts: Parts, at: tuple[float, float, float], size: float, light: Colour) -> None:
    """A street lantern: four lit panes between iron bars, a hood and a finial, around the middle of its glass."""
    x, y, z = at
    w, h = 0.5 * size, size
    parts.box("lamp", (x - 0.8 * w, y - h / 2, z - 0.8 * w), (x + 0.8 * w, y + h / 2, z + 0.8 * w), light)
    for a in (-w, w):
        for b in (-w, w):
            parts.box("iron", (x + a - 0.014, y - h / 2, z + b - 0.014), (x + a + 0.014, y + h / 2, z + b + 0.014))
    for k in range(4):
        r = w * (1.25 - 0.3 * k)
        low = y + h / 2 + 0.05 * k
        parts.box("iron", (x - r, low, z - r), (x + r, low + 0.05, z + r))
    parts.box("iron", (x - w, y - h / 2 - 0.04, z - w), (x + w, y - h / 2, z + w))


def joined_at(meshes: list[tuple[Mesh, tuple[float, float, float]]]) -> Mesh:
    """Meshes at their places as one."""
    return joined([mesh.moved(*at) for mesh, at in meshes])
