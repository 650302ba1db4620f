"""Puppies' coats and heads."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ....arrays import Rgb
from ..props.parts import turn
from .clay import Clay, Stuff

BLACK: Rgb = (0.03, 0.025, 0.025)


@dataclass(frozen=True)
class Breed:
    """Colours and shape of a puppy. pale: muzzle, chest and feet; mark: saddle, cap or patches; ears: hanging or up."""

    body: Rgb
    pale: Rgb
    mark: Rgb
    pattern: str = "plain"
    ears_up: bool = False
    ear: Rgb | None = None
    fur: float = 0.04
    muzzle: float = 1.0
    eye: Rgb = (0.16, 0.075, 0.03)
    nose: Rgb = BLACK

    def coat(self, colour: Rgb, length: float = 1.0, lie: tuple[float, float, float] = (0.0, -1.0, -0.25)) -> Stuff:
        return Stuff(colour, fur=self.fur * length, sheer=0.35, lie=lie)


WHITE: Rgb = (0.95, 0.92, 0.87)
BREEDS = (
    Breed((0.88, 0.66, 0.38), (0.96, 0.85, 0.66), (0.74, 0.48, 0.22), fur=0.046),
    Breed((0.80, 0.50, 0.26), WHITE, (0.13, 0.10, 0.09), "saddle", ear=(0.66, 0.38, 0.18), fur=0.026),
    Breed((0.42, 0.43, 0.46), WHITE, (0.30, 0.31, 0.34), "mask", ears_up=True, fur=0.046, eye=(0.36, 0.62, 0.85)),
    Breed((0.12, 0.105, 0.10), WHITE, (0.70, 0.40, 0.18), "tan", fur=0.044),
    Breed((0.90, 0.60, 0.30), WHITE, (0.80, 0.48, 0.20), "blaze", ears_up=True, fur=0.038),
    Breed((0.97, 0.94, 0.88), (1.0, 0.98, 0.95), (0.93, 0.85, 0.73), ears_up=True, fur=0.062, muzzle=0.85),
    Breed(
        (0.44, 0.26, 0.16),
        (0.52, 0.33, 0.21),
        (0.36, 0.2, 0.12),
        fur=0.022,
        eye=(0.34, 0.20, 0.06),
        nose=(0.2, 0.1, 0.08),
    ),
    Breed((0.96, 0.93, 0.88), (0.98, 0.95, 0.9), (0.56, 0.28, 0.13), "patches", ear=(0.56, 0.28, 0.13), fur=0.042),
)


def head(breed: Breed, rng: np.random.Generator) -> Clay:
    """A head that looks along +z, its skull about the origin."""
    clay = Clay()
    back = (0.0, -0.25, -1.0)
    coat, face = breed.coat(breed.body, 0.8, back), breed.coat(breed.body, 0.5, back)
    long = 0.05 * breed.muzzle
    clay.ball((0, 0.025, -0.01), (0.165, 0.15, 0.15), coat)
    for side in (-1, 1):
        clay.ball((side * 0.08, -0.055, 0.045), (0.088, 0.075, 0.085), coat, 0.06)
    clay.ball((0, -0.05, 0.10 + long), (0.066, 0.054, 0.075), face, 0.05)
    lip = breed.coat(breed.body, 0.3, (0, -0.5, -1))
    for side in (-1, 1):
        clay.ball((side * 0.030, -0.068, 0.13 + long), (0.041, 0.036, 0.046), lip, 0.025)
    _markings(clay, breed, long, rng)
    happy = rng.random() < 0.6
    if happy:
        clay.ball((0, -0.112, 0.105 + long), (0.046, 0.032, 0.052), breed.coat(breed.pale, 0.3), 0.012)
        clay.ball((0, -0.094, 0.118 + long), (0.043, 0.016, 0.048), Stuff((0.25, 0.06, 0.06)), 0.006)
        tongue = Stuff((0.93, 0.42, 0.45), gloss=0.35, sheer=0.5)
        pose = turn(pitch=-rng.uniform(20, 40))
        clay.ball((rng.uniform(-0.01, 0.01), -0.112, 0.165 + long), (0.026, 0.010, 0.045), tongue, 0.004, pose)
    else:
        clay.ball((0, -0.100, 0.10 + long), (0.042, 0.028, 0.05), breed.coat(breed.pale, 0.3), 0.012)
    nose = Stuff(breed.nose, gloss=0.72, bump=0.1, grain=0.006)
    clay.ball((0, -0.030, 0.178 + long), (0.033, 0.024, 0.022), nose, 0.006)
    clay.ball((0, -0.048, 0.178 + long), (0.012, 0.018, 0.016), nose, 0.008)
    for side in (-1, 1):
        _eye(clay, breed, side)
        (_ear_up if breed.ears_up else _ear_down)(clay, breed, side, rng)
    return clay


def _eye(clay: Clay, breed: Breed, side: int) -> None:
    rim = Stuff(BLACK, gloss=0.3)
    clay.ball((side * 0.074, 0.016, 0.122), (0.040, 0.036, 0.024), rim, 0.004, turn(yaw=side * 22, roll=side * -8))
    dark: Rgb = (0.03, 0.015, 0.01)
    clay.ball((side * 0.075, 0.016, 0.127), 0.0335, Stuff(dark, gloss=1.0), 0.002)
    clay.paint((side * 0.076, 0.010, 0.157), (0.019, 0.018, 0.012), breed.eye, 0.008, 0, strength=0.9)
    clay.paint((side * 0.075, 0.017, 0.160), (0.0125, 0.0125, 0.012), dark, 0.003, 0)
    # A lid above gives the look its tenderness.
    lid = replace(breed.coat(_brow(breed), 0.25, (0, 0.6, -1)), sheer=0.1)
    clay.ball((side * 0.076, 0.050, 0.118), (0.044, 0.020, 0.030), lid, 0.012, turn(yaw=side * 22, roll=side * -14))


def _brow(breed: Breed) -> Rgb:
    return breed.mark if breed.pattern == "tan" else breed.pale if breed.pattern == "mask" else breed.body


def _ear_down(clay: Clay, breed: Breed, side: int, rng: np.random.Generator) -> None:
    coat = breed.coat(breed.ear or breed.mark, 0.9, (side * 0.25, -1.0, 0.1))
    lift = rng.uniform(-6, 22)
    clay.ball((side * 0.135, 0.098, -0.01), (0.055, 0.034, 0.055), coat, 0.03, turn(roll=side * -30))
    clay.ball(
        (side * (0.178 + 0.001 * lift), 0.005, 0.0),
        (0.030, 0.125, 0.075),
        coat,
        0.02,
        turn(roll=side * (12 + lift), yaw=side * 25),
    )


def _ear_up(clay: Clay, breed: Breed, side: int, rng: np.random.Generator) -> None:
    coat = breed.coat(breed.ear or breed.mark, 0.55, (side * 0.3, 1.0, -0.2))
    roll = side * -rng.uniform(10, 24)
    pose = turn(yaw=side * 14, roll=roll)
    for height, wide in ((0.0, 0.062), (0.05, 0.047), (0.095, 0.026)):
        at = pose @ np.array([0, height, 0])
        clay.ball((side * 0.10 + float(at[0]), 0.125 + float(at[1]), -0.02), (wide, 0.05, 0.026), coat, 0.03, pose)
    at = pose @ np.array([0, 0.055, 0.03])
    pink: Rgb = (0.86, 0.62, 0.55)
    clay.paint(
        (side * 0.10 + float(at[0]), 0.115 + float(at[1]), 0.005), (0.030, 0.075, 0.03), pink, 0.025, 0.004, pose=pose
    )


def _markings(clay: Clay, breed: Breed, long: float, rng: np.random.Generator) -> None:
    """White muzzles, caps, brows: painted on the bare head."""
    pattern = breed.pattern
    if pattern == "plain":
        clay.paint((0, -0.08, 0.14), (0.11, 0.07, 0.12), breed.pale, 0.06, 0.01)
        return
    if pattern == "mask":
        for side in (-1, 1):
            clay.paint((side * 0.075, -0.01, 0.12), (0.085, 0.085, 0.09), breed.pale, 0.03, 0.008)
            clay.paint((side * 0.12, -0.08, 0.05), (0.09, 0.08, 0.11), breed.pale, 0.03, 0.01)
        clay.paint((0, -0.08, 0.15), (0.10, 0.065, 0.13), breed.pale, 0.03, 0.008)
        clay.paint((0, 0.09, 0.13), (0.022, 0.09, 0.07), breed.mark, 0.02, 0.006)
        return
    if pattern == "tan":
        for side in (-1, 1):
            clay.paint((side * 0.10, -0.075, 0.10), (0.085, 0.055, 0.10), breed.mark, 0.02, 0.008)
            clay.paint((side * 0.062, 0.068, 0.12), (0.028, 0.022, 0.05), breed.mark, 0.015, 0.004)
    if pattern in ("saddle", "patches"):
        for side in (-1, 1):
            clay.paint(
                (side * 0.10, 0.06, 0.03),
                (0.085, 0.12, 0.15),
                breed.mark if pattern == "patches" else breed.body,
                0.02,
                0.012,
            )
    clay.paint((0, -0.07, 0.15), (0.072, 0.062, 0.10 + long), breed.pale, 0.02, 0.01)
    blaze = rng.uniform(0.016, 0.03)
    clay.paint((0, 0.06, 0.13), (blaze, 0.13, 0.12), breed.pale, 0.018, 0.008)
