"""How a tree grows: a trunk that splits into limbs, limbs into twigs, clusters of leaves where they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..vectors import cross

Habit = Literal["forest", "spreading", "shrub"]


@dataclass(frozen=True)
class Habits:
    """trunk: length of the trunk, limbs: of a limb, as shares of the tree's height. fork: shares of the trunk between
    which limbs leave it. open: angle between them, radians. up: how much they bend to the light. counts: children of
    each generation. weep: how much the last ones hang."""

    trunk: float
    limbs: float
    fork: tuple[float, float]
    open: tuple[float, float]
    up: float
    counts: tuple[int, ...]
    weep: float = 0.0


HABITS: dict[Habit, Habits] = {
    "forest": Habits(0.86, 0.30, (0.38, 1.0), (0.7, 1.25), 0.35, (11, 3, 2)),
    "spreading": Habits(0.36, 0.46, (0.62, 1.0), (0.55, 1.05), 0.12, (5, 4, 3), 0.35),
    "shrub": Habits(0.10, 0.62, (0.2, 1.0), (0.3, 1.0), 0.25, (7, 3, 2)),
}


@dataclass(frozen=True)
class Tree:
    """A tree one unit high, its foot at the origin, y up.

    starts, ends: (S, 3) of straight pieces of wood. radii: (S, 2) at both. tips: (M, 3), middles of leaf clusters.
    """

    starts: Array
    ends: Array
    radii: Array
    tips: Array

    def turned(self, angle: float, height: float) -> Tree:
        """The tree seen from another side and as high as `height`."""
        cos, sin = np.cos(angle) * height, np.sin(angle) * height
        turn = np.array([[cos, 0, sin], [0, height, 0], [-sin, 0, cos]], np.float32)
        return Tree(self.starts @ turn, self.ends @ turn, self.radii * np.float32(height), self.tips @ turn)


PIECES = 3
"""Every stretch of a branch is cut into this many, so that it gets thinner smoothly."""
STEPS = np.linspace(0, 1, 6)[1:, None]
TWISTED = np.array([0.0, 0.3, 1.0])
"""No branch grows this way."""


def grow(habit: Habit, rng: np.random.Generator) -> Tree:
    """Grow one tree."""
    rule = HABITS[habit]
    lean = np.array([rng.normal(0, 0.07), 1, rng.normal(0, 0.07)])
    trunk = _finer(_bend(np.zeros(3), lean, rule.trunk, (0.25, 0.0), rng))
    radius = 0.013 if habit == "forest" else 0.024
    root = np.maximum(trunk[:, 1], 0) / radius
    flare = 1 + 0.35 * np.exp(-root / 6) + 0.75 * np.exp(-root / 1.3)
    wood: list[tuple[Numbers, Numbers]] = [(trunk, radius * (1 - 0.6 * np.linspace(0, 1, len(trunk))) * flare)]
    tips: list[Numbers] = [trunk[-1]]
    _fork(wood, tips, rule, 0, (trunk, radius * 0.6), rng)
    crown = np.array(tips, np.float32)
    top = np.float32(max(float(crown[:, 1].max()), 0.3))
    stretches = [np.column_stack([np.hstack([p, r[:, None]])[:-1], np.hstack([p, r[:, None]])[1:]]) for p, r in wood]
    first, last = np.hsplit(np.concatenate(stretches).astype(np.float32), 2)
    share = (np.arange(PIECES + 1, dtype=np.float32) / PIECES)[:, None, None]
    cuts = first + (last - first) * share
    starts, ends = cuts[:-1].reshape(-1, 4), cuts[1:].reshape(-1, 4)
    parts = starts[:, :3] / top, ends[:, :3] / top, np.stack([starts[:, 3], ends[:, 3]], -1), crown / top
    return Tree(*(part.astype(np.float32) for part in parts))


def _fork(
    wood: list[tuple[Numbers, Numbers]],
    tips: list[Numbers],
    rule: Habits,
    level: int,
    parent: tuple[Numbers, float],
    rng: np.random.Generator,
) -> None:
    """Branches leave `parent` (points, radius) all around; at the last level they bear leaves."""
    points, radius = parent
    count = rule.counts[level]
    low, high = rule.fork if level == 0 else (0.45, 1.0)
    about = rng.uniform(0, 2 * np.pi)
    last = level == len(rule.counts) - 1
    for number in range(count):
        share = low + (high - low) * (number + rng.uniform(0.2, 1.0)) / count
        at = min(share, 1.0) * (len(points) - 1)
        k = min(int(at), len(points) - 2)
        start = points[k] + (points[k + 1] - points[k]) * (at - k)
        along = points[k + 1] - points[k]
        turn = about + number * 2.4 + rng.normal(0, 0.3)  # The golden angle: no two above each other.
        way = _leaving(along / np.linalg.norm(along), turn, rng.uniform(*rule.open) * (0.75 if level else 1))
        length = rule.limbs * 0.62**level * rng.uniform(0.75, 1.2) * (1.25 - 0.55 * share if level == 0 else 1)
        limb = _bend(start, way, length, (rule.up, -rule.weep if last else 0.0), rng)
        thick = radius * (0.62 if level == 0 else 0.55) * rng.uniform(0.8, 1.15)
        wood.append((limb, thick * np.linspace(1, 0.35, len(limb))))
        if last:
            tips.extend((limb[3], limb[-1]))
        else:
            _fork(wood, tips, rule, level + 1, (limb, thick), rng)


def _finer(points: Numbers) -> Numbers:
    """More points near the foot, where a trunk widens."""
    t = np.linspace(0, 1, 22) ** 2 * (len(points) - 1)
    return np.stack([np.interp(t, np.arange(len(points)), points[:, axis]) for axis in range(3)], axis=1)


def _leaving(along: Numbers, turn: float, angle: float) -> Numbers:
    """A direction `angle` away from `along`, turned about it."""
    side = cross(along, TWISTED)
    side /= np.linalg.norm(side)
    up = cross(along, side)
    return np.cos(angle) * along + np.sin(angle) * (np.cos(turn) * side + np.sin(turn) * up)


def _bend(start: Numbers, way: Numbers, length: float, pull: tuple[float, float], rng: np.random.Generator) -> Numbers:
    """(6, 3) points of a branch that wanders, is pulled up to the light, and down by its weight towards its end."""
    ways = way / np.linalg.norm(way) + rng.normal(0, 0.13, (5, 3)).cumsum(axis=0) * 0.5
    ways[:, 1:2] += pull[0] * STEPS + 2 * pull[1] * STEPS**2
    ways *= length / 5 / np.linalg.norm(ways, axis=1, keepdims=True)
    return np.concatenate([start[None], start + ways.cumsum(axis=0)])
