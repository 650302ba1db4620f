"""Where the subject stands: the frame of each format, cut around the subject at the photo's own scale.

Nothing is resampled unless the picture's size asks for it, so the subject's pixels stay the photo's own. A side that
the photo's edge cut off always lies on the picture's edge, never in mid-air.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from .arrays import Array, fitted_size, resize
from .errors import SceneError

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


SIDES_PX = (64, 8192)
"""Least and greatest side of a size that a person names."""
VISIBLE = 0.25
"""At least this share of the subject stays in the picture, wherever it is moved."""


@dataclass(frozen=True)
class Frame:
    """A window onto the photo, in its pixels; it may reach beyond the photo. left, top: of the window's corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Placement:
    """What picture a person wants, and where the subject goes.

    form: a `Format`, or a size like "1200x628". scale: the subject's size, 1 is the automatic choice. right, down: how
    far it is moved from there, as shares of the picture's width and height.
    """

    form: str = "original"
    scale: float = 1.0
    right: float = 0.0
    down: float = 0.0

    def __post_init__(self) -> None:
        if self.form not in FORMATS:
            self._size()
        if not (0.1 <= self.scale <= 4 and abs(self.right) <= 1 and abs(self.down) <= 1):
            raise SceneError(
                "The subject can be 0.1 to 4 times its automatic size, and be moved by at most 1 (the whole picture): "
                f"got size {self.scale:g}, moved by {self.right:g} and {self.down:g}."
            )

    def _size(self) -> tuple[int, int]:
        sides = re.fullmatch(r"\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*", self.form.lower())
        if sides is None:
            raise SceneError(
                f"There is no format {self.form!r}. Choose {', '.join(FORMATS)}, or a size in pixels like 1200x628."
            )
        width, height = int(sides[1]), int(sides[2])
        if not all(SIDES_PX[0] <= side <= SIDES_PX[1] for side in (width, height)):
            raise SceneError(f"A picture's sides can be {SIDES_PX[0]} to {SIDES_PX[1]} pixels, not {width} x {height}.")
        return width, height

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height) in pixels if a size was named."""
        return None if self.form in FORMATS else self._size()

    def aspect(self, width: int, height: int) -> float:
        """Width over height of the picture of a photo of this size."""
        if self.size is not None:
            width, height = self.size
        return ASPECTS.get(self.form, width / height)


AUTOMATIC = Placement()
"""The photo's own frame."""


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


def frame_for(alpha: Array, placement: Placement) -> Frame:
    """The frame around the subject of `alpha`, (H, W)."""
    height, width = alpha.shape
    aspect = placement.aspect(width, height)
    across, down = extents(alpha)
    if placement.form == "original":
        automatic = Frame(0, 0, width, height)
    else:
        wanted_width, wanted_height = (_wanted(extent, min(width, height)) for extent in (across, down))
        tall = max(wanted_height, wanted_width / aspect)
        automatic = _frame_of(across, down, _at_most(across, down, tall, aspect), aspect)
    if (placement.scale, placement.right, placement.down) == (1, 0, 0):
        return automatic
    tall = max(1, round(_at_most(across, down, automatic.height / placement.scale, aspect)))
    wide = max(1, round(tall * aspect))
    return Frame(
        _moved(across, (automatic.left, automatic.width), wide, 0.5, placement.right),
        _moved(down, (automatic.top, automatic.height), tall, 1.0, placement.down),
        wide,
        tall,
    )


def _at_most(across: Extent, down: Extent, height: float, aspect: float) -> float:
    """A frame's height, small enough that a subject cut off at both ends touches both edges."""
    if across.cut_at_start and across.cut_at_end:
        height = min(height, across.length / aspect)
    if down.cut_at_start and down.cut_at_end:
        height = min(height, down.length)
    return height


def _frame_of(across: Extent, down: Extent, height: float, aspect: float) -> Frame:
    wide, tall = max(1, round(height * aspect)), max(1, round(height))
    return Frame(_start(across, wide, 0.5), _start(down, tall, FEET), wide, tall)


def _moved(extent: Extent, automatic: tuple[int, int], size: int, anchor: float, by: float) -> int:
    """Where a frame of `size` pixels starts if the subject keeps its place in the `automatic` (start, size) and moves.

    anchor: what keeps its place, 0 the subject's first, 1 its last pixel. by: a share of the frame. A side cut off by
    the photo stays on the edge.
    """
    point = extent.first + anchor * (extent.last - extent.first)
    start = round(point - (point - automatic[0]) / automatic[1] * size - by * size)
    least = round(VISIBLE * (extent.last - extent.first))
    start = min(max(start, extent.first + least - size), extent.last - least)
    if extent.cut_at_end:
        start = min(start, extent.length - size)
    return max(start, 0) if extent.cut_at_start else start


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


def picture_size(frame: Frame, placement: Placement, photo_pixels: int) -> tuple[int, int]:
    """(width, height) of the finished picture: the named size, or the frame's own; a small subject in a large frame
    does not make it larger than twice the photo."""
    return placement.size or fitted_size(frame.width, frame.height, max(2 * photo_pixels, 1))


def place(pixels: Array, frame: Frame, size: tuple[int, int] | None = None) -> Array:
    """What the frame sees of (H, W) or (H, W, C) pixels; 0 beyond their edges. The same array where nothing changes.

    size: (width, height) that the frame is resampled to, its own unless given.
    """
    height, width = pixels.shape[:2]
    if size is not None and size != (frame.width, frame.height):
        across, down = size[0] / frame.width, size[1] / frame.height
        pixels = resize(pixels, max(1, round(width * across)), max(1, round(height * down)))
        frame = Frame(_scaled(frame.left, frame.width, width, across, size[0]),
                      _scaled(frame.top, frame.height, height, down, size[1]), *size)  # fmt: skip
        height, width = pixels.shape[:2]
    if (frame.left, frame.top, frame.width, frame.height) == (0, 0, width, height):
        return pixels
    placed = np.zeros((frame.height, frame.width, *pixels.shape[2:]), np.float32)
    top, left = max(frame.top, 0), max(frame.left, 0)
    bottom, right = max(frame.top + frame.height, 0), max(frame.left + frame.width, 0)
    seen = pixels[top:bottom, left:right]
    placed[top - frame.top :, left - frame.left :][: seen.shape[0], : seen.shape[1]] = seen
    return placed


def _scaled(start: int, size: int, length: int, scale: float, wanted: int) -> int:
    """Where a resampled frame starts; one that ended on the photo's edge still does, to the pixel."""
    return round(length * scale) - wanted if start + size == length else round(start * scale)
