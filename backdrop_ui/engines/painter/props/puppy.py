"""Puppies: sitting or standing, four coats, each its own dog."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Look, Part, Patch, Vec, f32, tube, turn, vec
from .picture import render
from .puppy_head import COATS, Coat, head
from .skin import Skin


def _sitting(coat: Coat, rng: np.random.Generator) -> tuple[list[Skin], Vec]:
    """Body of a dog that sits and looks along +z, and where its head goes."""
    fur = Look(fur=0.042, sheer=0.3, gloss=0.04)
    torso: list[Part] = [
        Ball((0, 0.20, -0.10), (0.185, 0.19, 0.18), coat.body),
        Ball((0, 0.36, -0.01), (0.150, 0.19, 0.13), coat.body, 0.08),
        Ball((0, 0.50, 0.0), (0.115, 0.11, 0.10), coat.body, 0.06),
    ]
    bib = [Patch((0, 0.36, 0.12), (0.105, 0.20, 0.10), coat.pale, 0.5, 0.5)]
    if coat.spots:
        bib = [Patch((s * 0.17, y, -0.02), (0.08, 0.09, 0.12), coat.spots, 0.3) for s, y in ((1, 0.22), (-1, 0.38))]
    skins = [Skin(torso, fur, bib, flow=(0, 0.85, 0.12))]
    for side in (-1, 1):
        step = rng.uniform(-0.012, 0.012)
        leg: list[Part] = [
            tube(
                [(side * 0.085, 0.36, 0.06), (side * 0.092, 0.20, 0.115), (side * 0.088, 0.06, 0.13 + step)],
                [0.075, 0.058, 0.05],
                coat.body,
                blend=0.04,
            ),
            *_paw((side * 0.09, 0.036, 0.165 + step), coat),
        ]
        sock = [Patch((side * 0.09, 0.03, 0.16), (0.10, rng.uniform(0.08, 0.15), 0.14), coat.feet, 0.5)]
        skins.append(Skin(leg, Look(fur=0.028, sheer=0.3), sock, flow=(side * 0.085, 0.7, 0.0)))
        thigh: list[Part] = [
            Ball((side * 0.165, 0.135, 0.0), (0.085, 0.135, 0.135), coat.body, 0.03, turn(roll=side * -8)),
            *_paw((side * 0.205, 0.034, 0.12), coat, 1.05),
        ]
        sock = [Patch((side * 0.20, 0.02, 0.14), (0.12, 0.06, 0.12), coat.feet, 0.5)]
        skins.append(Skin(thigh, Look(fur=0.035, sheer=0.3), sock, flow=(side * 0.10, 0.5, -0.05)))
    side = 1 if rng.random() < 0.5 else -1
    tail = tube(
        [
            (side * 0.08, 0.08, -0.22),
            (side * 0.24, 0.07, -0.20),
            (side * 0.33, 0.15, -0.14),
            (side * 0.35, 0.24, -0.13),
        ],
        [0.045, 0.042, 0.035, 0.012],
        coat.body,
    )
    tip = [Patch((side * 0.36, 0.25, -0.13), (0.06, 0.08, 0.08), coat.pale, 0.5)] if coat.blaze or coat.spots else []
    skins.append(Skin([tail], Look(fur=0.045, sheer=0.35), tip, flow=(side * 0.1, 0.02, -0.2)))
    return skins, (0, 0.665, 0.07)


def _paw(at: Vec, coat: Coat, size: float = 1.0) -> list[Part]:
    x, y, z = at
    toes: list[Part] = [
        Ball((x + d * size, y - 0.008, z + 0.045 - abs(d) * 0.4), (0.021 * size, 0.026, 0.032), coat.feet, 0.008)
        for d in (-0.036, -0.013, 0.013, 0.036)
    ]
    return [Ball((x, y, z), (0.054 * size, 0.038, 0.062), coat.feet, 0.03), *toes]


def _standing(coat: Coat, rng: np.random.Generator) -> tuple[list[Skin], Vec]:
    """Body of a dog that stands along z, and where its head goes."""
    fur = Look(fur=0.042, sheer=0.3, gloss=0.04)
    torso: list[Part] = [
        Ball((0, 0.36, 0.02), (0.135, 0.15, 0.15), coat.body),
        Ball((0, 0.355, -0.20), (0.13, 0.135, 0.22), coat.body, 0.08),
        Ball((0, 0.36, -0.38), (0.125, 0.135, 0.12), coat.body, 0.08),
        Ball((0, 0.49, 0.08), (0.105, 0.13, 0.10), coat.body, 0.07),
    ]
    patches = [
        Patch((0, 0.36, 0.16), (0.09, 0.17, 0.09), coat.pale, 0.5, 0.5),
        Patch((0, 0.22, -0.2), (0.11, 0.06, 0.3), coat.pale, 0.6, 0.4),
    ]
    if coat.spots:
        patches += [
            Patch((s * 0.12, y, z), (0.1, 0.09, 0.10), coat.spots, 0.3)
            for s, y, z in ((1, 0.42, -0.12), (-1, 0.40, -0.2), (1, 0.38, -0.40), (-1, 0.44, -0.42))
        ]
    skins = [Skin(torso, fur, patches, flow=(0, 0.55, 0.42))]
    for side in (-1, 1):
        for z, wide in ((0.06, 0.085), (-0.38, 0.085)):
            step = rng.uniform(-0.045, 0.045)
            knee = 0.05 if z < 0 else -0.01
            leg: list[Part] = [
                tube(
                    [
                        (side * wide, 0.32, z),
                        (side * wide, 0.19, z + knee + step * 0.5),
                        (side * wide, 0.10, z - knee * 0.7 + step),
                        (side * wide, 0.045, z + step),
                    ],
                    [0.088 if z < 0 else 0.075, 0.06, 0.045, 0.046],
                    coat.body,
                    blend=0.05,
                ),
                *_paw((side * wide, 0.034, z + step + 0.03), coat, 0.95),
            ]
            sock = [Patch((side * wide, 0.03, z + step), (0.09, rng.uniform(0.08, 0.16), 0.12), coat.feet, 0.5)]
            skins.append(Skin(leg, Look(fur=0.028, sheer=0.3), sock, flow=(side * wide, 0.7, z)))
    wag = rng.uniform(-0.12, 0.12)
    tail = tube(
        [(0, 0.42, -0.46), (wag * 0.4, 0.52, -0.56), (wag, 0.64, -0.58), (wag * 1.3, 0.70, -0.52)],
        [0.045, 0.042, 0.035, 0.010],
        coat.body,
    )
    tip = [Patch((wag * 1.3, 0.70, -0.53), (0.08, 0.09, 0.08), coat.pale, 0.5)] if coat.blaze or coat.spots else []
    skins.append(Skin([tail], Look(fur=0.045, sheer=0.35), tip, flow=(0, 0.4, -0.4)))
    return skins, (0, 0.66, 0.17)


def puppy(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A puppy; `tint` recolours its coat."""
    rng = np.random.default_rng(seed)
    coat = COATS[list(COATS)[seed % len(COATS)]]
    if tint is not None:
        coat = Coat(tint, coat.pale, tint, coat.feet)
    sits = rng.random() < 0.55
    body, neck = (_sitting if sits else _standing)(coat, rng)
    way = rng.choice([-1, 1])
    yaw = way * (rng.uniform(5, 30) if sits else rng.uniform(30, 58))
    look = yaw * rng.uniform(0.1, 0.5)
    face = turn(yaw=look, pitch=rng.uniform(-4, 8), roll=rng.uniform(-12, 12))
    pose, camera = turn(yaw=yaw), turn(pitch=-6)
    at = pose @ f32(neck)
    skins = [skin.moved(pose) for skin in body]
    skins += [skin.moved(face, vec(at)) for skin in head(coat, rng)]
    return render([skin.moved(camera) for skin in skins], height_px, seed, light)
