"""A reptile's hide and eyes."""

from __future__ import annotations

from dataclasses import dataclass

from ....arrays import Rgb
from .parts import Ball, Look, Patch, Vec
from .skin import Skin
from .tints import lighter

HIDE = Look(bumps=0.9, gloss=0.14, sheer=0.10, mottle=0.8, grain=0.016)


@dataclass(frozen=True)
class Hide:
    """Colours of a reptile: flanks, stripes, belly, iris."""

    back: Rgb
    dark: Rgb
    belly: Rgb
    iris: Rgb = (0.95, 0.62, 0.10)


HIDES = (
    Hide((0.40, 0.42, 0.25), (0.20, 0.22, 0.14), (0.80, 0.74, 0.54)),
    Hide((0.52, 0.38, 0.25), (0.27, 0.17, 0.12), (0.84, 0.74, 0.58)),
    Hide((0.36, 0.43, 0.41), (0.17, 0.22, 0.23), (0.76, 0.76, 0.66)),
    Hide((0.47, 0.30, 0.22), (0.22, 0.14, 0.13), (0.80, 0.66, 0.50), (0.85, 0.80, 0.25)),
)


def hide_of(seed: int, tint: Rgb | None) -> Hide:
    """One of the hides, or one made from a tint."""
    hide = HIDES[seed % len(HIDES)]
    if tint is None:
        return hide
    return Hide(tint, lighter(tint, -0.55), lighter(tint, 0.5), hide.iris)


def eye(at: Vec, size: float, hide: Hide, side: int) -> list[Skin]:
    """A reptile's eye on the flank (z) `side` of a head: amber, slit, under a heavy lid."""
    x, y, z = at
    look = (x + 0.35 * size, y, z + side * 0.92 * size)
    slit = Patch(look, (0.20 * size, 0.80 * size, 0.6 * size), (0.02, 0.01, 0.01), 0.3, 0)
    rim = Patch((x, y, z + side * size), (1.7 * size, 1.05 * size, 1.7 * size), hide.iris, 0.5, 0)
    lid = Ball(
        (x - size * 0.1, y + size * 0.75, z - side * size * 0.1), (size * 1.5, size * 0.7, size * 1.15), hide.dark
    )
    shine = Ball((x + 0.1 * size, y + 0.4 * size, z + side * 0.85 * size), (0.22 * size,) * 3, (1, 1, 1))
    return [
        Skin(
            [Ball(at, (size, size, size), (0.16, 0.06, 0.02))],
            Look(gloss=0.9, sheer=0, glow=0.2),
            [rim, slit],
            lift=0.003,
        ),
        Skin([lid], HIDE, lift=0.004),
        Skin([shine], Look(glow=0.9), lift=0.006),
    ]
