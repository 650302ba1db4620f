"""A pterosaur that glides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Limb, Look, Part, Patch, Sheet, Vec, f32, spline, tube, turn, vec
from .picture import render
from .reptile import Hide, eye, hide_of
from .skin import Skin

LEATHER = Look(gloss=0.10, sheer=0.35, mottle=0.8, grain=0.02)
MEMBRANE = Look(gloss=0.05, sheer=0.8, mottle=0.8, grain=0.02)


@dataclass(frozen=True)
class Wing:
    """The leading edge (shoulder, elbow, wrist, knuckle, tip) and the trailing edge (hip to tip) of a wing."""

    front: list[Vec]
    back: list[Vec]

    @classmethod
    def spread(cls, side: int, flap: float, sweep: float) -> Wing:
        """A wing on one side (-1 or 1) of a body along +x; `flap` lifts it, `sweep` draws its tip back."""

        def at(x: float, lift: float, out: float) -> Vec:
            return x, lift * flap + 0.015, side * out

        tip = at(-0.16 - sweep, 0.8, 1.0)
        front = [at(0.08, 0, 0.035), at(0.03, 0.45, 0.22), at(0.10, 0.75, 0.38), at(0.02 - sweep * 0.5, 0.9, 0.66), tip]
        back = [
            at(-0.13, 0, 0.03),
            at(-0.20, 0.28, 0.22),
            at(-0.17 - sweep * 0.3, 0.6, 0.44),
            at(-0.12 - sweep * 0.7, 0.82, 0.72),
            tip,
        ]
        return cls(front, back)


def pterosaur(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A pterosaur on the wing, about twice as wide as tall; `tint` recolours its hide."""
    rng = np.random.default_rng(seed)
    hide = hide_of(seed, tint)
    flap, sweep = rng.uniform(0.14, 0.46), rng.uniform(0.0, 0.2)
    wings = [Wing.spread(side, flap, sweep) for side in (-1, 1)]
    skins = _glider(hide, wings, rng)
    for wing in wings:
        skins += _stretched(wing, hide)
    way = rng.choice([-1, 1])
    pose = turn(pitch=rng.uniform(16, 34), roll=way * rng.uniform(2, 14)) @ turn(yaw=-90 + way * rng.uniform(22, 48))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _glider(hide: Hide, wings: list[Wing], rng: np.random.Generator) -> list[Skin]:
    """Body, arms, head and legs, along +x."""
    turned = rng.uniform(-0.05, 0.05)
    body: list[Part] = [
        Ball((0, 0, 0), (0.15, 0.070, 0.072), hide.back),
        Ball((0.07, 0.01, 0), (0.09, 0.07, 0.075), hide.back, 0.05),
        tube(
            [(0.10, 0.02, 0), (0.20, 0.06, turned * 0.5), (0.27, 0.085, turned)],
            [0.055, 0.036, 0.032],
            hide.back,
            blend=0.04,
        ),
        tube([(-0.12, 0, 0), (-0.22, -0.01, 0), (-0.27, -0.01, 0)], [0.04, 0.018, 0.004], hide.back, blend=0.03),
        *(
            tube(
                [(-0.10, -0.02, s * 0.035), (-0.22, -0.03, s * 0.06), (-0.34, -0.02, s * 0.07)],
                [0.030, 0.016, 0.008],
                hide.back,
                blend=0.02,
            )
            for s in (-1, 1)
        ),
        *(tube(wing.front[:3], [0.048, 0.030, 0.022], hide.back, 6, blend=0.05) for wing in wings),
    ]
    beak: Rgb = (0.80, 0.62, 0.34)
    head: list[Part] = [
        Ball((0.30, 0.095, turned), (0.055, 0.042, 0.036), hide.back),
        Limb((0.31, 0.092, turned), (0.54, 0.055, turned * 1.6), 0.034, 0.004, beak, 0.02),
        Limb((0.31, 0.075, turned), (0.50, 0.022, turned * 1.6), 0.024, 0.004, beak, 0.008),
        Limb((0.28, 0.11, turned), (0.10, 0.235, turned * 0.5), 0.034, 0.006, (0.78, 0.34, 0.18), 0.03),
    ]
    eyes = [skin for s in (-1, 1) for skin in eye((0.318, 0.108, turned + s * 0.031), 0.012, hide, s)]
    belly = [Patch((0.02, -0.06, 0), (0.17, 0.05, 0.07), hide.belly, 0.9, 0.3)]
    return [Skin(body, LEATHER, belly), Skin(head, LEATHER), *eyes]


def _stretched(wing: Wing, hide: Hide) -> list[Skin]:
    """The long finger, and skin between the leading and the trailing edge in narrow strips, each all but flat."""
    front, back = (spline(f32(edge), 5) for edge in (wing.front, wing.back))
    strips: list[Part] = []
    for k in range(len(front) - 1):
        colour = _between(hide.back, hide.belly, 0.15 + 0.35 * k / len(front))
        corners = [vec(p) for p in (front[k], front[k + 1], back[k + 1], back[k])]
        strips.append(Sheet(corners, colour, 1e-4, 0.01))
    wrist = wing.front[2]
    folds: list[Part] = [Limb(wrist, p, 0.005, 0.002, hide.dark, 0.006) for p in wing.back[1:4]]
    streaks = [Patch(p, (0.10, 0.2, 0.12), hide.dark, 1.0, 0.6, 0.5) for p in wing.back[1:4]]
    finger: list[Part] = [tube(wing.front[2:], [0.022, 0.013, 0.003], hide.back, 6, blend=0.01)]
    x, y, z = wrist
    finger += [Limb(wrist, (x + 0.055, y - 0.01, z + d), 0.007, 0.002, hide.dark, 0.004) for d in (-0.03, 0.0, 0.03)]
    return [Skin([*strips, *folds], MEMBRANE, streaks), Skin(finger, LEATHER, lift=0.004)]


def _between(a: Rgb, b: Rgb, t: float) -> Rgb:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t
