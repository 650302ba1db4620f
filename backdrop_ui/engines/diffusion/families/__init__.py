"""How each family of models is loaded and called; they differ in class, defaults, and what they want to be told."""

from __future__ import annotations

from ..catalogue import FamilyName
from .base import Family
from .flux2_klein import Flux2Klein
from .qwen_edit import QwenEdit
from .stable_diffusion import StableDiffusion
from .stable_diffusion_xl import StableDiffusionXL

__all__ = ["FAMILIES", "Family", "family_of"]

FAMILIES: dict[FamilyName, Family] = {
    "sd": StableDiffusion(),
    "sdxl": StableDiffusionXL(),
    "flux2-klein": Flux2Klein(),
    "qwen-edit": QwenEdit(),
}


def family_of(name: FamilyName) -> Family:
    """The family of that name."""
    return FAMILIES[name]
