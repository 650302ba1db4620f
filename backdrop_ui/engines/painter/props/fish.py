"""Reef fish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Limb, Look, Part, Patch, Sheet, Vec, f32, spline, tube, turn, vec
from .picture import render
from .skin import Skin
from .tints import lighter

WET = Look(gloss=0.55, sheer=0.3, bumps=0.35, grain=0.016, mottle=0.2)

FIN = Look(gloss=0.25, sheer=0.9)

WHITE: Rgb = (0.96, 0.96, 0.94)

INK: Rgb = (0.05, 0.05, 0.07)


@dataclass(frozen=True)
class Livery:
    """Colours of a fish: body, fins, the two colours of its bands, and where along it (-1 tail to 1 nose) they are."""

    body: Rgb
    fins: Rgb
    bands: tuple[float, ...] = ()
    band: Rgb = WHITE
    edge: Rgb = INK
    tall: float = 0.6


LIVERIES = (
    Livery((0.96, 0.42, 0.07), (0.95, 0.40, 0.07), (-0.72, -0.08, 0.52)),
    Livery((0.10, 0.30, 0.86), (0.98, 0.80, 0.12), (-0.35,), INK, (0.06, 0.14, 0.5), 0.72),
    Livery((0.99, 0.84, 0.12), (0.98, 0.76, 0.10), (), tall=0.95),
    Livery((0.92, 0.93, 0.90), (0.98, 0.82, 0.16), (-0.45, 0.12, 0.58), INK, INK, 1.0),
)


def fish(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A reef fish that swims to either side; `tint` is its body."""
    rng = np.random.default_rng(seed)
    livery = LIVERIES[seed % len(LIVERIES)]
    body, fins = (livery.body, livery.fins) if tint is None else (tint, tint)
    tall = 0.30 * livery.tall * rng.uniform(0.95, 1.08)
    trunk: list[Part] = [
        Ball((0.04, 0, 0), (0.36, tall, 0.125), body),
        Ball((0.24, -0.005, 0), (0.19, tall * 0.68, 0.11), body, 0.08),
        Ball((0.38, -0.01, 0), (0.06, tall * 0.26, 0.06), body, 0.08),
        Limb((-0.2, 0, 0), (-0.42, 0, 0), tall * 0.5, 0.055, body, 0.06),
    ]
    marks = []
    for at in livery.bands:
        marks.append(Patch((at * 0.40, 0, 0), (0.075, 0.6, 0.4), livery.edge, 0.25, 0.25))
        marks.append(Patch((at * 0.40, 0, 0), (0.055, 0.6, 0.4), livery.band, 0.25, 0.25))
    belly = Patch((0.05, -tall * 1.15, 0), (0.4, tall * 0.6, 0.3), lighter(body, 0.35), 1.1, 0.2, 0.7)
    skins = [Skin(trunk, WET, [belly, *marks]), *_fins(fins, tall, livery), *_fish_face(body, tall)]
    yaw = -rng.uniform(5, 35) if rng.random() < 0.5 else 180 + rng.uniform(5, 35)
    pose = turn(roll=rng.uniform(-10, 10)) @ turn(yaw=yaw)
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _fins(colour: Rgb, tall: float, livery: Livery) -> list[Skin]:
    """Tail, back, belly and breast fins: rayed sheets, darker at the hem."""
    shapes: list[tuple[list[Vec], Vec]] = [
        (
            [
                (-0.38, 0.03, 0),
                (-0.50, 0.10, 0),
                (-0.66, 0.20, 0.02),
                (-0.62, 0.0, 0.01),
                (-0.66, -0.20, 0.02),
                (-0.50, -0.10, 0),
                (-0.38, -0.03, 0),
            ],
            (-0.36, 0, 0),
        ),
        (
            [
                (0.20, tall * 0.80, 0),
                (0.08, tall * 1.34, 0),
                (-0.16, tall * 1.36, 0),
                (-0.34, tall * 0.85, 0),
                (-0.26, tall * 0.45, 0),
                (0, tall * 0.8, 0),
            ],
            (0.05, tall * 0.4, 0),
        ),
        (
            [
                (0.02, -tall * 0.85, 0),
                (-0.12, -tall * 1.32, 0),
                (-0.28, -tall * 1.02, 0),
                (-0.28, -tall * 0.45, 0),
                (-0.1, -tall * 0.7, 0),
            ],
            (0.0, -tall * 0.3, 0),
        ),
    ]
    for side in (-1, 1):
        shapes.append(
            (
                [
                    (0.13, -0.04, side * 0.11),
                    (0.02, 0.05, side * 0.22),
                    (-0.08, -0.02, side * 0.26),
                    (-0.05, -0.11, side * 0.22),
                    (0.10, -0.09, side * 0.12),
                ],
                (0.14, -0.06, side * 0.11),
            )
        )
    skins = []
    for points, root in shapes:
        rim = spline(f32(points), 5, closed=True)
        rays: list[Part] = [
            Limb(root, vec(f32(root) + (p - f32(root)) * 0.97), 0.006, 0.004, lighter(colour, -0.25), 0.006)
            for p in rim[::2]
        ]
        hem = [Patch(root, (0.20, 0.20, 0.3), colour, 1.0, 0.1)]
        edge = livery.edge if livery.bands else lighter(colour, -0.2)
        skins.append(Skin([Sheet([vec(p) for p in rim], lighter(edge, 0.1), 0.015), *rays], FIN, hem))
    return skins


def _fish_face(body: Rgb, tall: float) -> list[Skin]:
    skins = []
    for side in (-1, 1):
        at: Vec = (0.285, tall * 0.22, side * 0.092)
        x, y, z = at
        iris = Patch((x + 0.004, y, z + side * 0.04), (0.022, 0.024, 0.03), (0.01, 0.01, 0.015), 0.2, 0)
        ring = Patch((x, y, z + side * 0.04), (0.034, 0.036, 0.04), (0.96, 0.80, 0.35), 0.25, 0)
        skins.append(
            Skin([Ball(at, (0.042, 0.044, 0.03), (0.08, 0.07, 0.08))], Look(gloss=0.9), [ring, iris], lift=0.004)
        )
        skins.append(
            Skin([Ball((x + 0.010, y + 0.014, z + side * 0.028), (0.009,) * 3, (1, 1, 1))], Look(glow=0.9), lift=0.008)
        )
        gill = tube(
            [(0.17, tall * 0.30, side * 0.115), (0.145, 0.0, side * 0.128), (0.18, -tall * 0.34, side * 0.108)],
            [0.004, 0.006, 0.004],
            lighter(body, -0.35),
            5,
        )
        skins.append(Skin([gill], lift=0.004))
    lips = tube(
        [(0.405, -0.035, 0.045), (0.437, -0.03, 0), (0.405, -0.035, -0.045)],
        [0.010, 0.013, 0.010],
        lighter(body, -0.2),
        5,
    )
    return [*skins, Skin([lips], WET)]
