"""Puppies: sitting or standing, four coats, each its own dog."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Limb, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin

BLACK: Rgb = (0.06, 0.05, 0.055)
PINK: Rgb = (0.88, 0.42, 0.44)


@dataclass(frozen=True)
class Coat:
    """Colours of a dog: body, muzzle and chest, ears, feet, eyes; and whether it has a blaze, brows or spots."""

    body: Rgb
    pale: Rgb
    ears: Rgb
    feet: Rgb
    eyes: Rgb = (0.42, 0.22, 0.11)
    blaze: bool = False
    brows: Rgb | None = None
    spots: Rgb | None = None


COATS = {
    "golden": Coat((0.86, 0.68, 0.45), (0.96, 0.87, 0.72), (0.76, 0.54, 0.32), (0.94, 0.83, 0.66)),
    "brown-white": Coat((0.56, 0.38, 0.26), (0.97, 0.95, 0.92), (0.43, 0.28, 0.19), (0.97, 0.95, 0.92), blaze=True),
    "black-tan": Coat((0.16, 0.14, 0.145), (0.70, 0.49, 0.32), (0.13, 0.115, 0.12), (0.69, 0.48, 0.31),
                      brows=(0.74, 0.52, 0.34)),
    "spotted": Coat((0.95, 0.92, 0.87), (0.98, 0.96, 0.94), (0.64, 0.48, 0.35), (0.97, 0.95, 0.92),
                    spots=(0.63, 0.47, 0.34)),
}  # fmt: skip


def both(part: Part) -> list[Part]:
    """A part and its mirror image across x = 0."""
    flip = np.diag(np.float32([-1, 1, 1]))
    mirrored = part.moved(flip, np.zeros(3, np.float32))
    if isinstance(mirrored, Ball):  # keep the pose a rotation: an ellipsoid is its own mirror image
        mirrored = Ball(mirrored.centre, mirrored.radii, mirrored.colour, mirrored.blend, mirrored.pose @ flip)
    return [part, mirrored]


def head(coat: Coat, rng: np.random.Generator) -> list[Skin]:
    """A head about 0.42 tall around the origin, looking along +z."""
    fat = rng.uniform(0.95, 1.06)
    long = rng.uniform(0.9, 1.12)
    fur = Look(fur=0.032, sheer=0.35, gloss=0.05)
    skull: list[Part] = [
        Ball((0, 0.035, -0.01), (0.195 * fat, 0.175, 0.18), coat.body),
        *both(Ball((0.085, -0.055, 0.045), (0.105 * fat, 0.095, 0.11), coat.body, 0.06)),
        *both(Ball((0.085, 0.088, 0.105), (0.055, 0.035, 0.05), coat.body, 0.06)),
        Ball((0, -0.045, 0.16), (0.078, 0.062, 0.10 * long), coat.pale, 0.05),
        *both(Ball((0.036, -0.078, 0.20 * long), (0.054, 0.047, 0.062), coat.pale, 0.025)),
        Ball((0, -0.005, 0.185 * long), (0.04, 0.035, 0.08), coat.pale, 0.03),
        Ball((0, -0.128, 0.165), (0.052, 0.035, 0.06), coat.pale, 0.02),
    ]
    patches = _markings(coat, rng)
    nose = (0.0, -0.028, 0.255 * long + 0.012)
    skins = [Skin(skull, fur, patches, flow=(0, -0.05, 0.34))]
    skins += _eyes(coat, rng) + _nose(nose) + _mouth(rng, long)
    return skins + _ears(coat, rng)


def _markings(coat: Coat, rng: np.random.Generator) -> list[Patch]:
    patches = []
    if coat.blaze:
        patches.append(Patch((0.01, 0.10, 0.15), (rng.uniform(0.03, 0.055), 0.16, 0.2), coat.pale, 0.5))
    if coat.brows:
        patches += [Patch((s * 0.07, 0.115, 0.17), (0.03, 0.022, 0.06), coat.brows, 0.6) for s in (-1, 1)]
        patches += [Patch((s * 0.10, -0.07, 0.13), (0.07, 0.055, 0.08), coat.pale, 0.7) for s in (-1, 1)]
    if coat.spots:
        side = rng.choice([-1, 1])
        patches.append(Patch((side * 0.11, 0.07, 0.10), (0.095, 0.11, 0.12), coat.spots, 0.3))
    return patches


def _eyes(coat: Coat, rng: np.random.Generator) -> list[Skin]:
    """Dark, wet, a little too large; the lids follow the coat and keep the look mild."""
    size = rng.uniform(0.043, 0.048)
    skins = []
    for side in (-1, 1):
        at = np.array([side * 0.083, 0.028, 0.140])
        rim = [Ball(tuple(at + [side * 0.002, 0, -0.006]), (size * 1.13, size * 1.10, size), (0.05, 0.035, 0.03))]
        globe = [Ball(tuple(at), (size, size, size), coat.eyes)]
        depth = at + [0, 0, size]
        pupil = [
            Patch(tuple(depth), (size * 1.05,) * 3, (0.12, 0.06, 0.04), 0.5, 0, 0.8),
            Patch(tuple(depth + [0, -0.3 * size, 0]), (size * 0.75, size * 0.55, size), coat.eyes, 0.8, 0),
            Patch(tuple(depth + [0, 0.06 * size, 0]), (size * 0.60,) * 3, (0.012, 0.01, 0.012), 0.2, 0),
        ]
        lid = Ball(tuple(at + [side * 0.004, 0.012, -0.010]), (size * 1.22, size * 1.16, size * 1.02), coat.body)
        shine = [
            Ball(tuple(at + np.array([-0.28, 0.40, 0.86]) * size), (size * 0.25, size * 0.25, size * 0.18), (1, 1, 1)),
            Ball(tuple(at + np.array([0.34, -0.38, 0.82]) * size), (size * 0.11, size * 0.11, size * 0.1), (1, 1, 1)),
        ]
        skins += [
            Skin([lid], Look(fur=0.012, sheer=0.3), _markings(coat, np.random.default_rng(0)), flow=(0, -0.05, 0.3)),
            Skin(rim, Look(gloss=0.3, sheer=0)),
            Skin(globe, Look(gloss=0.9, sheer=0), pupil, lift=0.004),
            Skin(shine, Look(glow=0.92), lift=0.008),
        ]
    return skins


def _nose(at: Vec) -> list[Skin]:
    x, y, z = at
    parts: list[Part] = [
        Ball((x, y + 0.006, z), (0.041, 0.026, 0.026), BLACK),
        Ball((x, y - 0.012, z), (0.024, 0.022, 0.022), BLACK, 0.02),
        *both(Ball((0.024, y - 0.004, z), (0.020, 0.019, 0.02), BLACK, 0.01)),
    ]
    holes: list[Part] = [*both(Ball((0.021, y - 0.008, z + 0.019), (0.009, 0.006, 0.006), (0, 0, 0)))]
    return [
        Skin(parts, Look(gloss=0.75, bumps=0.2, grain=0.006, sheer=0), lift=0.004),
        Skin(holes, Look(sheer=0), lift=0.008),
    ]


def _mouth(rng: np.random.Generator, long: float) -> list[Skin]:
    z = 0.245 * long
    skins = []
    if rng.random() < 0.6:
        lick = rng.uniform(0.035, 0.06)
        tongue = tube([(0, -0.115, z - 0.035), (0, -0.135, z - 0.01), (0, -0.14 - lick, z - 0.008)],
                      [0.028, 0.031, 0.026], PINK)  # fmt: skip
        skins.append(Skin([tongue], Look(gloss=0.45, sheer=0.6), [
            Patch((0, -0.16, z + 0.02), (0.004, 0.05, 0.05), (0.72, 0.27, 0.31), 0.9, 0.1)
        ], lift=0.0))  # fmt: skip
    line = [(0.0, -0.05, z + 0.012), (0.0, -0.088, z + 0.004)]
    lips: list[Part] = [Limb(line[0], line[1], 0.004, 0.005, BLACK)]
    for side in (-1, 1):
        curve = [line[1], (side * 0.03, -0.118, z - 0.01), (side * 0.068, -0.115, z - 0.05), (side * 0.09, -0.09, z - 0.09)]
        lips.append(tube(curve, [0.005, 0.005, 0.004, 0.002], BLACK))
    return [*skins, Skin(lips, Look(sheer=0.1), lift=0.004)]


def _ears(coat: Coat, rng: np.random.Generator) -> list[Skin]:
    """Flaps that fold at the skull's corners and hang beside the cheeks."""
    skins = []
    drop, swing = rng.uniform(0.9, 1.15), rng.uniform(-8, 14)
    for side in (-1, 1):
        lean = turn(yaw=side * 25, roll=side * (14 + swing))
        flap: list[Part] = [
            Ball((side * 0.15, 0.135, 0.02), (0.065, 0.05, 0.06), coat.ears),
            Ball((side * 0.203, 0.065, 0.045), (0.068, 0.10 * drop, 0.04), coat.ears, 0.04, lean),
            Ball((side * 0.222, 0.065 - 0.10 * drop, 0.062), (0.058, 0.085 * drop, 0.034), coat.ears, 0.04, lean),
        ]
        skins.append(Skin(flap, Look(fur=0.03, sheer=0.3, gloss=0.05), flow=(side * 0.10, 0.35, 0.0), lift=0.02))
    return skins


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
            tube([(side * 0.085, 0.36, 0.06), (side * 0.092, 0.20, 0.115), (side * 0.088, 0.06, 0.13 + step)],
                 [0.075, 0.058, 0.05], coat.body, blend=0.04),
            *_paw((side * 0.09, 0.036, 0.165 + step), coat),
        ]  # fmt: skip
        sock = [Patch((side * 0.09, 0.03, 0.16), (0.10, rng.uniform(0.08, 0.15), 0.14), coat.feet, 0.5)]
        skins.append(Skin(leg, Look(fur=0.028, sheer=0.3), sock, flow=(side * 0.085, 0.7, 0.0)))
        thigh: list[Part] = [
            Ball((side * 0.165, 0.135, 0.0), (0.085, 0.135, 0.135), coat.body, 0.03, turn(roll=side * -8)),
            *_paw((side * 0.205, 0.034, 0.12), coat, 1.05),
        ]
        sock = [Patch((side * 0.20, 0.02, 0.14), (0.12, 0.06, 0.12), coat.feet, 0.5)]
        skins.append(Skin(thigh, Look(fur=0.035, sheer=0.3), sock, flow=(side * 0.10, 0.5, -0.05)))
    side = 1 if rng.random() < 0.5 else -1
    tail = tube([(side * 0.08, 0.08, -0.22), (side * 0.24, 0.07, -0.20), (side * 0.33, 0.15, -0.14), (side * 0.35, 0.24, -0.13)],
                [0.045, 0.042, 0.035, 0.012], coat.body)
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
    patches = [Patch((0, 0.36, 0.16), (0.09, 0.17, 0.09), coat.pale, 0.5, 0.5),
               Patch((0, 0.22, -0.2), (0.11, 0.06, 0.3), coat.pale, 0.6, 0.4)]  # fmt: skip
    if coat.spots:
        patches += [Patch((s * 0.12, y, z), (0.1, 0.09, 0.10), coat.spots, 0.3)
                    for s, y, z in ((1, 0.42, -0.12), (-1, 0.40, -0.2), (1, 0.38, -0.40), (-1, 0.44, -0.42))]  # fmt: skip
    skins = [Skin(torso, fur, patches, flow=(0, 0.55, 0.42))]
    for side in (-1, 1):
        for z, wide in ((0.06, 0.085), (-0.38, 0.085)):
            step = rng.uniform(-0.045, 0.045)
            knee = 0.05 if z < 0 else -0.01
            leg: list[Part] = [
                tube([(side * wide, 0.32, z), (side * wide, 0.19, z + knee + step * 0.5),
                      (side * wide, 0.10, z - knee * 0.7 + step), (side * wide, 0.045, z + step)],
                     [0.088 if z < 0 else 0.075, 0.06, 0.045, 0.046], coat.body, blend=0.05),
                *_paw((side * wide, 0.034, z + step + 0.03), coat, 0.95),
            ]  # fmt: skip
            sock = [Patch((side * wide, 0.03, z + step), (0.09, rng.uniform(0.08, 0.16), 0.12), coat.feet, 0.5)]
            skins.append(Skin(leg, Look(fur=0.028, sheer=0.3), sock, flow=(side * wide, 0.7, z)))
    wag = rng.uniform(-0.12, 0.12)
    tail = tube([(0, 0.42, -0.46), (wag * 0.4, 0.52, -0.56), (wag, 0.64, -0.58), (wag * 1.3, 0.70, -0.52)],
                [0.045, 0.042, 0.035, 0.010], coat.body)  # fmt: skip
    tip = [Patch((wag * 1.3, 0.70, -0.53), (0.08, 0.09, 0.08), coat.pale, 0.5)] if coat.blaze or coat.spots else []
    skins.append(Skin([tail], Look(fur=0.045, sheer=0.35), tip, flow=(0, 0.4, -0.4)))
    return skins, (0, 0.66, 0.17)


def puppy(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A puppy; `tint` recolours its coat."""
    rng = np.random.default_rng(seed)
    coat = COATS[list(COATS)[int(rng.integers(len(COATS)))]]
    if tint is not None:
        coat = Coat(tint, coat.pale, tint, coat.feet)
    sits = rng.random() < 0.55
    body, neck = (_sitting if sits else _standing)(coat, rng)
    way = rng.choice([-1, 1])
    yaw = way * (rng.uniform(5, 30) if sits else rng.uniform(30, 58))
    look = yaw * rng.uniform(0.1, 0.5)
    face = turn(yaw=look, pitch=rng.uniform(-4, 8), roll=rng.uniform(-12, 12))
    pose, camera = turn(yaw=yaw), turn(pitch=-6)
    at = pose @ np.float32(neck)
    skins = [skin.moved(pose) for skin in body]
    skins += [skin.moved(face, tuple(at)) for skin in head(coat, rng)]
    return render([skin.moved(camera) for skin in skins], height_px, seed, light)
