"""A sauropod, its neck in the treetops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import FLOOR, Ball, Part, Patch, Vec, spline, tube, turn
from .picture import render
from .reptile import HIDE, Hide, eye, hide_of, stripes
from .skin import Skin

SKIN = replace(HIDE, grain=0.010)


def longneck(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A sauropod, its neck high; `tint` recolours its hide."""
    rng = np.random.default_rng(seed)
    hide = hide_of(seed, tint)
    yaw = -rng.uniform(12, 38) if rng.random() < 0.5 else -180 + rng.uniform(12, 38)
    nod, reach = rng.uniform(-0.06, 0.05), rng.uniform(-0.04, 0.10)
    neck: list[Vec] = [
        (0.16, 0.52, 0),
        (0.29, 0.62, 0),
        (0.37 + reach * 0.5, 0.80, 0.01),
        (0.44 + reach, 1.02 + nod, 0.03),
        (0.51 + reach, 1.10 + nod, 0.05),
    ]
    sway = rng.uniform(-0.15, 0.2)
    tail: list[Vec] = [
        (-0.16, 0.46, 0),
        (-0.38, 0.43, 0),
        (-0.62, 0.33, sway * 0.4),
        (-0.88, 0.27, sway),
        (-1.12, 0.30, sway),
    ]
    parts: list[Part] = [
        Ball((-0.02, 0.44, 0), (0.22, 0.135, 0.135), hide.back),
        Ball((0.11, 0.475, 0), (0.13, 0.135, 0.12), hide.back, 0.08),
        Ball((-0.15, 0.44, 0), (0.13, 0.125, 0.115), hide.back, 0.08),
        tube(neck, [0.115, 0.068, 0.046, 0.036, 0.030], hide.back, blend=0.07),
        tube(tail, [0.105, 0.070, 0.038, 0.017, 0.004], hide.back, blend=0.07),
    ]
    for k in range(len(neck) - 1):  # a low crest along the neck
        parts += [
            Ball((x, y + 0.042 - k * 0.003, z), (0.014, 0.014, 0.008), hide.dark, 0.012)
            for x, y, z in spline(np.array(neck[k : k + 2], np.float32), 3)[:-1].tolist()
        ]
    belly = [
        Patch((0.0, 0.32, 0), (0.30, 0.09, 0.14), hide.belly, 0.9, 0.3),
        Patch((0.36, 0.60, 0), (0.06, 0.30, 0.06), hide.belly, 1.0, 0.3, 0.7),
    ]
    skins = [
        Skin(
            parts,
            SKIN,
            [*belly, *stripes([(0.2, 0.61, 0), (-0.02, 0.60, 0), (-0.2, 0.56, 0), (-0.45, 0.46, 0)], hide, rng)],
        )
    ]
    skins += _head(hide, neck[-1])
    for side in (-1, 1):
        for x, top in ((0.13, 0.44), (-0.15, 0.41)):
            skins.append(_pillar(hide, x + rng.uniform(-0.045, 0.045), x, top, side * 0.085))
    return render([skin.moved(turn(pitch=3) @ turn(yaw=yaw)) for skin in skins], height_px, seed, light)


def _head(hide: Hide, at: Vec) -> list[Skin]:
    x, y, z = at
    parts: list[Part] = [
        Ball((x + 0.02, y, z), (0.050, 0.036, 0.034), hide.back),
        Ball((x + 0.065, y - 0.015, z), (0.042, 0.024, 0.026), hide.back, 0.02, turn(roll=-12)),
        Ball((x + 0.025, y + 0.03, z), (0.022, 0.016, 0.018), hide.back, 0.02),
    ]
    mouth = tube(
        [(x + 0.10, y - 0.022, z + 0.012), (x + 0.06, y - 0.026, z + 0.027), (x + 0.025, y - 0.016, z + 0.036)],
        [0.0025] * 3,
        hide.dark,
    )
    eyes = [skin for s in (-1, 1) for skin in eye((x + 0.028, y + 0.012, z + s * 0.029), 0.008, hide, s)]
    return [Skin(parts, SKIN), Skin([mouth], lift=0.004), *eyes]


def _pillar(hide: Hide, foot_x: float, hip_x: float, top: float, z: float) -> Skin:
    knee: Vec = ((hip_x + foot_x) / 2 + (0.018 if hip_x > 0 else 0.03), 0.23, z)
    leg = tube(
        [(hip_x, top, z * 0.85), knee, (foot_x - 0.005, 0.08, z), (foot_x, 0.0, z)],
        [0.092, 0.050, 0.038, 0.050],
        hide.back,
        blend=0.05,
    )
    toes: list[Part] = [
        Ball((foot_x + 0.046 - abs(d) * 0.4, 0.010, z + d), (0.014, 0.015, 0.013), hide.belly, 0.003)
        for d in (-0.028, 0, 0.028)
    ]
    shin = [Patch((foot_x, 0.05, z), (0.12, 0.16, 0.1), hide.dark, 1.0, 0.4, 0.5)]
    return Skin([leg, *toes], SKIN, shin, cuts=[FLOOR])
