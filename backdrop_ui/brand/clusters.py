"""The main colours of many: weighted k-means that gives the same answer every time."""

from __future__ import annotations

import numpy as np

from ..arrays import Array

ROUNDS = 12


def main_colours(points: Array, weights: Array, count: int) -> tuple[Array, Array]:
    """At most `count` centres of (N, D) points with (N,) weights, the heaviest first.

    The first centre is the heaviest point, each next one the point that weighs most where no centre is near.

    Returns:
        centres (K, D) and which centre each point belongs to (N,).
    """
    first = int(np.argmax(weights))
    centres = points[first : first + 1]
    for _ in range(min(count, len(points)) - 1):
        far = _squared(points, centres).min(axis=1) * weights
        if far.max() < 1e-9:
            break
        centres = np.concatenate([centres, points[np.argmax(far)][None]])
    for _ in range(ROUNDS):
        nearest = _squared(points, centres).argmin(axis=1)
        shares = np.bincount(nearest, weights, len(centres))
        sums = np.stack([np.bincount(nearest, weights * axis, len(centres)) for axis in points.T], axis=1)
        centres = np.where(shares[:, None] > 0, sums / np.maximum(shares, 1e-12)[:, None], centres).astype(np.float32)
    nearest = _squared(points, centres).argmin(axis=1)
    order = np.argsort(-np.bincount(nearest, weights, len(centres)), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return centres[order], place[nearest]


def _squared(points: Array, centres: Array) -> Array:
    """(N, K) squared distances."""
    return ((points[:, None] - centres[None]) ** 2).sum(axis=-1)
