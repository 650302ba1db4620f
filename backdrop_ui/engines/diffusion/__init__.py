"""The diffusion engines: AI models that run on this machine."""

from __future__ import annotations

from ...errors import EngineError
from ..base import Engine
from .catalogue import catalogue
from .engine import DiffusionEngine, OwnEngine
from .fetch import Offer, fetch, offer_for

__all__ = ["DiffusionEngine", "Offer", "OwnEngine", "ai_model", "diffusion_engines", "fetch", "offer_for"]


def diffusion_engines() -> list[DiffusionEngine]:
    """A person's own model, then those of the catalogue, the best first."""
    return [OwnEngine(), *map(DiffusionEngine, catalogue())]


def ai_model(engine: Engine | None, name: str) -> DiffusionEngine:
    """The engine, if it is an AI model that can be fetched.

    Raises:
        EngineError: if it is not.
    """
    if not isinstance(engine, DiffusionEngine):
        known = ", ".join(model.name for model in catalogue())
        raise EngineError(f"{name!r} is no AI model that can be fetched. Choose one of: {known}.")
    return engine
