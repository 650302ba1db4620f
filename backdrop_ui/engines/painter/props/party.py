"""What a party or a premiere needs: brass posts, velvet ropes, balloons, sky lanterns."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Cut, Limb, Look, Part, Patch, Vec, f32, tube, turn
from .picture import render
from .skin import Skin
from .tints import CANDY, lighter

BRASS: Rgb = (0.93, 0.70, 0.33)
VELVET: Rgb = (0.52, 0.03, 0.08)
METAL = Look(metal=0.95, gloss=0.5, sheer=0.0)
FROM_ABOVE = turn(pitch=-9)


def rope_barrier(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """Two or three posts joined by sagging velvet ropes; `tint` is the velvet."""
    rng = np.random.default_rng(seed)
    velvet = tint or VELVET
    count, gap = int(rng.integers(2, 4)), rng.uniform(1.0, 1.25)
    sag = rng.uniform(0.20, 0.30)
    skins: list[Skin] = []
    for k in range(count):
        skins += _post(np.random.default_rng(seed), k * gap, BRASS)
    for k in range(count - 1):
        skins += _rope(k * gap, (k + 1) * gap, sag * rng.uniform(0.9, 1.1), velvet)
    return render([skin.moved(FROM_ABOVE) for skin in skins], height_px, seed, light)


def _post(rng: np.random.Generator, x: float, metal: Rgb) -> list[Skin]:
    foot, ball = rng.uniform(0.14, 0.17), rng.uniform(0.040, 0.05)
    pointed = rng.random() < 0.4
    parts: list[Part] = [
        Ball((x, 0.018, 0), (foot, 0.018, foot), metal, 0.004),
        Ball((x, 0.035, 0), (foot * 0.72, 0.03, foot * 0.72), metal, 0.012),
        Limb((x, 0.05, 0), (x, 0.09, 0), 0.042, 0.027, metal, 0.03),
        Limb((x, 0.05, 0), (x, 0.93, 0), 0.024, 0.024, metal, 0.008),
        *(Ball((x, y, 0), (r, 0.010, r), metal, 0.006) for y, r in ((0.10, 0.034), (0.795, 0.034), (0.865, 0.034))),
        Limb((x, 0.795, 0), (x, 0.865, 0), 0.029, 0.029, metal, 0.004),
        Ball((x, 0.915, 0), (0.033, 0.009, 0.033), metal, 0.005),
        Ball((x, 0.955, 0), (ball, ball, ball), metal, 0.008),
    ]
    if pointed:
        parts.append(Limb((x, 0.98, 0), (x, 1.03, 0), ball * 0.5, 0.006, metal, 0.02))
    return [Skin(parts, METAL)]


def _rope(left: float, right: float, sag: float, velvet: Rgb) -> list[Skin]:
    top, z = 0.825, 0.02
    ends = left + 0.075, right - 0.075
    across = np.linspace(-1, 1, 9)
    line: list[Vec] = [
        (float((ends[0] + ends[1]) / 2 + u * (ends[1] - ends[0]) / 2), float(top - sag * (1 - abs(u) ** 2.2)), z + 0.01)
        for u in across
    ]
    rope = Skin([tube(line, [0.036] * 9, velvet, 4)], Look(fur=0.008, sheer=0.15), flow=(line[4][0], 2.0, 0.0))
    caps: list[Part] = []
    for at, then, hook in ((line[0], line[1], left), (line[-1], line[-2], right)):
        way = f32(then) - f32(at)
        way = way / np.linalg.norm(way) * 0.05
        inside = (at[0] + float(way[0]), at[1] + float(way[1]), at[2])
        caps += [Limb(at, inside, 0.041, 0.041, BRASS, 0.004), Limb((hook, 0.84, z), at, 0.011, 0.011, BRASS, 0.006)]
    return [rope, Skin(caps, METAL, lift=0.012)]


def balloon(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A glossy balloon on a ribbon, a metre tall with it."""
    rng = np.random.default_rng(seed)
    colour = tint or CANDY[seed % len(CANDY)]
    lean = rng.uniform(-8, 8)
    skins = _balloon(colour, rng)
    knot = turn(roll=lean) @ f32([0, -0.285, 0])
    sway = rng.uniform(-0.05, 0.05, 3)
    ribbon: list[Vec] = [(float(knot[0]), float(knot[1]), 0.0)]
    ribbon += [(float(knot[0] * 0.5 + s), float(knot[1]) - 0.15 * (k + 1), 0.0) for k, s in enumerate(sway)]
    string = Skin([tube(ribbon, [0.0035] * 4, (0.9, 0.9, 0.88), 8)], Look(gloss=0.2))
    return render([*(s.moved(turn(roll=lean)) for s in skins), string], height_px, seed, light)


def balloon_bunch(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """Seven to ten balloons whose ribbons meet below; with a `tint`, in its shades."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(7, 11))
    order = rng.permutation(len(CANDY))
    skins: list[Skin] = []
    hand: Vec = (0.0, -1.15, 0.0)
    for k in range(count):
        around = 2.4 * k + rng.uniform(-0.3, 0.3)  # the golden angle spreads them evenly
        out = 0.36 * np.sqrt((k + 0.3) / count) * 1.25
        at = (float(np.cos(around) * out), float(np.sin(around) * out * 0.9), float(0.25 - 0.5 * k / count))
        colour = CANDY[order[k % len(CANDY)]] if tint is None else lighter(tint, rng.uniform(-0.28, 0.18))
        pose = turn(roll=float(-np.degrees(np.arctan2(at[0], 1.4)) + rng.uniform(-4, 4)))
        size = rng.uniform(0.66, 0.78)
        skins += [skin.moved(pose, at, size) for skin in _balloon(colour, rng)]
        knot = pose @ f32([0, -0.20, 0])
        start: Vec = (at[0] + float(knot[0]), at[1] + float(knot[1]), at[2] - 0.05)
        bend = rng.uniform(-0.03, 0.03)
        ribbon = [start, ((start[0] + hand[0]) / 2 + bend, (start[1] + hand[1]) / 2, start[2] / 2), hand]
        skins.append(Skin([tube(ribbon, [0.003] * 3, (0.9, 0.9, 0.88), 6)], Look(gloss=0.2), lift=-0.4))
    return render(skins, height_px, seed, light)


def _balloon(colour: Rgb, rng: np.random.Generator) -> list[Skin]:
    """A balloon around the origin, 0.5 tall, its knot at the bottom."""
    fat = rng.uniform(0.205, 0.225)
    dark: Rgb = (colour[0] * 0.7, colour[1] * 0.7, colour[2] * 0.7)
    skin: list[Part] = [
        Ball((0, 0.03, 0), (fat, 0.235, fat), colour),
        Limb((0, 0.0, 0), (0, -0.24, 0), fat * 0.93, 0.022, colour, 0.05),
    ]
    knot: list[Part] = [
        Limb((0, -0.245, 0), (0, -0.272, 0), 0.010, 0.026, dark, 0.01),
        Ball((0, -0.275, 0), (0.028, 0.009, 0.02), dark, 0.006),
    ]
    deep = [Patch((0, -0.2, 0), (0.5, 0.2, 0.5), dark, 1.2, 0.0, 0.5)]
    return [Skin(skin, Look(gloss=0.95, sheer=0.85), deep), Skin(knot, Look(gloss=0.5, sheer=0.6), lift=-0.01)]


def lantern(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A paper sky lantern, lit from inside; `tint` is the paper."""
    rng = np.random.default_rng(seed)
    paper = tint or [(0.98, 0.66, 0.28), (0.97, 0.55, 0.22), (0.99, 0.76, 0.42), (0.95, 0.45, 0.25)][seed % 4]
    deep: Rgb = (paper[0] * 0.86, paper[1] * 0.62, paper[2] * 0.45)
    hot: Rgb = (1.0, 0.95, 0.72)
    fat = rng.uniform(0.92, 1.08)
    bag: list[Part] = [
        Limb((0, 0.0, 0), (0, 0.66, 0), 0.20 * fat, 0.32 * fat, paper),
        Ball((0, 0.70, 0), (0.325 * fat, 0.25, 0.325 * fat), paper, 0.05),
    ]
    glow = [
        Patch((0, 0.95, 0), (0.6, 0.40, 0.6), deep, 1.1, 0.25, 0.85),
        Patch((0, 0.12, 0.3), (0.22, 0.32, 0.4), hot, 1.3, 0.2, 0.9),
    ]
    for k in range(-2, 3):
        x = 0.32 * np.sin(k * 0.62 + 0.2)
        glow.append(Patch((float(x) * 0.92, 0.45, 0.25), (0.010, 0.60, 0.3), deep, 1.4, 0.0, 0.45))
    look = Look(glow=0.9, sheer=1.0, mottle=0.35, grain=0.05)
    skins = [Skin(bag, look, glow, cuts=[Cut((0, 0.02, 0), (0, -1, 0))])]
    wide = 0.203 * fat
    inside = Ball((0, 0.022, 0), (wide, 0.004, wide), (0.99, 0.80, 0.42))
    ring = Ball((0, 0.018, 0), (wide + 0.008, 0.003, wide + 0.008), (0.50, 0.24, 0.10))
    flame: list[Part] = [
        Ball((0, 0.045, 0), (0.05, 0.03, 0.04), (1, 0.97, 0.8)),
        Limb((0, 0.04, 0), (0, 0.12, 0), 0.035, 0.006, (1, 0.93, 0.6), 0.03),
    ]
    skins += [Skin([ring], Look(glow=0.75), lift=-0.02), Skin([inside], Look(glow=0.95)), Skin(flame, Look(glow=1.0))]
    tilt = turn(pitch=20, roll=rng.uniform(-10, 10))
    return render([skin.moved(tilt) for skin in skins], height_px, seed, light)
