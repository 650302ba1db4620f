"""Hot-air balloons and rockets."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import FLOOR, Ball, Cut, Limb, Look, Part, Patch, Sheet, f32, spline, tube, turn, vec
from .picture import render
from .skin import Skin
from .tints import CANDY

SILK = Look(gloss=0.25, sheer=0.8)

PAINT = Look(gloss=0.8, sheer=0.05)


def hot_air_balloon(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A striped hot-air balloon and its basket; `tint` is the first stripe."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(CANDY))
    stripes: list[Rgb] = [tint or CANDY[order[0]], (0.97, 0.94, 0.86), CANDY[order[1]]][: int(rng.integers(2, 4))]
    gores = 12 if len(stripes) == 3 else 14
    parts: list[Part] = []
    for k in range(gores):
        a = 2 * np.pi * (k + 0.5) / gores
        x, z = np.cos(a), np.sin(a)
        if z < -0.35:
            continue
        colour, pose = stripes[k % len(stripes)], turn(yaw=-float(np.degrees(a)))
        parts.append(Ball((0.135 * x, 0.66, 0.135 * z), (0.175, 0.305, 0.105), colour, 0.006, pose))
        parts.append(Limb((0.205 * x, 0.55, 0.205 * z), (0.055 * x, 0.245, 0.055 * z), 0.084, 0.032, colour, 0.012))
    skins = [Skin(parts, SILK, cuts=[Cut((0, 0.25, 0), (0, -1, 0))])]
    skins.append(Skin([Ball((0, 0.25, 0), (0.085, 0.012, 0.085), (0.30, 0.16, 0.10))], Look(glow=0.3)))
    skins.append(
        Skin([Limb((0, 0.215, 0), (0, 0.275, 0), 0.012, 0.022, (1.0, 0.75, 0.30), 0.01)], Look(glow=1.0), lift=0.05)
    )
    ropes: list[Part] = [
        Limb((0.078 * x, 0.25, 0.078 * z), (0.048 * x, 0.095, 0.048 * z), 0.0028, 0.0028, (0.45, 0.36, 0.26))
        for x in (-1, 1)
        for z in (-1, 1)
    ]
    basket: list[Part] = [Limb((0, -0.02, 0), (0, 0.12, 0), 0.050, 0.058, (0.60, 0.40, 0.20))]
    cuts = [Cut((0, 0.09, 0), (0, 1, 0)), FLOOR]
    rim: list[Part] = [Ball((0, 0.09, 0), (0.061, 0.009, 0.061), (0.36, 0.22, 0.12))]
    skins += [Skin(ropes), Skin(basket, Look(bumps=1.0, grain=0.012, mottle=0.4), cuts=cuts), Skin(rim, lift=0.004)]
    tilt = turn(pitch=8, roll=rng.uniform(-4, 4)) @ turn(yaw=rng.uniform(0, 40))
    return render([skin.moved(tilt) for skin in skins], height_px, seed, light)


def rocket(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A toy rocket under thrust; `tint` is its nose and fins."""
    rng = np.random.default_rng(seed)
    accent: Rgb = tint or [(0.88, 0.15, 0.15), (0.10, 0.45, 0.85), (0.96, 0.55, 0.10), (0.10, 0.62, 0.55)][seed % 4]
    hull: Rgb = (0.90, 0.91, 0.94)
    body = tube(
        [(0, 0.30, 0), (0, 0.45, 0), (0, 0.62, 0), (0, 0.80, 0), (0, 0.93, 0), (0, 1.02, 0)],
        [0.105, 0.135, 0.140, 0.105, 0.050, 0.008],
        hull,
        6,
    )
    nose = [Patch((0, 1.02, 0), (0.3, 0.20, 0.3), accent, 0.03, 0.0)]
    bands: list[Part] = [Limb((0, 0.33, 0), (0, 0.345, 0), 0.116, 0.120, accent, 0.004)]
    glass: list[Part] = [Ball((0, 0.64, 0.132), (0.052, 0.052, 0.025), (0.12, 0.32, 0.50))]
    ring: list[Part] = [
        tube(
            [(0.058 * np.cos(a), 0.64 + 0.058 * np.sin(a), 0.138) for a in np.linspace(0, 2 * np.pi, 13)],
            [0.013] * 13,
            (0.80, 0.82, 0.86),
            2,
        )
    ]
    fins = []
    for a in (-70, 50, 170):
        outline = [
            (0.09, 0.52, 0.0),
            (0.18, 0.44, 0),
            (0.255, 0.30, 0),
            (0.27, 0.17, 0),
            (0.20, 0.235, 0),
            (0.08, 0.29, 0),
        ]
        fins.append(
            Skin([Sheet([vec(p) for p in spline(f32(outline), 5, closed=True)], accent, 0.03)], PAINT).moved(
                turn(yaw=a)
            )
        )
    nozzle: list[Part] = [Limb((0, 0.305, 0), (0, 0.25, 0), 0.06, 0.085, (0.35, 0.36, 0.40), 0.004)]
    long = rng.uniform(0.85, 1.15)
    fire: list[Part] = [
        tube(
            [(0, 0.24, 0), (0, 0.16, 0), (rng.uniform(-0.01, 0.01), 0.02, 0), (0, 0.25 - 0.36 * long, 0)],
            [0.055, 0.078, 0.045, 0.003],
            (1.0, 0.50, 0.10),
            6,
        )
    ]
    core: list[Part] = [
        tube([(0, 0.22, 0.04), (0, 0.15, 0.05), (0, 0.06, 0.04)], [0.038, 0.045, 0.008], (1.0, 0.93, 0.62), 6)
    ]
    skins = [
        Skin([body], PAINT, nose),
        Skin(bands, PAINT),
        Skin(glass, Look(gloss=1.0)),
        Skin(ring, Look(metal=0.8, gloss=0.4)),
        *fins,
        Skin(nozzle, Look(metal=0.7, gloss=0.4), lift=-0.02),
        Skin(fire, Look(glow=1.0), lift=-0.05),
        Skin(core, Look(glow=1.0), lift=-0.02),
    ]
    pose = turn(roll=rng.uniform(-28, 28)) @ turn(pitch=-6, yaw=rng.uniform(-25, 25))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)
