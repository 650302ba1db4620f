"""The director: a person's own words become a brief that the Painter can paint."""

from .direct import brief_from_words, direct
from .reading import understand
from .understanding import Prop, Understanding

__all__ = ["Prop", "Understanding", "brief_from_words", "direct", "understand"]
