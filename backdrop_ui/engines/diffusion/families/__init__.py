"""How each family of models is loaded and called; they differ in class, defaults, and what they want to be told."""

from __future__ import annotations

from ....errors import EngineError
from ..catalogue import FamilyName
from .base import Family
from .stable_diffusion import StableDiffusion

__all__ = ["FAMILIES", "Family", "family_of"]

FAMILIES: dict[FamilyName, Family] = {"sd": StableDiffusion()}


def family_of(name: FamilyName) -> Family:
    """The family of that name.

    Raises:
        EngineError: if it cannot be run yet.
    """
    if name not in FAMILIES:
        raise EngineError(f"Models of the family {name} cannot be run yet. Choose another engine.")
    return FAMILIES[name]
