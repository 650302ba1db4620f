"""Puppies that sit, bow to play, lie, jump up and trot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..props.parts import Vec, turn, vec
from .breeds import BREEDS, Breed, head
from .clay import Clay

Pose = Callable[[Breed, np.random.Generator], tuple[Clay, Vec]]
"""The body of a puppy that looks along +z, feet at y = 0, and where its head goes."""


def _paw(clay: Clay, breed: Breed, at: Vec, up: bool = False) -> None:
    fur = breed.coat(breed.pale if breed.pattern != "plain" else breed.body, 0.4, (0, -0.6, 1))
    x, y, z = at
    clay.ball((x, y, z), (0.056, 0.040, 0.064), fur, 0.03)
    for across in (-0.033, 0.0, 0.033):
        toe: Vec = (x + across, y - (0.03 if up else 0.006), z + (0.03 if up else 0.05) - abs(across) * 0.4)
        clay.ball(toe, (0.021, 0.026, 0.03), fur, 0.009)


def _leg(clay: Clay, breed: Breed, points: list[Vec], radii: list[float]) -> None:
    clay.chain(points, radii, breed.coat(breed.body, 0.75), 0.05, 3)
    x, y, z = points[-1]
    if breed.pattern in ("saddle", "mask", "tan", "blaze"):
        colour = breed.mark if breed.pattern == "tan" else breed.pale
        clay.paint((x, y, z), (0.11, 0.12, 0.11), colour, 0.04, 0.015)


def _tail(clay: Clay, breed: Breed, points: list[Vec]) -> None:
    clay.chain(points, [0.045, 0.045, 0.036, 0.014], breed.coat(breed.body, 1.3), 0.04, 3)
    if breed.pattern != "plain":
        clay.paint(points[-1], 0.10, breed.pale, 0.04, 0.015)


def _dress(clay: Clay, breed: Breed, back: Vec, chest: Vec, rng: np.random.Generator) -> None:
    """A saddle, a bib, patches."""
    if breed.pattern in ("saddle", "mask"):
        clay.paint(back, (0.19, 0.22, 0.24), breed.mark, 0.05, 0.03)
    if breed.pattern == "patches":
        for _ in range(5):
            spot = np.array(back) + rng.uniform(-0.2, 0.2, 3)
            clay.paint(vec(spot), float(rng.uniform(0.05, 0.1)), breed.mark, 0.02, 0.02)
    if breed.pattern not in ("plain", "patches"):
        clay.paint(chest, (0.095, 0.19, 0.12), breed.pale, 0.04, 0.03)


def sitting(breed: Breed, rng: np.random.Generator) -> tuple[Clay, Vec]:
    clay, coat = Clay(), breed.coat(breed.body)
    clay.ball((0, 0.19, -0.10), (0.185, 0.185, 0.18), coat)
    clay.ball((0, 0.34, -0.02), (0.150, 0.19, 0.135), coat, 0.10)
    clay.ball((0, 0.47, 0.0), (0.12, 0.12, 0.11), breed.coat(breed.body, 1.2), 0.08)
    _dress(clay, breed, (0, 0.32, -0.22), (0, 0.36, 0.13), rng)
    for side in (-1, 1):
        step = rng.uniform(-0.02, 0.02)
        clay.ball(
            (side * 0.160, 0.125, 0.0), (0.088, 0.13, 0.14), breed.coat(breed.body, 0.9), 0.03, turn(roll=side * -8)
        )
        _paw(clay, breed, (side * 0.195, 0.036, 0.12))
        _leg(
            clay,
            breed,
            [(side * 0.08, 0.38, 0.05), (side * 0.088, 0.2, 0.115), (side * 0.085, 0.06, 0.13 + step)],
            [0.078, 0.06, 0.05],
        )
        _paw(clay, breed, (side * 0.086, 0.036, 0.16 + step))
    curl = float(rng.choice([-1, 1]))
    _tail(
        clay,
        breed,
        [(curl * 0.1, 0.08, -0.22), (curl * 0.25, 0.08, -0.2), (curl * 0.33, 0.17, -0.15), (curl * 0.34, 0.27, -0.13)],
    )
    return clay, (0, 0.63, 0.06)


def lying(breed: Breed, rng: np.random.Generator) -> tuple[Clay, Vec]:
    clay, coat = Clay(), breed.coat(breed.body, lie=(0, -0.5, -1))
    clay.ball((0, 0.14, -0.10), (0.17, 0.14, 0.19), coat)
    clay.ball((0, 0.14, -0.38), (0.19, 0.15, 0.20), coat, 0.1)
    clay.ball((0, 0.22, 0.02), (0.13, 0.13, 0.11), coat, 0.08)
    _dress(clay, breed, (0, 0.28, -0.3), (0, 0.18, 0.12), rng)
    for side in (-1, 1):
        reach = rng.uniform(-0.03, 0.05)
        _leg(
            clay,
            breed,
            [(side * 0.13, 0.12, -0.02), (side * 0.14, 0.06, 0.08), (side * 0.12, 0.05, 0.19 + reach)],
            [0.07, 0.055, 0.048],
        )
        _paw(clay, breed, (side * 0.118, 0.038, 0.23 + reach))
        clay.ball((side * 0.19, 0.10, -0.38), (0.08, 0.10, 0.13), coat, 0.03)
        _paw(clay, breed, (side * 0.24, 0.036, -0.26))
    _tail(clay, breed, [(0, 0.2, -0.55), (0.1, 0.27, -0.62), (0.2, 0.32, -0.6), (0.26, 0.36, -0.55)])
    return clay, (0, 0.33, 0.12)


def bowing(breed: Breed, rng: np.random.Generator) -> tuple[Clay, Vec]:
    clay, coat = Clay(), breed.coat(breed.body, lie=(0, -0.6, -1))
    clay.ball((0, 0.17, 0.02), (0.14, 0.14, 0.15), coat)
    clay.ball((0, 0.28, -0.18), (0.135, 0.135, 0.19), coat, 0.1, turn(pitch=-28))
    clay.ball((0, 0.38, -0.36), (0.145, 0.14, 0.14), coat, 0.1)
    clay.ball((0, 0.25, 0.08), (0.115, 0.12, 0.10), coat, 0.06)
    _dress(clay, breed, (0, 0.42, -0.25), (0, 0.18, 0.16), rng)
    for side in (-1, 1):
        reach = rng.uniform(-0.02, 0.04)
        _leg(
            clay,
            breed,
            [(side * 0.11, 0.17, 0.05), (side * 0.13, 0.06, 0.10), (side * 0.125, 0.05, 0.26 + reach)],
            [0.075, 0.058, 0.048],
        )
        _paw(clay, breed, (side * 0.125, 0.036, 0.30 + reach))
        _leg(
            clay,
            breed,
            [
                (side * 0.10, 0.36, -0.38),
                (side * 0.115, 0.2, -0.33),
                (side * 0.115, 0.12, -0.42),
                (side * 0.115, 0.05, -0.40),
            ],
            [0.1, 0.07, 0.048, 0.045],
        )
        _paw(clay, breed, (side * 0.115, 0.036, -0.37))
    wag = rng.uniform(-0.16, 0.16)
    _tail(clay, breed, [(0, 0.46, -0.46), (wag * 0.4, 0.58, -0.5), (wag, 0.70, -0.48), (wag * 1.5, 0.78, -0.42)])
    return clay, (0, 0.40, 0.16)


def jumping(breed: Breed, rng: np.random.Generator) -> tuple[Clay, Vec]:
    """Up on the hind legs, paws before the chest."""
    clay, coat = Clay(), breed.coat(breed.body)
    clay.ball((0, 0.28, -0.06), (0.155, 0.16, 0.15), coat)
    clay.ball((0, 0.45, 0.0), (0.145, 0.19, 0.125), coat, 0.1)
    clay.ball((0, 0.62, 0.02), (0.115, 0.12, 0.10), breed.coat(breed.body, 1.2), 0.08)
    _dress(clay, breed, (0, 0.42, -0.18), (0, 0.46, 0.12), rng)
    for side in (-1, 1):
        lift = rng.uniform(-0.05, 0.06)
        hind: list[Vec] = [(side * 0.11, 0.26, -0.03), (side * 0.13, 0.15, 0.06), (side * 0.12, 0.06, 0.0)]
        _leg(clay, breed, hind, [0.10, 0.065, 0.05])
        _paw(clay, breed, (side * 0.12, 0.036, 0.05))
        paw: Vec = (side * 0.12, 0.48 + lift, 0.21)
        _leg(clay, breed, [(side * 0.10, 0.56, 0.06), (side * 0.15, 0.44 + lift, 0.12), paw], [0.07, 0.055, 0.047])
        _paw(clay, breed, (paw[0], paw[1] - 0.01, paw[2] + 0.02), up=True)
    curl = float(rng.choice([-1, 1]))
    _tail(
        clay, breed, [(0, 0.18, -0.18), (curl * 0.12, 0.2, -0.28), (curl * 0.22, 0.3, -0.28), (curl * 0.25, 0.4, -0.24)]
    )
    return clay, (0, 0.79, 0.08)


def trotting(breed: Breed, rng: np.random.Generator) -> tuple[Clay, Vec]:
    clay, coat = Clay(), breed.coat(breed.body, lie=(0, -0.6, -1))
    clay.ball((0, 0.35, 0.02), (0.135, 0.15, 0.15), coat)
    clay.ball((0, 0.35, -0.20), (0.13, 0.135, 0.22), coat, 0.1)
    clay.ball((0, 0.36, -0.38), (0.125, 0.135, 0.12), coat, 0.1)
    clay.ball((0, 0.46, 0.09), (0.11, 0.13, 0.10), coat, 0.08)
    _dress(clay, breed, (0, 0.42, -0.22), (0, 0.36, 0.17), rng)
    stride = rng.choice([-1, 1])
    for side in (-1, 1):
        swing = 0.08 * side * stride
        lift = max(swing, 0) * 0.9
        fore: list[Vec] = [
            (side * 0.09, 0.32, 0.06),
            (side * 0.09, 0.18 + lift, 0.08 + swing),
            (side * 0.085, 0.05 + lift, 0.06 + swing),
        ]
        _leg(clay, breed, fore, [0.078, 0.058, 0.046])
        _paw(clay, breed, (fore[-1][0], fore[-1][1] - 0.014, fore[-1][2] + 0.03))
        hind: list[Vec] = [
            (side * 0.09, 0.32, -0.38),
            (side * 0.095, 0.19, -0.33 - swing),
            (side * 0.09, 0.11, -0.42 - swing),
            (side * 0.09, 0.05, -0.40 - swing),
        ]
        _leg(clay, breed, hind, [0.095, 0.065, 0.047, 0.045])
        _paw(clay, breed, (hind[-1][0], 0.036, hind[-1][2] + 0.03))
    wag = rng.uniform(-0.14, 0.14)
    _tail(clay, breed, [(0, 0.42, -0.46), (wag * 0.4, 0.53, -0.55), (wag, 0.66, -0.56), (wag * 1.4, 0.73, -0.5)])
    return clay, (0, 0.63, 0.17)


POSES: tuple[tuple[Pose, float], ...] = ((sitting, 28), (bowing, 42), (lying, 40), (jumping, 22), (trotting, 46))
"""Each pose, and how far it turns from the viewer at most, degrees."""


def puppy(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """The `number`-th puppy of a litter."""
    return _puppy(number, rng, facing, *POSES[(number * 2 + number // 5) % len(POSES)])


def peeping_puppy(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """One up on its hind legs, of whom only head and paws are seen."""
    return _puppy(number, rng, facing, jumping, 22)


def _puppy(number: int, rng: np.random.Generator, facing: float, pose: Pose, most: float) -> Clay:
    breed = BREEDS[number % len(BREEDS)]
    body, neck = pose(breed, rng)
    yaw = most * float(np.clip(facing * rng.uniform(0.5, 1.1), -1, 1))
    clay = Clay()
    clay.include(body, turn(yaw=yaw))
    face = turn(yaw=yaw * rng.uniform(-0.1, 0.35), pitch=rng.uniform(-2, 10), roll=rng.uniform(-17, 17))
    clay.include(head(breed, rng), face, vec(turn(yaw=yaw) @ np.array(neck)), 1.12)
    return clay
