"""Rock around water: stone that moss grows on, boulders, pebbles, a bank to stand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array
from ..colour import Numbers, smoothstep
from ..noise import Noise
from ..scene import Scene
from ..tracer import Material, Mesh, grid

POOL_Y = -0.16
"""Height of the water, from the feet."""
WALL_Z, REACH_M = 25.0, 26.0
"""How far a wall of rock is in the middle, and how far it goes to either side."""


@dataclass(frozen=True)
class Rock(Material):
    """Stone in layers, stained by what runs down it."""

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        bend = noise.fbm(u * 0.12, v * 0.12, 3, 0.5, footprint * 0.12)
        layers = noise.fbm(u * 0.16 + 4, (v + 1.6 * bend) * 1.3, 4, 0.6, footprint)
        grain = noise.fbm(u * 5, v * 5, 4, 0.65, footprint * 5)
        stain = np.clip(noise.fbm(u * 0.9 + 9, v * 0.09, 4, 0.6, footprint * 0.9), 0, 1)
        tone = (0.92 + 0.28 * layers + 0.22 * grain) * (1 - 0.5 * stain)
        return np.maximum(np.asarray(self.light, np.float32) * tone[..., None], 0.01)


def mossy(mesh: Mesh, moss: Numbers, most: float = 1.0) -> Mesh:
    """Green where rain and dust can lie; most: how green at the most."""
    up = mesh.normals[..., 1].mean(axis=1, keepdims=True)
    patch = 0.25 * np.sin(mesh.corners[:, 0, :1] * 1.7 + 2.2 * np.sin(mesh.corners[:, 0, 2:] * 1.3))
    share = most * smoothstep(0.45, 0.95, np.abs(up) + patch) * (mesh.corners[:, 0, 1:2] > POOL_Y + 0.08)
    return mesh.tinted(1 + share * (moss - 1))


def bank(noise: Noise, edge: float) -> Mesh:
    """Ground of stone and earth that slopes into the pool."""
    z = np.geomspace(0.25, edge + 4, 90, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, 90, dtype=np.float32)[None] * (2.0 + 1.2 * z)
    z = np.broadcast_to(z, x.shape)
    shore = edge + 0.9 * noise.fbm(x * 0.35 + 3, 0 * x, 3)
    y = 0.10 * noise.fbm(x * 0.6, z * 0.6, 5, 0.55) - 1.1 * smoothstep(-0.8, 2.4, z - shore)
    return grid(np.stack([x, y, z], -1)[:, ::-1])


def boulder(rng: np.random.Generator, radius: float) -> Mesh:
    """A rounded, lopsided rock, its middle at the origin."""
    turn, tilt = np.linspace(0, 2 * np.pi, 19)[:-1][None], np.linspace(-np.pi / 2, np.pi / 2, 11)[:, None]
    way = np.stack(
        np.broadcast_arrays(np.cos(tilt) * np.cos(turn), np.sin(tilt) + 0 * turn, np.cos(tilt) * np.sin(turn)), -1
    )
    lumps = np.ones(way.shape[:2])
    for _ in range(7):
        axis = rng.normal(size=3)
        facing = way @ (axis / np.linalg.norm(axis))
        lumps = lumps - 0.4 * np.clip(facing - rng.uniform(0.35, 0.7), 0, 1)
    rock = grid((way * lumps[..., None] * radius)[::-1], closed=True)
    return rock.scaled(1, rng.uniform(0.6, 0.8), rng.uniform(0.8, 1.1)).turned(
        rng.uniform(0, 360), rng.uniform(-12, 12)
    )


def boulders(rng: np.random.Generator, edge: float) -> list[Mesh]:
    """Large ones in the pool and along its sides, the middle left open."""
    rocks = []
    for _ in range(20):
        z = float(rng.uniform(edge + 0.5, WALL_Z - 3.5))
        x = float(rng.choice([-1, 1]) * rng.uniform(0.24 * z, 0.52 * z))
        rocks.append(boulder(rng, float(rng.uniform(0.35, 1.05))).moved(x, POOL_Y + rng.uniform(-0.1, 0.15), z))
    for x in np.linspace(-9, 9, 15).tolist():
        rocks.append(
            boulder(rng, float(rng.uniform(0.3, 0.8))).moved(
                x + rng.normal(0, 0.3), POOL_Y, WALL_Z - 0.02 * x * x - 1.6
            )
        )
    return rocks


def pebbles(rng: np.random.Generator, edge: float, scene: Scene) -> list[Mesh]:
    """Stones on the bank, larger towards the water and the sides."""
    stock = [boulder(rng, 1.0) for _ in range(6)]
    rocks = []
    for number in range(210):
        z = float(edge - 0.7 - (edge - 2.4) * rng.random() ** 1.4)
        x = float(rng.uniform(-1.05, 1.05)) * scene.camera.half_width_m(z)
        aside = abs(x) / scene.camera.half_width_m(z)
        size = float(rng.uniform(0.03, 0.10)) * (1 + 1.6 * aside**2) * (1.6 if z > edge - 1.4 else 1)
        rocks.append(
            stock[number % 6]
            .turned(rng.uniform(0, 360))
            .scaled(size, 0.7 * size, size)
            .tinted(rng.uniform(0.7, 1.3) * np.ones(3))
            .moved(x, 0.2 * size, z)
        )
    return rocks
