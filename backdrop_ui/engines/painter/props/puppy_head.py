"""A puppy's head, and the coats that colour all of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Rgb
from .parts import Ball, Limb, Look, Part, Patch, Vec, f32, tube, turn, vec
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
    "black-tan": Coat(
        (0.16, 0.14, 0.145), (0.70, 0.49, 0.32), (0.13, 0.115, 0.12), (0.69, 0.48, 0.31), brows=(0.74, 0.52, 0.34)
    ),
    "spotted": Coat(
        (0.95, 0.92, 0.87), (0.98, 0.96, 0.94), (0.64, 0.48, 0.35), (0.97, 0.95, 0.92), spots=(0.63, 0.47, 0.34)
    ),
}


def both(part: Part) -> list[Part]:
    """A part and its mirror image across x = 0."""
    flip = np.diag(f32([-1, 1, 1]))
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
        at = f32([side * 0.083, 0.028, 0.140])
        rim = [Ball(vec(at + f32([side * 0.002, 0, -0.006])), (size * 1.13, size * 1.10, size), (0.05, 0.035, 0.03))]
        globe = [Ball(vec(at), (size, size, size), coat.eyes)]
        depth = at + f32([0, 0, size])
        pupil = [
            Patch(vec(depth), (size * 1.05,) * 3, (0.12, 0.06, 0.04), 0.5, 0, 0.8),
            Patch(vec(depth + f32([0, -0.3 * size, 0])), (size * 0.75, size * 0.55, size), coat.eyes, 0.8, 0),
            Patch(vec(depth + f32([0, 0.06 * size, 0])), (size * 0.60,) * 3, (0.012, 0.01, 0.012), 0.2, 0),
        ]
        lid = Ball(vec(at + f32([side * 0.004, 0.012, -0.010])), (size * 1.22, size * 1.16, size * 1.02), coat.body)
        shine = [
            Ball(vec(at + f32([-0.28, 0.40, 0.86]) * size), (size * 0.25, size * 0.25, size * 0.18), (1, 1, 1)),
            Ball(vec(at + f32([0.34, -0.38, 0.82]) * size), (size * 0.11, size * 0.11, size * 0.1), (1, 1, 1)),
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
        tongue = tube(
            [(0, -0.115, z - 0.035), (0, -0.135, z - 0.01), (0, -0.14 - lick, z - 0.008)], [0.028, 0.031, 0.026], PINK
        )
        skins.append(
            Skin(
                [tongue],
                Look(gloss=0.45, sheer=0.6),
                [Patch((0, -0.16, z + 0.02), (0.004, 0.05, 0.05), (0.72, 0.27, 0.31), 0.9, 0.1)],
                lift=0.0,
            )
        )
    line = [(0.0, -0.05, z + 0.012), (0.0, -0.088, z + 0.004)]
    lips: list[Part] = [Limb(line[0], line[1], 0.0035, 0.004, BLACK)]
    for side in (-1, 1):
        curve = [
            line[1],
            (side * 0.03, -0.118, z - 0.01),
            (side * 0.068, -0.115, z - 0.05),
            (side * 0.09, -0.09, z - 0.09),
        ]
        lips.append(tube(curve, [0.004, 0.004, 0.0035, 0.002], BLACK))
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
