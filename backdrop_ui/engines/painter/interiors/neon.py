"""Neon tubes over a polished black floor."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, arch, render, tube
from .shell import FLOOR, across, back_wall, level, room_world

SEEN = 3.5
"""Brightness of a neon tube itself, which no film could show as bright as it is."""


class NeonOptions(Options):
    """Glowing tubes before a dark wall over a polished floor. first, second: their colours. glow: how much light
    they give."""

    first: Paint = 0
    second: Paint = 1
    wall: Paint = 2
    floor: Paint = 3
    glow: float = Field(210.0, ge=0, le=2000)


@layer("neon_set", NeonOptions)
def neon_set(scene: Scene, options: NeonOptions) -> None:
    """One large sign behind the subject, bars at the sides in the second colour, all of it mirrored by the floor."""
    rng = scene.rng()
    world = room_world(scene, fill=1.2, white=None)
    far = 7.0
    dark = scene.colour(options.wall)
    world.add(back_wall(far, 9), Material(dark, dark * np.float32(0.6), surface="concrete"))
    floor = scene.colour(options.floor)
    world.add(
        level(0, 9, -3, far), Material(floor, floor * np.float32(0.5), surface="concrete", gloss=0.12, rough=0.035)
    )
    first, second = scene.colour(options.first), scene.colour(options.second)
    shape = scene.seed % 3
    t = np.linspace(0, 2 * np.pi, 97)[:-1]
    radius = min(max(across(scene, 0.62, far), 1.0), 1.6)
    middle = np.array([rng.uniform(-0.15, 0.15), 1.95, far - 0.35])
    if shape == 0:
        path, closed = np.stack([radius * np.cos(t), radius * np.sin(t), 0 * t], -1) + middle, True
    elif shape == 1:
        outline = np.concatenate(
            [
                np.linspace((0.92 * radius, 0.03), (0.92 * radius, 1.6), 12),
                arch(1.84 * radius, 1.6 + 0.92 * radius, 48)[3:-1],
            ]
        )
        outline = np.concatenate([outline, np.linspace((-0.92 * radius, 1.6), (-0.92 * radius, 0.03), 12)])
        upright = np.concatenate([outline, np.zeros((len(outline), 1))], axis=1)
        path, closed = upright + np.array([middle[0], 0, middle[2]]), False
    else:
        corners = np.array([(0, 1.25), (1.2, -0.85), (-1.2, -0.85), (0, 1.25)]) * radius * 0.95
        s = np.linspace(0, 3, 97)[:-1]
        path = (
            np.stack([np.interp(s, range(4), corners[:, 0]), np.interp(s, range(4), corners[:, 1]), 0 * s], -1) + middle
        )
        closed = True
    _neon(world, path, 0.022, first * np.float32(options.glow), closed)
    for side in (-1.0, 1.0):
        for k in range(int(rng.integers(1, 4))):
            x = side * (across(scene, 0.8, 6) + 0.33 * k)
            z = 6.1 - 0.75 * k
            tall = rng.uniform(1.6, 2.9)
            bar = np.stack([np.full(24, x), np.linspace(0.015, tall, 24), np.full(24, z)], -1)
            _neon(world, bar, 0.018, second * np.float32(options.glow * 0.75), False)
    render(world, scene)
    scene.ground = FLOOR


def _neon(world: World, path: Array, radius: float, radiance: Array, closed: bool) -> None:
    """A glowing tube along a path, and lamps in it that are a little thicker and shine for it."""
    world.add(tube(path, radius, 10, closed), Material((0, 0, 0), glow=radiance * np.float32(SEEN / radiance.max())))
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    bends = 1 if not closed and np.ptp(path[:, 0]) < 1e-6 else max(8, round(length / 0.5))
    ends = np.linspace(0, len(path) - 1, bends + 1).astype(int)
    for start, stop in pairwise(ends.tolist()):
        world.strip(path[start], path[stop], radius * 1.3, radiance / np.float32(1.3))
