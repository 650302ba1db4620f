"""Figures in clay, each drawn anew for its place: its own pose, kind and colours.

What models them is imported when first needed, as it compiles loops.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .clay import Clay

Model = Callable[[int, np.random.Generator, float], "Clay"]
"""(number, chance, facing) to a figure of about one unit, feet at y = 0; facing: -1 to 1, where it turns, left to
right; neighbours in number differ in kind and pose."""

FIGURES: dict[str, str] = {
    "bat": "halloween.bat",
    "candy_cane": "sweets.cane",
    "candy_floss": "sweets.candy_floss",
    "castle": "castles.castle",
    "crag": "rocks.crag",
    "crooked_house": "halloween.crooked_house",
    "dragon": "dragons.dragon",
    "fish": "fishes.fish",
    "glowcap": "fairy_wood.glowcap",
    "gravestone": "halloween.gravestone",
    "gumdrop": "sweets.gumdrop",
    "ice_cream": "sweets.ice_cream",
    "islet": "castles.islet",
    "kitten": "kittens.kitten",
    "lantern_pumpkin": "halloween.lantern_pumpkin",
    "lollipop": "sweets.lollipop",
    "longneck": "dinosaurs.longneck",
    "old_tree": "fairy_wood.old_tree",
    "peeping_kitten": "kittens.peeping_kitten",
    "peeping_puppy": "puppies.peeping_puppy",
    "puppy": "puppies.puppy",
    "raptor": "dinosaurs.raptor",
    "reef": "reefs.reef",
    "turtle": "fishes.turtle",
    "tyrant": "dinosaurs.tyrant",
}
"""Figures by name: module and function."""


def model(name: str) -> Model:
    """What models the figures of this name."""
    module, function = FIGURES[name].split(".")
    found: Model = getattr(import_module(f"{__name__}.{module}"), function)
    return found
