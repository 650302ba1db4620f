"""Furniture and small things, each standing on the ground around the origin."""

from __future__ import annotations

import numpy as np

from ..tracer import ball, box, boxes, cylinder, joined, lathe, tube
from ..tracer.meshes import Mesh


def table(wide: float, deep: float, high: float, top: float = 0.035, leg: float = 0.045) -> Mesh:
    """A table with four straight legs, set in from the corners."""
    x, z = wide / 2 - 0.07, deep / 2 - 0.07
    legs = [box(leg, high - top, leg, 0.006).moved(a * x, 0, b * z) for a in (-1, 1) for b in (-1, 1)]
    rails = [box(2 * x, 0.06, 0.02).moved(0, high - top - 0.06, b * z) for b in (-1, 1)]
    return joined([box(wide, top, deep, 0.008).moved(y=high - top), *legs, *rails])


def chair(seat: float = 0.46) -> Mesh:
    """A wooden chair whose back is towards +z."""
    legs = [
        tube([(a * 0.2, 0, b * 0.2), (a * 0.17, seat, b * 0.17)], np.array([0.013, 0.018]), 10)
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    t = np.linspace(-1, 1, 13)
    rail = np.stack([0.21 * t, 0.80 - 0.02 * t * t, 0.24 - 0.07 * t * t], -1)
    posts = [
        tube([(x, seat, 0.17), (x * 1.12, 0.79, 0.235 - 0.05 * (x / 0.19) ** 2)], 0.009, 8)
        for x in (-0.17, -0.06, 0.06, 0.17)
    ]
    return joined([box(0.43, 0.032, 0.42, 0.015).moved(y=seat), *legs, tube(rail, 0.02, 10), *posts])


def armchair() -> tuple[Mesh, Mesh]:
    """(cushions, legs) of a deep armchair that looks towards -z."""
    seat = box(0.62, 0.17, 0.66, 0.06).moved(0, 0.27, -0.02)
    base = box(0.78, 0.17, 0.76, 0.04).moved(0, 0.12, 0.02)
    back = box(0.66, 0.52, 0.19, 0.08).turned(pitch_deg=12).moved(0, 0.4, 0.3)
    arms = [box(0.13, 0.46, 0.78, 0.055).moved(side * 0.39, 0.12, 0.0) for side in (-1, 1)]
    legs = [cylinder(0.018, 0.13, 0, 12).moved(a * 0.33, 0, b * 0.31) for a in (-1, 1) for b in (-1, 1)]
    return joined([seat, base, back, *arms]), joined(legs)


def pendant(radius: float, drop: float) -> tuple[Mesh, Mesh]:
    """(shade, cord) of a hanging lamp, its lower rim at the origin; drop: length of the cord."""
    t = np.linspace(0, 1, 12)
    outer = np.stack([radius * np.cos(t * 1.36) ** 0.8, radius * 0.9 * np.sin(t * 1.36)], -1)
    inner = outer[::-1] * np.array([0.97, 0.97])
    shade = lathe(np.concatenate([inner, outer]), 36)
    cord = tube([(0, radius * 0.86, 0), (0, radius * 0.86 + drop, 0)], 0.004, 6)
    cap = cylinder(radius * 0.22, 0.05, 0.006, 16).moved(y=radius * 0.84)
    return joined([shade, cap]), cord


def floor_lamp(height: float = 1.55) -> tuple[Mesh, Mesh]:
    """(shade, stand); the bulb goes at 0.9 of the height."""
    shade = lathe([(0.2, height - 0.26), (0.15, height), (0.146, height), (0.196, height - 0.26)], 36)
    stand = joined([cylinder(0.14, 0.02, 0.004), tube([(0, 0, 0), (0, height - 0.05, 0)], 0.009, 8)])
    return shade, stand


def framed(wide: float, high: float, bar: float = 0.03, mount: float = 0.0) -> tuple[Mesh, Mesh, Mesh]:
    """(frame, mount, picture) to hang on a wall at z = 0, its middle at the origin; the frame stands out towards -z."""
    x, y, d = wide / 2, high / 2, 0.028
    a = [(-x, -y, -d), (-x, y - bar, -d), (-x, -y, -d), (x - bar, -y, -d)]
    b = [(x, -y + bar, 0), (x, y, 0), (-x + bar, y, 0), (x, y, 0)]
    paper = boxes([(-x + bar, -y + bar, -0.012)], [(x - bar, y - bar, 0)])
    m = bar + mount
    picture = boxes([(-x + m, -y + m, -0.014)], [(x - m, y - m, 0)])
    return boxes(a, b), paper, picture


def bottle(height: float) -> Mesh:
    r = 0.14 * height
    profile = [
        (0, 0),
        (r, 0),
        (r, 0),
        (r, 0.62 * height),
        (0.7 * r, 0.7 * height),
        (0.34 * r, 0.78 * height),
        (0.34 * r, height),
        (0.34 * r, height),
        (0, height),
    ]
    return lathe(profile, 28)


def bowl(radius: float, height: float) -> Mesh:
    t = np.linspace(0, np.pi / 2, 12)
    outer = np.stack([radius * (0.35 + 0.65 * np.sin(t)), height * (1 - np.cos(t))], -1)
    return lathe(
        np.concatenate([[(0, 0)], outer[:1], outer, outer[-1:], outer[::-1] * 0.94 + [[0, 0.06 * height]]]), 40
    )


def cup(height: float = 0.085) -> Mesh:
    r = 0.47 * height
    body = lathe(
        [
            (0, 0),
            (0.8 * r, 0),
            (0.8 * r, 0),
            (r, 0.35 * height),
            (r, height),
            (r * 0.92, height),
            (r * 0.92, 0.4 * height),
            (0, 0.3 * height),
        ],
        32,
    )
    t = np.linspace(-1.3, 1.3, 12)
    handle = np.stack([r * 0.9 + 0.45 * height * np.cos(t), height * (0.55 + 0.3 * np.sin(t)), 0 * t], -1)
    return joined([body, tube(handle, 0.055 * height, 8)])


def jar(height: float) -> Mesh:
    r = 0.36 * height
    lid = cylinder(r * 0.95, height * 0.12, 0.004, 28).moved(y=height)
    return joined([cylinder(r, height, 0.12 * r, 32), lid, ball(r * 0.22, 12).moved(y=height * 1.12)])


def steps(wide: float, deep: float, rise: float, count: int) -> Mesh:
    """Stairs that climb towards +z, the first one's front at z = 0."""
    blocks = [box(wide, rise * (k + 1), deep, 0.008).moved(z=deep * (k + 0.5)) for k in range(count)]
    return joined(blocks)
