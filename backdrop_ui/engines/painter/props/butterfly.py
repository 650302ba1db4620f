"""Butterflies."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Limb, Look, Part, Patch, Sheet, f32, spline, tube, turn, vec
from .picture import render
from .skin import Skin


def butterfly(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A butterfly, wings open or half closed; `tint` is their middle."""
    rng = np.random.default_rng(seed)
    colour: Rgb = tint or [(0.95, 0.48, 0.08), (0.16, 0.52, 0.92), (0.96, 0.82, 0.24), (0.72, 0.30, 0.78)][seed % 4]
    dark: Rgb = (0.09, 0.07, 0.08)
    close = rng.uniform(10, 58)
    fore = f32(
        [
            (0.02, 0.04, 0),
            (0.20, 0.26, 0),
            (0.46, 0.40, 0),
            (0.53, 0.34, 0),
            (0.44, 0.12, 0),
            (0.30, 0.0, 0),
            (0.04, 0.0, 0),
        ]
    )
    hind = f32([(0.02, 0.0, 0), (0.28, 0.0, 0), (0.39, -0.12, 0), (0.32, -0.29, 0), (0.20, -0.33, 0), (0.08, -0.20, 0)])
    skins: list[Skin] = []
    for side in (-1, 1):
        pose = turn(yaw=-side * close)
        for wing, depth in ((hind, -0.006), (fore, 0.0)):
            skins += [skin.moved(pose) for skin in _butterfly_wing(wing, depth, side, colour, dark)]
    body: list[Part] = [
        tube([(0, -0.20, 0.01), (0, -0.06, 0.02), (0, 0.02, 0.02)], [0.012, 0.022, 0.026], dark),
        Ball((0, 0.05, 0.02), (0.032, 0.05, 0.03), dark, 0.02),
        Ball((0, 0.115, 0.025), (0.024, 0.024, 0.024), dark, 0.012),
    ]
    feelers: list[Part] = []
    for side in (-1, 1):
        feelers.append(
            tube(
                [(0, 0.13, 0.03), (side * 0.06, 0.22, 0.05), (side * 0.12, 0.28, 0.05)], [0.004, 0.003, 0.003], dark, 5
            )
        )
        feelers.append(Ball((side * 0.12, 0.28, 0.05), (0.009, 0.009, 0.009), dark))
    skins += [Skin(body, Look(fur=0.012, sheer=0.2), lift=0.02), Skin(feelers, lift=0.02)]
    pose = turn(roll=rng.uniform(-35, 35)) @ turn(pitch=-rng.uniform(10, 35), yaw=rng.uniform(-30, 30))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _butterfly_wing(points: Array, depth: float, side: int, colour: Rgb, dark: Rgb) -> list[Skin]:
    """A dark wing, the coloured field inside it, veins from its root, pale spots along its hem."""
    points = points * f32([side, 1, 1]) + f32([0, 0, depth])
    rim = spline(points, 6, closed=True)
    middle = rim.mean(0)
    field = middle + (rim - middle) * f32([0.80, 0.80, 1])
    pale: Rgb = (min(1, colour[0] * 1.1 + 0.15), min(1, colour[1] * 1.1 + 0.18), min(1, colour[2] * 1.1 + 0.15))
    root = points[0]
    look = Look(sheer=0.8, mottle=0.4, grain=0.02, gloss=0.12)
    glow = [Patch(vec(middle), (0.12, 0.12, 0.2), pale, 1.2, 0.2, 0.7)]
    veins: list[Part] = [
        Limb(vec(root), vec(root + (p - root) * 0.93), 0.007, 0.003, dark, 0.003) for p in points[1:-1]
    ]
    hem = middle + (rim[6:-8:3] - middle) * f32([0.90, 0.90, 1])
    spots: list[Part] = [Ball(vec(p), (0.011, 0.011, 0.004), (0.97, 0.95, 0.88), 0.002) for p in hem]
    return [
        Skin([Sheet([vec(p) for p in rim], dark, 0.01)], look),
        Skin([Sheet([vec(p) for p in field], colour, 0.03)], look, glow, lift=0.004),
        Skin(veins, look, lift=0.007),
        Skin(spots, Look(sheer=0.8), lift=0.008),
    ]
