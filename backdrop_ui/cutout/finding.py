"""One thing to know about a cut-out, and how to say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["nothing", "unsure", "low-contrast", "fills", "edges", "dark", "blurred", "tiny", "parts", "small"]
"""In order of importance."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the photo's sides, the last two exclusive."""


@dataclass(frozen=True)
class Finding:
    """Something to know about a cut-out.

    words: what was seen and what to do about it. severity: a note is good to know, a warning may spoil the picture.
    box: where in the photo, if it is at one place.
    """

    kind: Kind
    words: str
    severity: Literal["note", "warning"] = "note"
    box: Box | None = None


def where(box: Box, within: Box = (0, 0, 1, 1)) -> str:
    """The third of `within` that a box has its middle in: "at the top right", "on the left", "in the middle"."""
    across, down = (_third(box[axis] + box[axis + 2], within[axis], within[axis + 2]) for axis in (0, 1))
    row, column = ("top", "", "bottom")[down], ("left", "", "right")[across]
    if row:
        return f"at the {row} {column}".rstrip()
    return f"on the {column}" if column else "in the middle"


def _third(twice_middle: float, first: float, last: float) -> int:
    return max(0, min(2, int(3 * (twice_middle / 2 - first) / (last - first))))
