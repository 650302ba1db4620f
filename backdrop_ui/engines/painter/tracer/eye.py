"""What is seen: at the middle of every pixel, and around it where there are edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from .threads import share
from .world import Gathered

MIDDLE = np.array([0.5, 0.5])
AROUND = np.array([(0.0, 0.36), (0.31, -0.18), (-0.31, -0.18)])
"""Where an edge pixel is sampled besides its middle."""


@dataclass(frozen=True)
class Samples:
    """at: (N, 2) picture positions, pixels; face (N,); weights (N, 2); points (N, 7): position, normal, distance."""

    at: Array
    face: npt.NDArray[np.int32]
    weights: Array
    points: Array


class Eye:
    """Draws the world as seen at one place in every pixel."""

    def __init__(self, made: Gathered, view: Array, size: tuple[int, int]) -> None:
        from .raster import aim

        self.made, self.view, self.size = made, view, size
        count = len(made.tree.triangles)
        self.sums, self.rows = np.empty((count, 4, 3)), np.empty((count, 2), np.int32)
        share(count, lambda a, b: aim(made.tree, view, size[0], (a, b), self.sums, self.rows))

    def middles(self) -> Samples:
        """What is seen at the middle of every pixel, row by row."""
        return self._see(MIDDLE, np.arange(self.size[0] * self.size[1]))

    def edges(self, full: Samples) -> tuple[npt.NDArray[np.int64], Samples]:
        """Numbers of the pixels on edges, and what is seen around their middles: all at one place, then at the next."""
        from .filters import find_edges

        marks = np.zeros(self.size, np.bool_)
        kinds = _kinds(self.made, full.face).reshape(self.size)
        points = full.points.reshape(*self.size, 7)
        share(self.size[0], lambda a, b: find_edges(points, kinds, a, b, marks))
        which = np.flatnonzero(marks)
        parts = [self._see(MIDDLE + offset, which) for offset in AROUND]
        names = ("at", "face", "weights", "points")
        return which, Samples(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def _see(self, offset: Array, which: npt.NDArray[np.int64]) -> Samples:
        """What lies `offset` (2,) from the upper left corners of pixels; which: their numbers, row by row."""
        from .raster import draw, look

        face, near = np.empty(self.size, np.int32), np.empty(self.size, np.float32)
        share(self.size[0], lambda a, b: draw(self.sums, self.rows, offset, (a, b), face, near))
        face = face.reshape(-1)[which]
        at = (np.stack([which % self.size[1], which // self.size[1]], -1) + offset).astype(np.float32)
        weights, points = np.zeros((len(at), 2), np.float32), np.zeros((len(at), 7), np.float32)
        made, sums = self.made, self.sums
        share(len(at), lambda a, b: look(made.tree, made.shine, self.view, at, (a, b), sums, face, weights, points))
        return Samples(at, face, weights, points)


def _kinds(made: Gathered, face: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """A number for every mixture of material and tint, -1 for none."""
    tone = (made.tint @ np.array([251.0, 509.0, 1021.0], np.float32)).astype(np.int32)
    kinds = (made.material * 4096 + tone).astype(np.int32)
    return np.where(face >= 0, kinds[face], -1).astype(np.int32)
