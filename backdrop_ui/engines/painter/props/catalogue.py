"""Every prop by name: what it is, how big it is, and what draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....arrays import Array, Rgb
from ....brief import Light
from .aloft import hot_air_balloon, rocket
from .butterfly import butterfly
from .cactus import cactus
from .coral import coral
from .fir import fir
from .fish import fish
from .flowers import flower, sunflower
from .heavens import planet
from .mushroom import mushroom
from .party import balloon, balloon_bunch, lantern, rope_barrier
from .plants import fern, palm
from .potted import potted_plant
from .pterosaur import pterosaur
from .pumpkin import pumpkin
from .stagecraft import disco_ball, photographer
from .treats import cake, gift
from .trees import autumn_tree, blossom_branch

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
    "pterosaur": PropFacts(pterosaur, 3.0, 1.8, floats=True),
    "rope_barrier": PropFacts(rope_barrier, 2.3, 1.0),
    "balloon": PropFacts(balloon, 0.43, 1.0, floats=True),
    "balloon_bunch": PropFacts(balloon_bunch, 0.65, 1.8, floats=True),
    "lantern": PropFacts(lantern, 0.67, 0.9, floats=True),
    "palm": PropFacts(palm, 0.95, 8.0),
    "fern": PropFacts(fern, 1.3, 1.2),
    "fir": PropFacts(fir, 0.68, 9.0),
    "flower": PropFacts(flower, 0.45, 0.5),
    "sunflower": PropFacts(sunflower, 0.52, 1.8),
    "pumpkin": PropFacts(pumpkin, 1.0, 0.35),
    "cactus": PropFacts(cactus, 0.45, 3.0),
    "mushroom": PropFacts(mushroom, 0.95, 0.6),
    "potted_plant": PropFacts(potted_plant, 0.75, 0.9),
    "gift": PropFacts(gift, 1.05, 0.3),
    "cake": PropFacts(cake, 1.05, 0.4),
    "hot_air_balloon": PropFacts(hot_air_balloon, 0.64, 20.0, floats=True),
    "rocket": PropFacts(rocket, 0.5, 2.0, floats=True),
    "planet": PropFacts(planet, 1.85, 3.0, floats=True),
    "butterfly": PropFacts(butterfly, 1.0, 0.08, floats=True),
    "fish": PropFacts(fish, 1.6, 0.15, floats=True),
    "coral": PropFacts(coral, 1.4, 0.5),
    "autumn_tree": PropFacts(autumn_tree, 0.85, 9.0),
    "blossom_branch": PropFacts(blossom_branch, 1.7, 0.8, hangs=True),
    "disco_ball": PropFacts(disco_ball, 0.74, 0.7, hangs=True),
    "photographer": PropFacts(photographer, 0.35, 1.8),
}
