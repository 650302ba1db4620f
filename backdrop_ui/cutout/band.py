"""Where the edge may be: the band between what is surely subject and what is surely not."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..arrays import Array, Bytes8, Mask, window_around

NARROWEST, WIDEST = 0.003, 0.012
"""Reach of the band to either side of the edge, as a share of the longer side."""
SOFT = (0.1, 0.9)
UNKNOWN = np.float32(0.5)


@dataclass(frozen=True)
class Band:
    """trimap: (H, W), 0 = surely backdrop, 1 = surely subject, 0.5 = the band. reach_px: its usual reach from the edge.

    deep: (H, W), what lies so deep inside that the photo's colours may not overrule the model.
    """

    trimap: Array
    reach_px: int
    deep: Mask

    @property
    def unknown(self) -> Mask:
        """(H, W), the band itself."""
        return np.asarray(self.trimap == UNKNOWN)

    def surroundings(self, margin_px: int) -> tuple[slice, slice]:
        """The rows and columns that the band reaches into, and a margin of what is sure around them."""
        return window_around(self.unknown, margin_px)

    def cropped(self, part: tuple[slice, slice]) -> Band:
        """The band of a part of the picture."""
        return Band(self.trimap[part], self.reach_px, self.deep[part])


def band_of(probability: Array) -> Band:
    """The band around a model's edge: as wide as the edge is vague, and wider where it is vaguer than elsewhere.

    A model of 320 pixels blurs its edge over more of the photo than one of 1024, so its own vagueness says how far off
    it may be. Hair and fur are vaguer still: there the band reaches out to where strands end.

    Args:
        probability: (H, W) in [0, 1].
    """
    inside = (probability > 0.5).astype(np.uint8)
    soft = ((probability > SOFT[0]) & (probability < SOFT[1])).astype(np.uint8)
    side = max(probability.shape)
    reach = max(2, round(float(np.clip(_vagueness_px(probability, inside), NARROWEST * side, WIDEST * side))))
    vaguer = cv2.erode(soft, ball(reach // 2))
    edge = cv2.dilate(inside, ball(reach)) > cv2.erode(inside, ball(reach))
    hair = cv2.dilate(vaguer, ball(2 * reach)) > 0
    band = edge | hair | (cv2.dilate(soft, ball(reach // 2)) > 0)
    trimap = np.where(band, UNKNOWN, inside.astype(np.float32)).astype(np.float32)
    return Band(trimap, reach, cv2.erode(inside, ball(2 * reach)) > 0)


def _vagueness_px(probability: Array, inside: Bytes8) -> float:
    """How many pixels the edge is wide as a rule: the median over the outline of 1 over its slope; 0 without one."""
    outline = cv2.dilate(inside, ball(1)) > inside
    if not outline.any():
        return 0.0
    slope = np.hypot(*(cv2.Sobel(probability, cv2.CV_32F, x, y, scale=1 / 8) for x, y in ((1, 0), (0, 1))))
    return 1 / max(1e-3, float(np.median(slope[outline])))


def ball(radius_px: int) -> Bytes8:
    """A disc for `cv2.dilate` and `cv2.erode`; of radius 0 it changes nothing."""
    side = 2 * radius_px + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
