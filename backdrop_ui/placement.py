"""Where the subject goes: the automatic frame of a format, or moved by hand, and the photo placed in it.

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
from .framing import Extent, Frame, at_most, extents, framed

Format = Literal["original", "story", "portrait", "square", "landscape"]
FORMATS: tuple[Format, ...] = get_args(Format)
ASPECTS = {"story": 9 / 16, "portrait": 4 / 5, "square": 1.0, "landscape": 16 / 9}
"""Width over height."""


SIDES_PX = (64, 8192)
"""Least and greatest side of a size that a person names."""
VISIBLE = 0.25
"""At least this share of the subject stays in the picture, wherever it is moved."""


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


def frame_for(alpha: Array, placement: Placement) -> Frame:
    """The frame around the subject of `alpha`, (H, W)."""
    height, width = alpha.shape
    aspect = placement.aspect(width, height)
    across, down = extents(alpha)
    automatic = Frame(0, 0, width, height) if placement.form == "original" else framed(alpha, aspect)
    if (placement.scale, placement.right, placement.down) == (1, 0, 0):
        return automatic
    tall = max(1, round(at_most(across, down, automatic.height / placement.scale, aspect)))
    wide = max(1, round(tall * aspect))
    return Frame(
        _moved(across, (automatic.left, automatic.width), wide, 0.5, placement.right),
        _moved(down, (automatic.top, automatic.height), tall, 1.0, placement.down),
        wide,
        tall,
    )


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
