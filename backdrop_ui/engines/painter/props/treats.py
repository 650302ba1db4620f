"""Gifts and cakes."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Block, Cut, Limb, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin
from .tints import CANDY

PAPER = Look(gloss=0.30, sheer=0.15)
SATIN = Look(gloss=0.65, sheer=0.35)
ICING = Look(gloss=0.30, sheer=0.75)


def gift(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A box in wrapping paper with a ribbon and a bow; `tint` is the paper."""
    rng = np.random.default_rng(seed)
    first, second = rng.permutation(len(CANDY))[:2]
    paper: Rgb = tint or CANDY[first]
    ribbon: Rgb = [(0.97, 0.95, 0.90), (0.95, 0.78, 0.32), CANDY[second]][int(rng.integers(3))]
    w, d, h = rng.uniform(0.32, 0.42), rng.uniform(0.30, 0.38), rng.uniform(0.24, 0.36)
    lid: Rgb = (min(1, paper[0] * 1.08), min(1, paper[1] * 1.08), min(1, paper[2] * 1.08))
    box = Skin([Block((0, h, 0), (w, h, d), paper, 0.012)], PAPER, _dots(w, h, d) if rng.random() < 0.6 else ())
    cover = Skin([Block((0, 2 * h, 0), (w + 0.02, 0.07, d + 0.02), lid, 0.014)], PAPER, lift=0.003)
    band = 0.065
    tape: list[Part] = [
        Block((0, h + 0.004, 0), (band, h + 0.002, d + 0.008), ribbon, 0.004),
        Block((0, h + 0.004, 0), (w + 0.008, h + 0.002, band), ribbon, 0.004),
    ]
    over: list[Part] = [
        Block((0, 2 * h, 0), (band, 0.078, d + 0.028), ribbon, 0.004),
        Block((0, 2 * h, 0), (w + 0.028, 0.078, band), ribbon, 0.004),
    ]
    skins = [
        box,
        Skin(tape, SATIN, lift=0.001),
        cover,
        Skin(over, SATIN, lift=0.006),
        *_bow((0, 2 * h + 0.08, 0), ribbon, rng),
    ]
    pose = turn(pitch=-20) @ turn(yaw=rng.choice([-1, 1]) * rng.uniform(18, 40))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _dots(w: float, h: float, d: float) -> list[Patch]:
    dots = []
    for x in np.arange(-0.36, 0.37, 0.12):
        for y in np.arange(0.06, 2 * h, 0.12):
            shift = 0.06 if round(y / 0.12) % 2 else 0.0
            dots.append(Patch((float(x) + shift, float(y), d), (0.02, 0.02, 0.02), (1, 1, 1), 0.15, 0.0, 0.9))
            dots += [
                Patch((s * w, float(y), float(x) + shift), (0.02, 0.02, 0.02), (1, 1, 1), 0.15, 0.0, 0.9)
                for s in (-1, 1)
            ]
    return dots


def _bow(at: Vec, ribbon: Rgb, rng: np.random.Generator) -> list[Skin]:
    """Two loops, two tails and a knot."""
    dark: Rgb = (ribbon[0] * 0.6, ribbon[1] * 0.6, ribbon[2] * 0.6)
    skins = []
    for side in (-1, 1):
        pose = turn(yaw=side * 12, roll=side * rng.uniform(22, 34))
        loop: list[Part] = [
            Ball((side * 0.15, 0.0, 0), (0.15, 0.085, 0.075), ribbon, 0.02),
            Ball((side * 0.05, 0.0, 0), (0.06, 0.035, 0.045), ribbon, 0.04),
        ]
        hollow: list[Part] = [Ball((side * 0.175, -0.004, 0.055), (0.085, 0.048, 0.03), dark, 0.01)]
        skins += [skin.moved(pose, at) for skin in (Skin(loop, SATIN), Skin(hollow, SATIN, lift=0.004))]
        tail = tube(
            [(0, 0, 0.02), (side * 0.10, 0.01, 0.12), (side * 0.19, -0.05, 0.2)], [0.03, 0.036, 0.03], ribbon, 5
        )
        skins.append(Skin([tail], SATIN).moved(turn(), at))
    return [*skins, Skin([Ball((0, 0.01, 0.02), (0.052, 0.048, 0.052), ribbon)], SATIN, lift=0.02).moved(turn(), at)]


def cake(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A birthday cake of two or three tiers with drips, pearls and candles; `tint` is its icing."""
    rng = np.random.default_rng(seed)
    icing: Rgb = tint or [(0.97, 0.70, 0.78), (0.98, 0.94, 0.88), (0.66, 0.84, 0.90), (0.80, 0.72, 0.93)][seed % 4]
    drip: Rgb = [(0.34, 0.18, 0.12), (0.99, 0.97, 0.94), (0.90, 0.32, 0.50)][int(rng.integers(3))]
    tiers = int(rng.integers(2, 4))
    skins: list[Skin] = [Skin([Ball((0, 0.0, 0), (0.52, 0.018, 0.52), (0.93, 0.93, 0.95))], Look(gloss=0.7))]
    floor, radius = 0.012, 0.42
    for tier in range(tiers):
        tall = 0.24 - 0.015 * tier
        skins += _tier(floor, radius, tall, icing, drip, rng)
        floor, radius = floor + tall, radius * 0.68
    radius /= 0.68
    for k in range(int(rng.integers(4, 7))):
        a = 2 * np.pi * k / 6 + 0.4
        skins += _candle(
            (radius * 0.62 * np.cos(a), floor, radius * 0.62 * np.sin(a)), CANDY[int(rng.integers(len(CANDY)))]
        )
    return render([skin.moved(turn(pitch=-14)) for skin in skins], height_px, seed, light)


def _tier(floor: float, radius: float, tall: float, icing: Rgb, drip: Rgb, rng: np.random.Generator) -> list[Skin]:
    top = floor + tall
    side: list[Part] = [Limb((0, floor - 0.1, 0), (0, top + 0.1, 0), radius, radius, icing)]
    cuts = [Cut((0, top - 0.012, 0), (0, 1, 0)), Cut((0, floor, 0), (0, -1, 0))]
    glaze: list[Part] = [Ball((0, top - 0.012, 0), (radius * 1.012, 0.020, radius * 1.012), drip, 0.01)]
    runs = int(radius * 60)
    for k in range(runs):
        a = 2 * np.pi * (k + rng.uniform(-0.2, 0.2)) / runs
        x, z = radius * np.cos(a), radius * np.sin(a)
        if z > -0.1:
            glaze.append(Limb((x, top - 0.02, z), (x, top - rng.uniform(0.04, 0.13), z), 0.018, 0.022, drip, 0.022))
    n = int(radius * 62)
    pearls: list[Part] = [
        Ball(
            (radius * 1.01 * np.cos(a), floor + 0.018, radius * 1.01 * np.sin(a)),
            (0.023, 0.023, 0.023),
            (1, 0.98, 0.95),
            0.002,
        )
        for a in np.arange(n) * 2 * np.pi / n
        if np.sin(a) > -0.3
    ]
    return [
        Skin(side, ICING, cuts=cuts),
        Skin(glaze, Look(gloss=0.7, sheer=0.4), lift=0.004),
        Skin(pearls, Look(gloss=0.7, sheer=0.6), lift=0.006),
    ]


def _candle(at: Vec, colour: Rgb) -> list[Skin]:
    x, y, z = at
    wax: list[Part] = [Limb((x, y, z), (x, y + 0.15, z), 0.014, 0.014, (1, 0.98, 0.94), 0.002)]
    wax += [Ball((x, y + 0.02 + 0.03 * k, z), (0.0155, 0.008, 0.0155), colour, 0.002) for k in range(5)]
    wick: list[Part] = [Limb((x, y + 0.15, z), (x, y + 0.178, z), 0.003, 0.003, (0.1, 0.1, 0.1))]
    flame: list[Part] = [
        Ball((x, y + 0.195, z), (0.015, 0.022, 0.015), (1.0, 0.85, 0.35)),
        Limb((x, y + 0.20, z), (x, y + 0.245, z), 0.012, 0.001, (1.0, 0.70, 0.22), 0.015),
    ]
    core: list[Part] = [Ball((x, y + 0.19, z + 0.012), (0.007, 0.012, 0.004), (1, 1, 0.9))]
    return [Skin(wax, ICING), Skin(wick), Skin(flame, Look(glow=1.0)), Skin(core, Look(glow=1.0), lift=0.006)]
