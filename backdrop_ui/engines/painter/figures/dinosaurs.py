"""Hunters on two legs, from tyrant to raptor, running with open jaws; giants with long necks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..props.parts import turn, vec
from .clay import Clay
from .hunters import CLAW, RAPTORS, TYRANTS, Hunter, head, hide_of


def _leg(clay: Clay, kind: Hunter, side: int, stride: float) -> None:
    """One leg; stride: -1 pushing off behind, 1 reaching ahead."""
    hide, s = kind.hide, kind.slim
    x = side * 0.115 * (0.6 + 0.4 * s)
    hip = np.array([x, 0.60, -0.02])
    knee = hip + np.array([side * 0.02, -0.19, 0.12 + 0.10 * stride])
    ankle = knee + np.array([0, -0.17 + 0.05 * abs(stride), -0.14 - 0.08 * (stride < 0) + 0.02 * stride])
    foot = ankle + np.array([0, -0.17 + 0.10 * max(stride, 0), 0.05 + 0.06 * stride])
    foot[1] = max(foot[1], 0.035)
    thigh = (hip + knee) / 2
    clay.ball(
        vec(thigh + np.array([0, 0.03, -0.01])),
        (0.080 * s, 0.165, 0.125 * s),
        hide,
        0.05,
        turn(pitch=28 * (0.5 + stride)),
    )
    clay.limb(vec(knee), vec(ankle), (0.066 * s, 0.036), hide, 0.04)
    clay.limb(vec(ankle), vec(foot), (0.036, 0.030), hide, 0.02)
    dip = -0.10 * max(stride, 0)
    for yaw in (-32, 0, 32):
        way = turn(yaw=yaw + side * 6) @ np.array([0, dip - 0.01, 0.115])
        toe = foot + np.array([0, -0.005, 0.01]) + way
        clay.limb(vec(foot), vec(toe), (0.028, 0.020), hide, 0.015)
        clay.limb(vec(toe), vec(toe + way * 0.42 - np.array([0, 0.012, 0])), (0.015, 0.002), CLAW, 0.003)


def _arm(clay: Clay, kind: Hunter, side: int, rng: np.random.Generator) -> None:
    a = kind.arm
    shoulder = np.array([side * 0.095 * (0.4 + 0.6 * kind.slim), 0.58, 0.30])
    elbow = shoulder + np.array([side * 0.02, -0.055, -0.015]) * a
    hand = elbow + np.array([side * -0.005, -0.015 + rng.uniform(-0.01, 0.02), 0.07]) * a
    clay.limb(vec(shoulder), vec(elbow), (0.034, 0.022), kind.hide, 0.03)
    clay.limb(vec(elbow), vec(hand), (0.021, 0.015), kind.hide, 0.01)
    for spread in (-1, 1):
        tip = hand + np.array([spread * 0.012, -0.022, 0.024]) * a
        clay.limb(vec(hand), vec(tip), (0.011, 0.002), CLAW, 0.003)


def hunter(kind: Hunter, rng: np.random.Generator, yaw: float) -> Clay:
    """One that runs along +z, turned by `yaw` degrees, its head towards the viewer; about a unit tall."""
    body, hide, s = Clay(), kind.hide, kind.slim
    body.ball((0, 0.60, -0.05), (0.135 * s, 0.155 * s, 0.20), hide)
    body.ball((0, 0.565, 0.13), (0.140 * s, 0.165 * s, 0.19), hide, 0.08)
    body.ball((0, 0.61, 0.27), (0.115 * s, 0.125 * s, 0.13), hide, 0.07)
    sway = rng.uniform(-0.15, 0.15)
    body.chain(
        [(0, 0.60, -0.15), (0.3 * sway, 0.62, -0.45), (sway, 0.65, -0.80), (1.8 * sway, 0.72, -1.15)],
        [0.125 * s, 0.080 * s, 0.042, 0.008],
        hide,
        0.09,
        5,
    )
    rise, reach = 0.19 * kind.neck, 0.19 - 0.05 * kind.neck
    top = (0.0, 0.63 + rise, 0.33 + reach)
    body.chain(
        [(0, 0.61, 0.26), (0, 0.66 + 0.4 * rise, 0.40), top], [0.115 * s, 0.095 * s, 0.080 * kind.head], hide, 0.07
    )
    for z in np.arange(-0.75, 0.42, 0.115):
        height = 0.78 if z > -0.2 else 0.74
        wide = 0.022 + 0.012 * rng.random()
        body.paint((0, height, float(z + rng.normal(0, 0.012))), (0.22, 0.17, wide), kind.stripe, 0.015, 0.018, 0.8)
    body.paint((0, 0.40, 0.22), (0.13, 0.14, 0.32), kind.belly, 0.08, 0.02, 0.9)
    if kind.crest:
        plume = replace(hide, colour=kind.stripe, fur=0.07, bump=0, lie=(0, 0.5, -1))
        body.chain(
            [(0, 0.73, 0.28), (0, 0.72 + 0.5 * rise, 0.36), (0, 0.70 + rise, 0.42)], [0.03, 0.035, 0.035], plume, 0.02
        )
    lead = rng.choice([-1, 1])
    for side in (-1, 1):
        _leg(body, kind, side, float(side * lead))
        _arm(body, kind, side, rng)
    clay, pose = Clay(), turn(yaw=yaw, roll=rng.uniform(-3, 3))
    clay.include(body, pose)
    face = turn(
        yaw=yaw * rng.uniform(0.45, 0.75) + rng.uniform(-6, 6), pitch=rng.uniform(-2, 8), roll=rng.uniform(-9, 9)
    )
    clay.include(head(kind, rng.uniform(24, 36), rng), face, vec(pose @ np.array(top)), kind.head)
    return clay


def tyrant(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A tyrannosaur at full tilt."""
    return hunter(TYRANTS[number % len(TYRANTS)], rng, facing * rng.uniform(38, 58))


def raptor(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A raptor with a crest of feathers."""
    return hunter(RAPTORS[number % len(RAPTORS)], rng, facing * rng.uniform(30, 65))


def longneck(_number: int, rng: np.random.Generator, facing: float) -> Clay:
    """A browsing giant, side on."""
    clay, hide = Clay(), hide_of((0.42, 0.42, 0.36), 0.4, 0.01)
    clay.ball((0, 0.40, 0), (0.12, 0.14, 0.24), hide)
    lift = rng.uniform(-0.1, 0.08)
    clay.chain(
        [(0, 0.43, 0.16), (0, 0.62, 0.34), (0.02, 0.86 + lift, 0.44), (0.03, 0.98 + lift, 0.56)],
        [0.085, 0.055, 0.036, 0.028],
        hide,
        0.08,
        5,
    )
    clay.limb((0.03, 0.985 + lift, 0.55), (0.03, 0.955 + lift, 0.635), (0.034, 0.022), hide, 0.02)
    clay.chain(
        [(0, 0.42, -0.18), (0, 0.36, -0.42), (0.05, 0.22, -0.72), (0.12, 0.16, -1.0)],
        [0.095, 0.05, 0.022, 0.005],
        hide,
        0.09,
        5,
    )
    for side in (-1, 1):
        for z in (-0.14, 0.14):
            step = rng.uniform(-0.05, 0.05)
            clay.chain(
                [(side * 0.075, 0.38, z), (side * 0.085, 0.2, z + 0.4 * step), (side * 0.085, 0.0, z + step)],
                [0.075, 0.05, 0.048],
                hide,
                0.06,
                3,
            )
    turned = Clay()
    turned.include(clay, turn(yaw=(1 if facing >= 0 else -1) * rng.uniform(60, 100)))
    return turned
