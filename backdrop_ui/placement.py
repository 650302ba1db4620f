"""Where the subject stands: the frame of each format, cut around the subject at the photo's own scale.

The subject is never resampled, so its pixels stay the photo's own. A side that the photo's edge cut off always lies on
the picture's edge, never in mid-air.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from .arrays import Array

Format = Literal["original", "story", "portrait", "square", "landscape"]
FORMATS: tuple[Format, ...] = get_args(Format)
ASPECTS = {"story": 9 / 16, "portrait": 4 / 5, "square": 1.0, "landscape": 16 / 9}
"""Width over height."""

MARGIN = 0.10
"""Free space around the subject, as a share of its larger side."""
LEAST_SHARE = 0.6
"""A frame keeps at least this share of the photo's shorter side, however small the subject."""
FEET = 0.92
"""Where a whole figure's feet stand in the frame, 0 = top, 1 = bottom."""


@dataclass(frozen=True)
class Frame:
    """A window onto the photo, in its pixels; it may reach beyond the photo. left, top: of the window's corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Extent:
    """The subject along one axis, in pixels: from `first` to `last` (exclusive) of `length`."""

    first: int
    last: int
    length: int

    @property
    def cut_at_start(self) -> bool:
        return self.first <= 0.005 * self.length

    @property
    def cut_at_end(self) -> bool:
        return self.last >= 0.995 * self.length


def extents(alpha: Array) -> tuple[Extent, Extent]:
    """The subject across and down: where alpha is above one half, stray threads left out."""
    counts = [(alpha > 0.5).sum(axis=axis) for axis in (0, 1)]
    across, down = (np.flatnonzero(count > 0.04 * count.max(initial=0)) for count in counts)
    if not len(across) or not len(down):
        across, down = np.arange(alpha.shape[1]), np.arange(alpha.shape[0])
    height, width = alpha.shape
    return Extent(int(across[0]), int(across[-1]) + 1, width), Extent(int(down[0]), int(down[-1]) + 1, height)


def frame_for(alpha: Array, form: Format) -> Frame:
    """The frame of a format around the subject of `alpha`, (H, W)."""
    height, width = alpha.shape
    if form == "original":
        return Frame(0, 0, width, height)
    across, down = extents(alpha)
    aspect = ASPECTS[form]
    wanted_width, wanted_height = (_wanted(extent, min(width, height)) for extent in (across, down))
    frame_height = max(wanted_height, wanted_width / aspect)
    if across.cut_at_start and across.cut_at_end:
        frame_height = min(frame_height, width / aspect)
    if down.cut_at_start and down.cut_at_end:
        frame_height = min(frame_height, height)
    frame_width, frame_height = max(1, round(frame_height * aspect)), max(1, round(frame_height))
    return Frame(_start(across, frame_width, 0.5), _start(down, frame_height, FEET), frame_width, frame_height)


def _wanted(extent: Extent, shorter_side: int) -> float:
    size = extent.last - extent.first
    free = MARGIN * size * ((not extent.cut_at_start) + (not extent.cut_at_end))
    return max(size + free, LEAST_SHARE * shorter_side)


def _start(extent: Extent, size: int, anchor: float) -> int:
    """Where a frame of `size` pixels starts. anchor: where the subject's end goes at the furthest; 0.5 centres it.

    A frame too small for a subject that the photo cut off at one side takes more off at that side: heads stay on.
    """
    free = round(MARGIN * (extent.last - extent.first))
    if extent.cut_at_start and extent.cut_at_end:
        middle = (extent.first + extent.last - size) // 2
        return min(max(middle, 0), extent.length - size)
    if extent.cut_at_end:
        return min(extent.length - size, extent.first - free)
    if extent.cut_at_start:
        return max(0, extent.last + free - size)
    spare = size - (extent.last - extent.first)
    return round(extent.last + min((1 - anchor) * size, spare / 2)) - size


def place(pixels: Array, frame: Frame) -> Array:
    """What the frame sees of (H, W) or (H, W, C) pixels; 0 beyond their edges. The same array where nothing changes."""
    height, width = pixels.shape[:2]
    if (frame.left, frame.top, frame.width, frame.height) == (0, 0, width, height):
        return pixels
    placed = np.zeros((frame.height, frame.width, *pixels.shape[2:]), np.float32)
    top, left = max(frame.top, 0), max(frame.left, 0)
    bottom, right = max(frame.top + frame.height, 0), max(frame.left + frame.width, 0)
    seen = pixels[top:bottom, left:right]
    placed[top - frame.top :, left - frame.left :][: seen.shape[0], : seen.shape[1]] = seen
    return placed
