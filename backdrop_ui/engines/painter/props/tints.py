"""Colours that several props share."""

from __future__ import annotations

from ....arrays import Rgb

CANDY: tuple[Rgb, ...] = (
    (0.93, 0.16, 0.22),
    (0.98, 0.55, 0.12),
    (0.99, 0.80, 0.18),
    (0.25, 0.70, 0.38),
    (0.12, 0.52, 0.88),
    (0.52, 0.28, 0.80),
    (0.97, 0.42, 0.66),
    (0.16, 0.76, 0.78),
)


def lighter(colour: Rgb, amount: float) -> Rgb:
    """Towards white by a positive amount, towards black by a negative one."""
    goal, share = (1.0, amount) if amount > 0 else (0.0, -amount)
    return (
        colour[0] + (goal - colour[0]) * share,
        colour[1] + (goal - colour[1]) * share,
        colour[2] + (goal - colour[2]) * share,
    )
