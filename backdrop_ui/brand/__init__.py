"""A brand in a scene: its colours steer every colour of it."""

from .pull import pulled
from .recolour import branded

__all__ = ["branded", "pulled"]
