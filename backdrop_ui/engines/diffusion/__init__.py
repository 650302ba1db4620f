"""The diffusion engines: AI models that run on this machine."""

from .catalogue import catalogue
from .engine import DiffusionEngine, OwnEngine

__all__ = ["DiffusionEngine", "OwnEngine", "diffusion_engines"]


def diffusion_engines() -> list[DiffusionEngine]:
    """A person's own model, then those of the catalogue, the best first."""
    return [OwnEngine(), *map(DiffusionEngine, catalogue())]
