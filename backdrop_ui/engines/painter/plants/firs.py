"""Firs, needle by needle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..brush.splats import Splats, opaque
from ..colour import Numbers
from ..scene import Scene

SHOOTS = 9


class Needles(NamedTuple):
    """starts, ends: (N, 3); the fir is one unit high, its foot at the origin. outer: (N,), 0 at the trunk, 1 at the
    tips. tips: (T, 3), ends of the boughs."""

    starts: Array
    ends: Array
    outer: Array
    tips: Array


def needles(boughs: int, each: int, rng: np.random.Generator, spread: float = 0.36) -> Needles:
    """Boughs in a spiral that gets shorter to the top, side shoots on each, `each` needles on every shoot."""
    share = (np.arange(boughs) + rng.uniform(0.2, 0.8, boughs)) / boughs
    height = 0.07 + 0.92 * (1 - np.sqrt(1 - share))
    turn = np.arange(boughs) * 2.39996 + rng.normal(0, 0.25, boughs)
    reach = (spread * (1 - height) ** 0.85 + 0.015) * rng.uniform(0.82, 1.12, boughs)
    out = np.stack([np.cos(turn), 0 * turn, np.sin(turn)], -1)[:, None]
    side = np.stack([-np.sin(turn), 0 * turn, np.cos(turn)], -1)[:, None]
    up = np.array([0.0, 1.0, 0.0])
    t = np.clip(0.22 + 0.78 * (np.arange(SHOOTS) // 2) / (SHOOTS // 2), 0, 1)[None, :, None] * np.ones((boughs, 1, 1))
    hand = np.where(np.arange(SHOOTS) % 2 == 0, 1.0, -1.0)[None, :, None]
    r = reach[:, None, None]
    base = height[:, None, None] * up + out * r * t + up * r * (-0.34 * t + 0.2 * t**2)
    length = 0.46 * r * (1.2 - t)
    hand = np.where(t > 0.99, 0.0, hand)
    way = out * 0.8 + side * hand * 0.7 + up * rng.normal(-0.06, 0.1, (boughs, SHOOTS, 1))
    way /= np.linalg.norm(way, axis=-1, keepdims=True)
    q = (np.arange(each) + 0.5)[None, None, :, None] / each
    start = base[:, :, None] + way[:, :, None] * length[:, :, None] * q
    start = start.reshape(-1, 3)
    count = len(start)
    splay = rng.normal(size=(count, 3)) + np.array([0, 0.35, 0])
    splay /= np.linalg.norm(splay, axis=1, keepdims=True)
    ahead = np.repeat(way.reshape(-1, 3), each, axis=0)
    ahead = ahead * 0.75 + splay * 0.75
    size = (
        0.021
        * rng.uniform(0.7, 1.3, (count, 1))
        * (0.6 + 0.4 * np.repeat(np.repeat(reach, SHOOTS), each)[:, None] / spread)
    )
    outer = np.repeat(t[..., 0].ravel(), each) * 0.7 + 0.3 * np.tile(q.ravel(), boughs * SHOOTS)
    tips = height[:, None] * up + out[:, 0] * reach[:, None] - up * 0.14 * reach[:, None]
    return Needles(
        start.astype(np.float32),
        (start + ahead * size).astype(np.float32),
        outer.astype(np.float32),
        tips.astype(np.float32),
    )


def needle_splats(
    scene: Scene,
    fir: Needles,
    height: float,
    foot: tuple[float, float, float],
    colours: Array,
    thick_m: Numbers | float,
) -> Splats:
    """The needles of a fir that nothing painted before hides, the farthest first.

    height: metres. foot: (x, y, z). colours: (N, 3) of its needles. thick_m: width of a needle, or of each.
    """
    camera = scene.camera
    start, end = (p * np.float32(height) + np.array(foot, np.float32) for p in (fir.starts, fir.ends))
    z = np.maximum((start[:, 2] + end[:, 2]) / 2, 0.5)
    pixels = [
        np.stack(
            [
                camera.width / 2 + p[:, 0] * camera.focal_px / z,
                camera.horizon_px - (p[:, 1] - camera.eye_m) * camera.focal_px / z,
            ]
        )
        for p in (start, end)
    ]
    x, y = (pixels[0] + pixels[1]) / 2
    dx, dy = pixels[1] - pixels[0]
    column, row = np.clip(x, 0, camera.width - 1).astype(int), np.clip(y, 0, camera.height - 1).astype(int)
    order = np.argsort(-z)
    order = order[scene.depth[row, column][order] > z[order] - 0.02]
    long, wide = np.hypot(dx, dy) / 2, np.asarray(thick_m) * camera.focal_px / z / 2
    return Splats(*(a[order] for a in (x, y, long, wide, np.arctan2(dy, dx), opaque(colours))))
