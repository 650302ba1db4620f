"""A brush that knows edges: what a stroke means, not just what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from ..arrays import Array, Mask, window_around
from .grabcut import grabcut

REACH = 1.15
"""How far a stroke may reach to the nearest edge, in brush radii."""
CORE = 0.3
"""Within this many radii of the stroke's line the person's word counts, edge or no edge."""
LOOK_AROUND = 2
"""How far around a stroke colours are learnt, in brush radii."""
ALIKE = 15.0
"""Lab difference up to which colours beside a stroke are taken for more of the same that is not painted yet."""
LEAST_SHARE = 0.35
"""If colour would leave less of a stroke than this, colour cannot tell: the stroke is taken as painted."""


@dataclass(frozen=True)
class Stroke:
    """One stroke of the brush over a photo.

    radius: of the brush, as a share of the photo's longer side, in (0, 1]. points: (x, y) along its line, as shares of
    the photo's width and height.
    """

    kind: Literal["keep", "remove"]
    radius: float
    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if self.kind not in ("keep", "remove"):
            raise ValueError(f"expected a stroke of kind 'keep' or 'remove', got {self.kind!r}")
        if not 0 < self.radius <= 1 or not self.points:
            raise ValueError(f"expected a radius in (0, 1] and some points, got {self.radius} and {self.points}")
        if not np.isfinite(self.points).all():
            raise ValueError("expected points with finite coordinates")

    def painted(self, width: int, height: int, radii: float = 1.0) -> Mask:
        """What the brush covers on a picture of this size, its radius times `radii`: (height, width)."""
        points = self.points if len(self.points) > 1 else self.points * 2  # OpenCV draws no line of one point
        line = np.round(np.clip(points, -1, 2) * np.array((width, height)) - 0.5).astype(np.int32)
        canvas = np.zeros((height, width), np.uint8)
        thickness = max(1, round(2 * radii * self.radius * max(width, height)))
        cv2.polylines(canvas, [line.reshape(-1, 1, 2)], False, 1, thickness)
        return canvas > 0


def meant_by(stroke: Stroke, pixels: Array, subject: Mask) -> Mask:
    """What a stroke means on this picture: it fills up to the edges it meets, and does not cross them.

    Its core is taken at its word. For the rest, and a little beyond its rim, the colours of subject and background
    nearby decide; where they cannot tell, it is taken as painted.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        subject: (H, W), the subject before the stroke.
    Returns:
        (H, W), where the stroke sets what its kind says.
    """
    height, width = subject.shape
    core, painted, zone = (stroke.painted(width, height, radii) for radii in (CORE, 1.0, REACH))
    if not zone.any():
        return zone
    around = window_around(zone, round(LOOK_AROUND * stroke.radius * max(width, height)) + 4)
    keeping = stroke.kind == "keep"
    wished = np.where(painted[around], keeping, subject[around])
    surely = core[around] | (~zone[around] & ((subject[around] == keeping) | ~_like(pixels[around], core[around])))
    cut = grabcut(pixels[around], wished, surely)
    meant = np.zeros_like(zone)
    meant[around] = (cut == keeping) & zone[around]
    meant = _touching(meant, core)
    return meant if (meant & painted).sum() > LEAST_SHARE * painted.sum() else painted


def _like(pixels: Array, core: Mask) -> Mask:
    """Where the colours are those under a stroke's core: no proof of what the other side looks like."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab)
    colours = lab[core]
    count = min(3, len(colours))
    if not count:
        return core
    cv2.setRNGSeed(0)
    rounds = (cv2.TERM_CRITERIA_MAX_ITER, 10, 0)
    _, _, centres = cv2.kmeans(colours, count, None, rounds, 1, cv2.KMEANS_PP_CENTERS)
    return np.min([np.linalg.norm(lab - centre, axis=2) for centre in centres], axis=0) < ALIKE


def _touching(meant: Mask, core: Mask) -> Mask:
    """The pieces of `meant` that touch the core."""
    _, pieces = cv2.connectedComponents((meant | core).astype(np.uint8))
    return np.isin(pieces, np.unique(pieces[core]))
