"""Kittens: tabby, ginger, tuxedo, Siamese; posed as puppies are, with the tails and faces of cats."""

from __future__ import annotations

import numpy as np

from ....arrays import Rgb
from ..props.parts import turn, vec
from .breeds import WHITE, Breed
from .clay import Clay, Stuff
from .puppies import POSES, Pose, jumping

GREEN: Rgb = (0.46, 0.62, 0.22)
CATS = (
    Breed((0.90, 0.60, 0.32), WHITE, (0.72, 0.38, 0.15), "tabby", fur=0.036, eye=GREEN),
    Breed((0.56, 0.52, 0.47), (0.92, 0.88, 0.82), (0.24, 0.22, 0.20), "tabby", fur=0.036, eye=(0.80, 0.62, 0.18)),
    Breed((0.09, 0.085, 0.09), WHITE, (0.06, 0.06, 0.06), "blaze", fur=0.034, eye=GREEN),
    Breed((0.95, 0.92, 0.87), (0.98, 0.96, 0.93), (0.93, 0.90, 0.85), "plain", fur=0.05, eye=(0.34, 0.62, 0.88)),
    Breed((0.86, 0.78, 0.66), (0.90, 0.84, 0.74), (0.27, 0.20, 0.17), "points", fur=0.03, eye=(0.28, 0.58, 0.90)),
    Breed((0.50, 0.53, 0.60), (0.62, 0.65, 0.70), (0.42, 0.45, 0.52), "plain", fur=0.032, eye=(0.86, 0.60, 0.14)),
)
PINK: Rgb = (0.88, 0.56, 0.54)


def _head(breed: Breed, rng: np.random.Generator) -> Clay:
    """A round head that looks along +z, large eyes, a short nose, whiskers."""
    clay = Clay()
    back = (0.0, -0.1, -1.0)
    coat = breed.coat(breed.body, 0.6, back)
    clay.ball((0, 0.02, -0.01), (0.165, 0.145, 0.14), coat)
    for side in (-1, 1):
        clay.ball(
            (side * 0.085, -0.045, 0.04),
            (0.085, 0.065, 0.08),
            breed.coat(breed.body, 0.8, (side * 0.8, -0.3, -0.4)),
            0.05,
        )
    clay.ball((0, -0.045, 0.095), (0.06, 0.045, 0.05), breed.coat(breed.body, 0.3, back), 0.05)
    _markings(clay, breed)
    muzzle = breed.coat(breed.mark if breed.pattern == "points" else breed.pale, 0.25, (0, -0.3, -1))
    for side in (-1, 1):
        clay.ball((side * 0.025, -0.062, 0.128), (0.032, 0.026, 0.03), muzzle, 0.012)
    clay.ball((0, -0.088, 0.112), (0.028, 0.02, 0.03), muzzle, 0.012)
    nose = Stuff(PINK if breed.pattern != "points" else (0.2, 0.14, 0.13), gloss=0.5)
    clay.ball((0, -0.036, 0.152), (0.016, 0.011, 0.011), nose, 0.004)
    for side in (-1, 1):
        _eye(clay, breed, side)
        _ear(clay, breed, side, rng)
        for k in range(4):
            droop, fan = rng.uniform(-0.02, 0.02), 0.022 * (k - 1.5)
            tip = (side * 0.23, -0.06 + 1.9 * fan + droop, 0.11)
            clay.limb((side * 0.04, -0.06 + 0.4 * fan, 0.145), tip, (0.0016, 0.0006), Stuff((0.97, 0.96, 0.94)), 0.0002)
    return clay


def _eye(clay: Clay, breed: Breed, side: int) -> None:
    dark: Rgb = (0.015, 0.012, 0.01)
    pose = turn(yaw=side * 22, roll=side * 12)
    clay.ball((side * 0.070, 0.012, 0.112), (0.043, 0.037, 0.022), Stuff((0.07, 0.05, 0.05), gloss=0.2), 0.004, pose)
    clay.ball((side * 0.071, 0.012, 0.115), 0.0345, Stuff(breed.eye, gloss=1.0), 0.001)
    clay.paint((side * 0.074, 0.012, 0.150), (0.031, 0.031, 0.020), tuple(1.25 * c for c in breed.eye), 0.014, 0, 0.6)  # type: ignore[arg-type]
    clay.paint((side * 0.073, 0.012, 0.150), (0.0195, 0.0235, 0.016), dark, 0.004, 0)

    lid = breed.coat(breed.mark if breed.pattern == "points" else breed.body, 0.2, (0, 0.6, -1))
    clay.ball((side * 0.072, 0.046, 0.106), (0.046, 0.018, 0.030), lid, 0.010, turn(yaw=side * 22, roll=side * 10))


def _ear(clay: Clay, breed: Breed, side: int, rng: np.random.Generator) -> None:
    colour = breed.mark if breed.pattern == "points" else breed.body
    roll = rng.uniform(-4, 6)
    pose = turn(roll=side * (-16 + roll))
    corners = [
        np.array([side * 0.062, 0.115, 0.0]),
        np.array([side * 0.155, 0.062, -0.01]),
        np.array([side * 0.150, 0.235, -0.005]),
    ]
    shift = pose @ np.array([side * 0.1, 0.1, 0]) - np.array([side * 0.1, 0.1, 0])
    outer = [vec(pose @ c - shift) for c in corners]
    clay.sheet(outer, breed.coat(colour, 0.35, (side * 0.2, 1, -0.3)), 0.020, 0.02)
    middle = sum(np.array(c) for c in outer) / 3
    inner = [vec(middle + 0.55 * (np.array(c) - middle) + np.array([0, -0.008, 0.024])) for c in outer]
    clay.sheet(inner, Stuff(PINK, fur=0.012, sheer=0.6, lie=(0, 1, 0.2)), 0.006, 0.008)


def _markings(clay: Clay, breed: Breed) -> None:
    if breed.pattern == "points":
        clay.paint((0, -0.045, 0.14), (0.10, 0.085, 0.08), breed.mark, 0.07, 0.01)
        return
    clay.paint((0, -0.085, 0.12), (0.085, 0.055, 0.09), breed.pale, 0.025, 0.008)
    if breed.pattern == "blaze":
        clay.paint((0, 0.0, 0.14), (0.02, 0.09, 0.06), breed.pale, 0.02, 0.006)
    if breed.pattern == "tabby":
        for x, tall in ((0.0, 0.075), (0.036, 0.06), (-0.036, 0.06)):
            clay.paint((x, 0.13, 0.09), (0.010, tall, 0.06), breed.mark, 0.012, 0.005)
        for side in (-1, 1):
            for y in (0.0, -0.035):
                clay.paint(
                    (side * 0.15, y, 0.05), (0.055, 0.0085, 0.06), breed.mark, 0.012, 0.005, pose=turn(roll=side * 14)
                )


def _tail(clay: Clay, breed: Breed, rng: np.random.Generator) -> None:
    """Long and lively, up behind the back."""
    side = float(rng.choice([-1, 1]))
    colour = breed.mark if breed.pattern == "points" else breed.body
    points = [
        (0.0, 0.12, -0.24),
        (side * 0.16, 0.2, -0.34),
        (side * 0.22, 0.42, -0.34),
        (side * 0.17, 0.60, -0.32),
        (side * 0.24, 0.70, -0.30),
    ]
    clay.chain([vec(p) for p in points], [0.04, 0.04, 0.036, 0.03, 0.02], breed.coat(colour, 1.0), 0.03, 4)
    if breed.pattern == "tabby":
        for y in (0.34, 0.45, 0.56, 0.66):
            clay.paint((side * 0.2, y, -0.33), (0.1, 0.018, 0.1), breed.mark, 0.012, 0.006)


def kitten(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """The `number`-th kitten of a litter."""
    return _kitten(number, rng, facing, *POSES[(number * 2 + number // 5) % len(POSES)])


def peeping_kitten(number: int, rng: np.random.Generator, facing: float) -> Clay:
    """One up on its hind legs, of whom only head and paws are seen."""
    return _kitten(number, rng, facing, jumping, 22)


def _kitten(number: int, rng: np.random.Generator, facing: float, pose: Pose, most: float) -> Clay:
    breed = CATS[number % len(CATS)]
    body, neck = pose(breed, rng)
    _tail(body, breed, rng)
    if breed.pattern == "tabby":
        for z in np.arange(-0.5, 0.1, 0.075):
            wide = 0.013 + 0.008 * rng.random()
            body.paint((0, 0.36, float(z)), (0.24, 0.2, wide), breed.mark, 0.015, 0.012, 0.85)
    yaw = most * float(np.clip(facing * rng.uniform(0.5, 1.1), -1, 1))
    clay = Clay()
    clay.include(body, turn(yaw=yaw))
    face = turn(yaw=yaw * rng.uniform(-0.1, 0.35), pitch=rng.uniform(-2, 10), roll=rng.uniform(-15, 15))
    clay.include(_head(breed, rng), face, vec(turn(yaw=yaw) @ np.array(neck)), 1.1)
    return clay
