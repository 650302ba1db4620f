"""Every prop by name: what it is, how big it is, and what draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....arrays import Array, Rgb
from ....brief import Light
from .puppy import puppy

Draw = Callable[[int, int, Light, Rgb | None], Array]
"""(height_px, seed, light, tint) to (h, w, 4) straight sRGB RGBA; `draw_prop` crops, fits and bleeds it."""


@dataclass(frozen=True)
class PropFacts:
    """A kind of prop.

    aspect: about width / height; height_m: how tall it really is, in metres; hangs: it is fixed by its upper edge;
    floats: it stands on nothing and hangs from nothing.
    """

    draw: Draw
    aspect: float
    height_m: float
    hangs: bool = False
    floats: bool = False


PROPS: dict[str, PropFacts] = {
    "puppy": PropFacts(puppy, 0.85, 0.35),
}
