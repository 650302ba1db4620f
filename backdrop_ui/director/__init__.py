"""The director: a person's own words become a brief that the Painter can paint."""

from .direct import direct
from .reading import understand
from .understanding import Prop, Understanding

__all__ = ["Prop", "Understanding", "direct", "understand"]
