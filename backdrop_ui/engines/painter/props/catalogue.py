"""Every prop by name: what it is, how big it is, and what draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....arrays import Array, Rgb
from ....brief import Light
from .dinosaurs import longneck, pterosaur
from .flowers import flower, sunflower
from .party import balloon, balloon_bunch, lantern, rope_barrier, stanchion
from .plants import fern, fir, palm
from .puppy import puppy
from .trex import trex

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
    "trex": PropFacts(trex, 1.45, 4.0),
    "longneck": PropFacts(longneck, 1.35, 12.0),
    "pterosaur": PropFacts(pterosaur, 2.2, 1.8, floats=True),
    "stanchion": PropFacts(stanchion, 0.30, 1.0),
    "rope_barrier": PropFacts(rope_barrier, 1.9, 1.0),
    "balloon": PropFacts(balloon, 0.43, 1.0, floats=True),
    "balloon_bunch": PropFacts(balloon_bunch, 0.65, 1.8, floats=True),
    "lantern": PropFacts(lantern, 0.67, 0.9, floats=True),
    "palm": PropFacts(palm, 0.95, 8.0),
    "fern": PropFacts(fern, 1.3, 1.2),
    "fir": PropFacts(fir, 0.62, 9.0),
    "flower": PropFacts(flower, 0.45, 0.5),
    "sunflower": PropFacts(sunflower, 0.52, 1.8),
}
