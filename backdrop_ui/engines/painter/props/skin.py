"""Parts that melt into one surface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ....arrays import Array
from .parts import Cut, Look, Part, Patch, Vec, point, vec
from .solids import extent, middle

PLAIN = Look()


@dataclass(frozen=True)
class Skin:
    """Parts that melt into one surface with one look.

    flow: the hair lies away from this point; cuts: planes that cut it off; lift: moves the skin towards the viewer
    when skins are stacked, in units.
    """

    parts: Sequence[Part]
    look: Look = PLAIN
    patches: Sequence[Patch] = ()
    flow: Vec = (0.0, 2.0, 1.0)
    lift: float = 0.0
    cuts: Sequence[Cut] = ()

    def moved(self, pose: Array, offset: Vec = (0.0, 0.0, 0.0), size: float = 1.0) -> Skin:
        """The same skin made `size` times as large and turned, both about the origin, then shifted."""
        shift = point(offset)
        return replace(
            self,
            parts=[part.moved(pose, shift, size) for part in self.parts],
            patches=[patch.moved(pose, shift, size) for patch in self.patches],
            cuts=[cut.moved(pose, shift, size) for cut in self.cuts],
            look=self.look.scaled(size),
            flow=vec(pose @ point(self.flow, size) + shift),
            lift=self.lift * size,
        )

    @property
    def extent(self) -> Array:
        """The box (left, bottom, right, top) around the skin without its hair, in units."""
        return extent(self.parts)

    @property
    def depth(self) -> float:
        """How near the viewer the middle of the skin is, in units."""
        return float(np.mean([middle(part) for part in self.parts])) + self.lift
