"""The camera: which place of model space a pixel looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array


@dataclass(frozen=True)
class View:
    """A picture of model space: pixel (row, column) looks at x = left + column / scale, y = top - row / scale."""

    scale: float
    left: float
    top: float
    width: int
    height: int

    def window(self, box: Array) -> tuple[slice, slice]:
        """Rows and columns that cover the box (left, bottom, right, top), clipped to the picture."""
        c0, c1 = np.clip([(box[0] - self.left) * self.scale, (box[2] - self.left) * self.scale + 1], 0, self.width)
        r0, r1 = np.clip([(self.top - box[3]) * self.scale, (self.top - box[1]) * self.scale + 1], 0, self.height)
        return slice(int(r0), int(r1)), slice(int(c0), int(c1))

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
