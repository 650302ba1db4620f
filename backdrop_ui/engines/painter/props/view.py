"""The camera: which place of model space a pixel looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array

Box = tuple[float, float, float, float]
"""left, bottom, right, top, in units."""


@dataclass(frozen=True)
class View:
    """A picture of model space: pixel (row, column) looks at x = left + column / scale, y = top - row / scale."""

    scale: float
    left: float
    top: float
    width: int
    height: int

    def window(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns that cover a box, clipped to the picture."""
        left, bottom, right, top = box
        c0, c1 = (left - self.left) * self.scale, (right - self.left) * self.scale + 1
        r0, r1 = (self.top - top) * self.scale, (self.top - bottom) * self.scale + 1
        return _clipped(r0, r1, self.height), _clipped(c0, c1, self.width)

    def window_view(self, rows: slice, columns: slice, shrink: int) -> View:
        """A window of this view as a view of its own, `shrink` times smaller."""
        size = -(-(columns.stop - columns.start) // shrink), -(-(rows.stop - rows.start) // shrink)
        corner = self.left + columns.start / self.scale, self.top - rows.start / self.scale
        return View(self.scale / shrink, *corner, *size)

    def grid(self, rows: slice, columns: slice) -> tuple[Array, Array]:
        """x as (1, w) and y as (h, 1), in units, of a window."""
        x = self.left + (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) / self.scale
        y = self.top - (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / self.scale
        return x[None, :].astype(np.float32), y[:, None].astype(np.float32)


def _clipped(start: float, stop: float, size: int) -> slice:
    return slice(int(min(max(start, 0), size)), int(min(max(stop, 0), size)))
