"""Things of halls and stages as meshes: drapes, posts and ropes, trusses, people."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from ....arrays import Array
from ..tracer import Mesh, ball, box, cylinder, grid, joined, lathe, tube

Pose = Literal["photographer", "cheering", "watching"]


def drape(width: float, height: float, folds: int, deep: float, rng: np.random.Generator) -> Mesh:
    """A curtain that hangs in the plane z = 0 above the origin, its folds deeper below; faces -z."""
    t = np.linspace(0, 1, folds * 8 + 1)
    bend = t + 0.35 / folds * np.interp(t, np.linspace(0, 1, folds + 1), rng.normal(0, 1, folds + 1))
    swing = np.interp(t, np.linspace(0, 1, folds + 1), rng.uniform(0.55, 1.2, folds + 1))
    v = np.linspace(0, 1, 14)[:, None]
    wave = np.sin(2 * np.pi * folds * bend) + 0.3 * np.sin(4 * np.pi * folds * bend + 1)
    z = deep * swing * wave * (0.45 + 0.55 * (1 - v))
    x = (t - 0.5) * width + 0.25 * deep * np.cos(2 * np.pi * folds * bend) * (1 - v)
    points = np.stack(np.broadcast_arrays(x, height * v, z), -1)
    return grid(points[:, ::-1])


def stanchion(height: float = 1.0) -> Mesh:
    """A brass post with a foot and a knob."""
    turn = np.linspace(0, np.pi, 12)
    knob = [(0.042 * np.sin(t), height - 0.04 * np.cos(t)) for t in turn[1:]]
    foot = [(0.0, 0.0), (0.165, 0.0), (0.17, 0.012), (0.15, 0.028), (0.06, 0.045), (0.026, 0.07)]
    neck = [
        (0.024, height - 0.16),
        (0.04, height - 0.15),
        (0.04, height - 0.10),
        (0.022, height - 0.08),
        (0.02, height - 0.04),
    ]
    return lathe([*foot, *neck, *knob], 28)


def rope(start: Array, end: Array, sag: float, radius: float = 0.026) -> Mesh:
    """A rope that sags between two points (3,)."""
    t = np.linspace(0, 1, 18)[:, None]
    path = start + (end - start) * t
    path[:, 1:2] -= sag * 4 * t * (1 - t)
    return tube(path, radius, 10)


def truss(length: float, size: float = 0.3) -> Mesh:
    """A lighting truss along x, its middle over the origin: four chords and diagonals."""
    half, r = size / 2, size * 0.075
    corners = [(y, z) for y in (-half, half) for z in (-half, half)]
    parts = [tube([(-length / 2, y, z), (length / 2, y, z)], r, 6) for y, z in corners]
    steps = max(2, round(length / size))
    x = np.linspace(-length / 2, length / 2, steps + 1)
    zig = np.where(np.arange(steps + 1) % 2 == 0, -half, half)
    for side in (-half, half):
        parts.append(tube(np.stack([x, zig, np.full_like(x, side)], -1), r * 0.6, 5))
        parts.append(tube(np.stack([x, np.full_like(x, side), zig], -1), r * 0.6, 5))
    return joined(parts)


def parcel(width: float, height: float, depth: float) -> tuple[Mesh, Mesh]:
    """A parcel on the ground: its paper, and its ribbon with a bow."""
    bow = [
        ball(0.05, 12).scaled(1.3, 0.7, 0.7).turned(yaw_deg=s * 35).moved(s * 0.055, height - 0.005, 0) for s in (-1, 1)
    ]
    bands = [
        box(0.045, height + 0.004, depth + 0.006),
        box(width + 0.006, height + 0.004, 0.045),
    ]
    return box(width, height, depth, 0.006), joined([*bands, *bow])


class Person(NamedTuple):
    """Meshes of one person, 1.75 m tall, who looks towards -z."""

    clothes: Mesh
    skin: Mesh
    hair: Mesh
    gear: Mesh | None

    def placed(self, x: float, y: float, z: float, yaw_deg: float, scale: float) -> Person:
        """The person somewhere else."""
        parts = (None if m is None else m.scaled(scale).turned(yaw_deg).moved(x, y, z) for m in self)
        return Person(*parts)  # type: ignore[arg-type]


def person(pose: Pose, rng: np.random.Generator) -> Person:
    """Somebody to be seen from some way off."""
    broad = rng.uniform(0.9, 1.12)
    body = [
        (0, 0.8),
        (0.15, 0.8),
        (0.165, 0.95),
        (0.15, 1.12),
        (0.19, 1.32),
        (0.185, 1.42),
        (0.075, 1.49),
        (0.06, 1.53),
    ]
    clothes = [lathe(body, 14).scaled(broad, 1, 0.62 * broad)]
    skin = [ball(0.1, 14).scaled(0.92, 1.22, 1.0).moved(y=1.52), cylinder(0.055, 0.12, sides=10).moved(y=1.46)]
    hair = [ball(0.107, 14).scaled(0.98, 1.05, 1.0).moved(y=1.59, z=0.022)]
    if rng.random() < 0.4:
        hair.append(ball(0.1, 12).scaled(0.95, 1.6, 0.6).moved(y=1.42, z=0.07))
    for side in (-1.0, 1.0):
        leg = [(side * 0.085, 0.85, 0), (side * 0.1, 0.45, -0.02), (side * rng.uniform(0.1, 0.14), 0.03, 0)]
        clothes.append(tube(leg, np.array([0.095, 0.07, 0.055]), 8))
        clothes.append(ball(0.055, 10).scaled(0.8, 0.75, 1.9).moved(side * 0.12, 0, -0.04))
        shoulder = (side * 0.185 * broad, 1.4, 0.0)
        if pose == "photographer":
            elbow, hand = (side * 0.27, 1.2, -0.12), (side * 0.07, 1.55, -0.2)
        elif pose == "cheering" and rng.random() < 0.75:
            out, high = rng.uniform(0.2, 0.36), rng.uniform(1.85, 2.12)
            elbow, hand = (side * (out + 0.05), 1.55, -0.08), (side * out * rng.uniform(0.6, 1.2), high, -0.1)
        else:
            elbow, hand = (side * 0.27, 1.14, 0.03), (side * 0.2, 0.88, -0.06)
        clothes.append(tube(np.array([shoulder, elbow, hand]), np.array([0.06, 0.048, 0.036]), 8))
        skin.append(ball(0.045, 10).moved(hand[0], hand[1] - 0.04, hand[2]))
    gear = None
    if pose == "photographer":
        lens = cylinder(0.036, 0.13, sides=14).turned(pitch_deg=-90).moved(0, 1.575, -0.24)
        gear = joined(
            [box(0.15, 0.1, 0.08, 0.01).moved(0, 1.53, -0.22), lens, box(0.07, 0.06, 0.05, 0.01).moved(0, 1.645, -0.22)]
        )
    return Person(joined(clothes), joined(skin), joined(hair), gear)
