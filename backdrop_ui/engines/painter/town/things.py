"""What hangs, stands and grows in streets; meshes around their own foot or hook."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..tracer import Mesh, ball, flat, grid, lathe, tube
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
    return _pot().scaled(radius, tall, radius)


@lru_cache(maxsize=1)
def _pot() -> Mesh:
    profile = [(0, 0), (0.68, 0), (0.68, 0), (0.92, 0.8), (0.92, 0.8), (1.06, 0.8), (1.06, 0.8), (1.08, 1)]
    return lathe([*profile, (1.08, 1), (0.9, 1), (0.9, 1), (0.88, 0.85), (0, 0.85)], 20)


@lru_cache(maxsize=4)
def globe(sides: int) -> Mesh:
    """A ball of radius 1 around the origin."""
    return ball(1.0, sides).moved(y=-1)


def copies(mesh: Mesh, at: Numbers, tints: Numbers) -> Mesh:
    """A mesh at many places (N, 3), each in its own tint (N, 3)."""
    count, size = len(at), len(mesh.corners)
    corners = mesh.corners[None] + np.asarray(at, np.float32)[:, None, None]
    normals, uv = (np.broadcast_to(a, (count, *a.shape)) for a in (mesh.normals, mesh.uv))
    paints = mesh.tint[None] * np.asarray(tints, np.float32)[:, None]
    return Mesh(
        corners.reshape(-1, 3, 3), normals.reshape(-1, 3, 3), uv.reshape(-1, 3, 2), paints.reshape(count * size, 3)
    )


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
    """A street lantern around the middle of its glass: four panes that widen upwards, iron edges, a hood, a finial."""
    x, y, z = at
    w, low, high = 0.62 * size, y - size / 2, y + size / 2
    glass = lathe([(0, low), (0.62 * w, low), (0.62 * w, low), (w, high), (w, high), (0, high)], 4)
    parts.mesh("lamp", glass.turned(45).moved(x, 0, z), light)
    h = high
    hood = [(0, h), (1.25 * w, h), (1.25 * w, h), (1.2 * w, h + 0.05 * size), (0.75 * w, h + 0.28 * size)]
    hood += [(0.3 * w, h + 0.4 * size), (0.12 * w, h + 0.46 * size), (0.16 * w, h + 0.54 * size), (0, h + 0.66 * size)]
    parts.mesh("iron", lathe(hood, 4).turned(45).moved(x, 0, z))
    parts.mesh("iron", lathe([(0, low - 0.12 * size), (0.7 * w, low), (0, low + 0.01)], 4).turned(45).moved(x, 0, z))
    for a in (-1, 1):
        for b in (-1, 1):
            k = 0.71 * w
            edge = [(x + a * 0.62 * k, low, z + b * 0.62 * k), (x + a * k, high, z + b * k)]
            parts.mesh("iron", tube(edge, 0.035 * size, 4))
