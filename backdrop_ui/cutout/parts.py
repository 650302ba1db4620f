"""The separate people and things of a cut-out, numbered from left to right, and how to keep some of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, fitted_size, resize
from ..errors import CutoutError

WORK_PIXELS = 400_000
LEAST_SHARE = 0.05
"""What is smaller than this share of the largest part is a crumb: it goes with the part it is nearest to."""


@dataclass(frozen=True)
class Part:
    """One connected piece of a subject.

    number: counted from 1, left to right. share: of the photo's area. box: left, top, right, bottom as shares of the
    photo's sides, the last two exclusive.
    """

    number: int
    share: float
    box: tuple[float, float, float, float]


def find_parts(alpha: Array) -> tuple[Part, ...]:
    """The parts of an alpha (H, W), left to right by their centres; none where nothing is above one half."""
    return _parts(alpha)[0]


def keep_parts(alpha: Array, numbers: Collection[int]) -> Array:
    """An alpha (H, W) with only the parts of these numbers left; what is soft goes with the nearest part.

    Raises:
        CutoutError: if there is no part of such a number.
    """
    parts, nearest = _parts(alpha)
    if wrong := sorted(set(numbers) - {part.number for part in parts}):
        there = f"the cut-out has {len(parts)} parts, numbered from left to right" if parts else "it has no parts"
        raise CutoutError(f"There is no part {wrong[0]} to keep: {there}.")
    kept = np.isin(nearest, list(numbers)).astype(np.float32)
    return np.asarray(alpha * cv2.resize(kept, alpha.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _parts(alpha: Array) -> tuple[tuple[Part, ...], npt.NDArray[np.int32]]:
    """The parts, and at reduced size the number of the part that each pixel is nearest to (0 where there is none)."""
    width, height = fitted_size(alpha.shape[1], alpha.shape[0], WORK_PIXELS)
    subject = (resize(alpha, width, height) > 0.5).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(subject)
    areas = stats[:, cv2.CC_STAT_AREA]
    large = [label for label in range(1, count) if areas[label] >= LEAST_SHARE * areas[1:].max()]
    large.sort(key=lambda label: (float(centres[label][0]), label))
    parts = tuple(
        Part(number, float(areas[label]) / (width * height), _box(stats[label], width, height))
        for number, label in enumerate(large, start=1)
    )
    numbered = np.zeros(count, np.int32)
    numbered[large] = np.arange(1, len(large) + 1)
    marked = numbered[labels]
    return parts, _nearest(marked)


def _box(stats: npt.NDArray[np.int32], width: int, height: int) -> tuple[float, float, float, float]:
    left, top, across, down = (int(stats[index]) for index in range(4))
    return left / width, top / height, (left + across) / width, (top + down) / height


def _nearest(marked: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """For each pixel the number at the nearest pixel that has one."""
    if not marked.any():
        return marked
    _, zones = cv2.distanceTransformWithLabels(
        (marked == 0).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    number_of_zone = np.zeros(int(zones.max()) + 1, np.int32)
    number_of_zone[zones[marked > 0]] = marked[marked > 0]
    return np.asarray(number_of_zone[zones], np.int32)
