"""Dragons in flight: spread wings, a long neck, fire in the throat."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from ....arrays import Array, Rgb
from ..props.parts import Vec, spline, turn, vec
from .clay import Clay, Stuff

HIDES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    ((0.44, 0.12, 0.10), (0.78, 0.50, 0.30), (0.56, 0.20, 0.13)),
    ((0.14, 0.30, 0.26), (0.62, 0.66, 0.42), (0.20, 0.42, 0.33)),
    ((0.20, 0.20, 0.30), (0.56, 0.52, 0.56), (0.32, 0.22, 0.40)),
)
"""Back, belly and wing."""

HORN = Stuff((0.82, 0.74, 0.58), gloss=0.4)
EMBER = Stuff((1.0, 0.45, 0.10), glow=2.2)


def _wing(hide: Stuff, web: Stuff, up: float, side: int) -> Clay:
    """An arm, four fingers and the skin between them; from the shoulder at the origin outwards along x."""
    clay = Clay()
    pose = turn(roll=side * up)
    elbow = pose @ np.array([side * 0.26, 0.10, -0.02])
    wrist = elbow + turn(roll=side * up * 0.6) @ np.array([side * 0.30, 0.12, 0.06])
    clay.chain([(0, 0, 0), vec(elbow), vec(wrist)], [0.045, 0.030, 0.022], hide, 0.03, 3)
    tips = []
    for k, (out, back) in enumerate(((0.66, -0.06), (0.54, -0.34), (0.34, -0.54), (0.10, -0.60))):
        tip = wrist + turn(roll=side * up * 0.35) @ np.array([side * out, -0.10 - 0.05 * k, back])
        knuckle = (wrist + tip) / 2 + np.array([0, 0.05, 0])
        clay.chain([vec(wrist), vec(knuckle), vec(tip)], [0.016, 0.010, 0.003], hide, 0.008, 4)
        tips.append((knuckle, tip))
    tail = np.array([side * 0.03, -0.03, -0.36])
    fingers = [np.stack([wrist, *pair]) for pair in tips] + [np.stack([elbow, (elbow + tail) / 2, tail])]
    curves = [spline(points.astype(np.float32), 3) for points in fingers]
    for a, b in itertools.pairwise(curves):
        _skin(clay, web, a, b)
    _skin(clay, web, np.linspace(elbow, wrist, len(curves[-1])), curves[-1][::-1])
    clay.sheet([(0, 0, 0), vec(elbow), vec(tail)], web)
    clay.sheet([(0, 0, 0), vec(tail), (0, -0.02, -0.3)], web)
    return clay


def _skin(clay: Clay, web: Stuff, a: Array, b: Array) -> None:
    """Skin between two fingers, (n, 3) each from the wrist out, its rim drawn in between the tips."""
    middle = (a + b) / 2
    pull = 1 - 0.2 * np.linspace(0, 1, len(a))[:, None]
    sag = np.array([0, 0.03, 0]) * np.sin(np.linspace(0, np.pi, len(a)))[:, None]
    middle = middle[0] + (middle - middle[0]) * pull + sag
    for left, right in ((a, middle), (middle, b)):
        for k in range(len(a) - 1):
            corners = [vec(p) for p in (left[k], right[k], left[k + 1], right[k + 1])]
            clay.sheet(corners[:3], web)
            clay.sheet(corners[1:], web)


def _head(hide: Stuff, belly: Rgb, fire: bool) -> Clay:
    """A horned head that looks along +z."""
    clay = Clay()
    clay.ball((0, 0, 0), (0.062, 0.055, 0.08), hide)
    clay.limb((0, 0.004, 0.04), (0, -0.012, 0.19), (0.048, 0.026), hide, 0.025)
    clay.ball((0, 0.004, 0.195), (0.028, 0.022, 0.025), hide, 0.015)
    jaw = Clay()
    jaw.limb((0, 0, 0.01), (0, 0, 0.16), (0.036, 0.018), replace(hide, colour=belly), 0.01)
    for side in (-1, 1):
        for k in range(6):
            z = 0.06 + 0.022 * k
            jaw.limb((side * (0.026 - 0.002 * k), 0.012, z), (side * 0.022, 0.034, z), (0.005, 0.001), HORN, 0.001)
            clay.limb(
                (side * (0.034 - 0.003 * k), -0.024, z + 0.02),
                (side * 0.028, -0.05, z + 0.02),
                (0.005, 0.001),
                HORN,
                0.001,
            )
    clay.include(jaw, turn(pitch=-30), (0, -0.035, 0.01))
    clay.ball((0, -0.045, 0.05), (0.026, 0.026, 0.04), EMBER if fire else Stuff((0.3, 0.04, 0.03)), 0.004)
    for side in (-1, 1):
        clay.ball((side * 0.046, 0.022, 0.062), 0.013, Stuff((1.0, 0.75, 0.1), gloss=1.0, glow=0.5), 0.002)
        clay.limb((side * 0.044, 0.045, 0.02), (side * 0.042, 0.034, 0.10), (0.016, 0.010), hide, 0.01)
        for out, long in ((0.03, 0.20), (0.055, 0.12)):
            points: list[Vec] = [
                (side * out, 0.035, -0.04),
                (side * (out + 0.03), 0.075, -0.04 - 0.5 * long),
                (side * (out + 0.02), 0.13, -0.04 - long),
            ]
            clay.chain(points, [0.018, 0.012, 0.002], HORN, 0.008, 3)
        clay.limb((side * 0.05, -0.02, -0.02), (side * 0.10, -0.03, -0.10), (0.02, 0.002), hide, 0.01)
    return clay


def dragon(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """One on the wing, coming towards the viewer or turning aside; wings reach about a unit to each side."""
    back, belly, wing = HIDES[number % len(HIDES)]
    hide = Stuff(back, gloss=0.4, bump=0.55, grain=0.012)
    web = Stuff(wing, gloss=0.15, bump=0.25, grain=0.05, sheer=0.9)
    body = Clay()
    body.ball((0, 0, 0.02), (0.12, 0.12, 0.20), hide)
    body.ball((0, -0.005, -0.16), (0.10, 0.10, 0.18), hide, 0.08)
    sway = rng.uniform(-0.22, 0.22)
    body.chain(
        [(0, 0, -0.2), (0.4 * sway, -0.04, -0.5), (sway, -0.10, -0.82), (0.5 * sway, -0.06, -1.15)],
        [0.09, 0.055, 0.03, 0.006],
        hide,
        0.06,
        5,
    )
    body.ball((0.5 * sway, -0.06, -1.17), (0.05, 0.008, 0.07), web, 0.01)
    lift = rng.uniform(0.02, 0.14)
    top: Vec = (-0.3 * sway, 0.16 + lift, 0.50)
    body.chain(
        [(0, 0.03, 0.14), (0, 0.06, 0.30), (-0.3 * sway, 0.10 + lift, 0.42), top],
        [0.085, 0.06, 0.048, 0.046],
        hide,
        0.06,
        5,
    )
    body.paint((0, -0.14, 0.1), (0.10, 0.11, 0.6), belly, 0.04, 0.015)
    for k in range(13):
        z = 0.30 - 0.085 * k
        y = 0.115 - 0.010 * max(k - 4, 0) + (0.015 if k < 3 else 0)
        body.limb((0, y - 0.02, z), (0, y + 0.045 - 0.002 * k, z - 0.03), (0.013, 0.002), HORN, 0.006)
    for side in (-1, 1):
        body.chain(
            [(side * 0.08, -0.06, -0.18), (side * 0.12, -0.15, -0.24), (side * 0.10, -0.20, -0.38)],
            [0.065, 0.042, 0.025],
            hide,
            0.04,
            3,
        )
        body.chain(
            [(side * 0.08, -0.07, 0.12), (side * 0.11, -0.16, 0.10), (side * 0.10, -0.21, 0.19)],
            [0.045, 0.03, 0.022],
            hide,
            0.04,
            3,
        )
        for foot in ((side * 0.10, -0.20, -0.38), (side * 0.10, -0.21, 0.19)):
            for spread in (-0.02, 0.0, 0.02):
                body.limb(foot, (foot[0] + spread, foot[1] - 0.045, foot[2] + 0.02), (0.011, 0.002), HORN, 0.004)
    beat = rng.uniform(8, 34)
    for side in (-1, 1):
        body.include(_wing(hide, web, beat + rng.uniform(-4, 4), side), None, (side * 0.08, 0.07, 0.06))
    clay = Clay()
    yaw = facing * rng.uniform(38, 62)
    pose = turn(yaw=yaw, pitch=rng.uniform(-4, 8), roll=-facing * rng.uniform(8, 22))
    clay.include(body, pose)
    face = turn(yaw=yaw * rng.uniform(0.5, 0.85), pitch=-rng.uniform(4, 14))
    clay.include(_head(hide, belly, number % 2 == 0), face, vec(pose @ np.array(top)), 1.15)
    return clay
