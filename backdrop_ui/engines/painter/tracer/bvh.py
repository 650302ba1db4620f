"""Triangles in a tree of boxes: built once a picture, then asked by every ray."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..jit import inner, njit

Ints = npt.NDArray[np.int32]

BINS = 12
LEAF = 4
DEPTH = 96
"""Room on a ray's stack; a tree deeper than this would need more triangles than fit in memory."""


class Tree(NamedTuple):
    """bounds: (N, 6) low and high corner of each node. first: left child (the right one follows), or a leaf's first
    triangle. amount: triangles of a leaf, 0 for inner nodes. corner, edge1, edge2: (M, 3) of each triangle, in the
    order of the leaves."""

    bounds: Array
    first: Ints
    amount: Ints
    corner: Array
    edge1: Array
    edge2: Array


def build(corners: Array) -> tuple[Tree, Ints]:
    """(M, 3, 3) triangles to a tree, and the order in which it keeps them."""
    triangles = np.ascontiguousarray(corners, np.float32)
    order = np.arange(len(triangles), dtype=np.int32)
    low, high = triangles.min(axis=1), triangles.max(axis=1)
    room = max(1, 2 * len(triangles))
    bounds, first, count = np.zeros((room, 6), np.float32), np.zeros(room, np.int32), np.zeros(room, np.int32)
    used = _split(low, high, order, bounds, first, count)
    sorted_ = triangles[order]
    edges = (np.ascontiguousarray(sorted_[:, k] - sorted_[:, 0]) for k in (1, 2))
    return Tree(bounds[:used], first[:used], count[:used], np.ascontiguousarray(sorted_[:, 0]), *edges), order


@njit
def _split(low: Array, high: Array, order: Ints, bounds: Array, first: Ints, count: Ints) -> int:
    """Top down; each node is cut where the surface-area heuristic over twelve bins of its longest side is least."""
    todo = np.empty((4 * DEPTH, 3), np.int64)
    todo[0, 0], todo[0, 1], todo[0, 2] = 0, 0, len(order)
    waiting, used = 1, 1
    amount = np.empty(BINS, np.int64)
    box = np.empty((BINS, 6), np.float64)
    right_cost = np.empty(BINS, np.float64)
    grown = np.empty(6, np.float64)
    centre_low, centre_high = np.empty(3, np.float64), np.empty(3, np.float64)
    while waiting > 0:
        waiting -= 1
        node, start, stop = todo[waiting, 0], todo[waiting, 1], todo[waiting, 2]
        longest, span = 0, -1.0
        for axis in range(3):
            least, most = np.inf, -np.inf
            centre_low[axis], centre_high[axis] = np.inf, -np.inf
            for i in range(start, stop):
                at = order[i]
                least, most = min(least, low[at, axis]), max(most, high[at, axis])
                middle = 0.5 * (low[at, axis] + high[at, axis])
                centre_low[axis], centre_high[axis] = min(centre_low[axis], middle), max(centre_high[axis], middle)
            bounds[node, axis], bounds[node, axis + 3] = least, most
            if centre_high[axis] - centre_low[axis] > span:
                longest, span = axis, centre_high[axis] - centre_low[axis]
        first[node], count[node] = start, stop - start
        if stop - start <= LEAF or span <= 0:
            continue
        for b in range(BINS):
            amount[b] = 0
            for k in range(3):
                box[b, k], box[b, k + 3] = np.inf, -np.inf
        for i in range(start, stop):
            at = order[i]
            b = min(BINS - 1, int((0.5 * (low[at, longest] + high[at, longest]) - centre_low[longest]) / span * BINS))
            amount[b] += 1
            for k in range(3):
                box[b, k], box[b, k + 3] = min(box[b, k], low[at, k]), max(box[b, k + 3], high[at, k])
        for upwards in range(2):
            for k in range(3):
                grown[k], grown[k + 3] = np.inf, -np.inf
            total = 0
            best, best_cost = -1, np.inf
            for step in range(BINS - 1):
                b = step if upwards else BINS - 1 - step
                total += amount[b]
                for k in range(3):
                    grown[k], grown[k + 3] = min(grown[k], box[b, k]), max(grown[k + 3], box[b, k + 3])
                wide, tall, deep = grown[3] - grown[0], grown[4] - grown[1], grown[5] - grown[2]
                cost = total * (wide * tall + tall * deep + deep * wide) if total else 0.0
                if not upwards:
                    right_cost[b - 1] = cost
                elif total and total < stop - start and cost + right_cost[b] < best_cost:
                    best, best_cost = b, cost + right_cost[b]
        if best < 0:
            continue
        i, j = start, stop - 1
        while i <= j:
            at = order[i]
            b = min(BINS - 1, int((0.5 * (low[at, longest] + high[at, longest]) - centre_low[longest]) / span * BINS))
            if b <= best:
                i += 1
            else:
                order[i], order[j] = order[j], order[i]
                j -= 1
        first[node], count[node] = used, 0
        todo[waiting, 0], todo[waiting, 1], todo[waiting, 2] = used, start, i
        todo[waiting + 1, 0], todo[waiting + 1, 1], todo[waiting + 1, 2] = used + 1, i, stop
        waiting, used = waiting + 2, used + 2
    return used


@njit
def new_stack() -> Any:
    """What a thread's rays keep their way back in."""
    return np.empty((DEPTH, 2), np.float64)


@inner
def _enter(bounds: Array, node: int, origin: Any, inverse: Any, far: float) -> float:
    """Where a ray enters a box, infinity if it passes it by or the box is farther than `far`."""
    x0, x1 = (bounds[node, 0] - origin[0]) * inverse[0], (bounds[node, 3] - origin[0]) * inverse[0]
    y0, y1 = (bounds[node, 1] - origin[1]) * inverse[1], (bounds[node, 4] - origin[1]) * inverse[1]
    z0, z1 = (bounds[node, 2] - origin[2]) * inverse[2], (bounds[node, 5] - origin[2]) * inverse[2]
    near = max(max(min(x0, x1), min(y0, y1)), max(min(z0, z1), 0.0))
    away = min(min(max(x0, x1), max(y0, y1)), min(max(z0, z1), far))
    return near if near <= away * 1.0000004 else np.inf


@inner
def _meet(tree: Tree, i: int, origin: Any, way: Any, far: float) -> tuple[float, float, float]:
    """Distance and weights of the second and third corner where a ray meets triangle i, infinity if it does not.

    Source: Möller & Trumbore, "Fast, minimum storage ray/triangle intersection", 1997.
    """
    e10, e11, e12 = np.float64(tree.edge1[i, 0]), np.float64(tree.edge1[i, 1]), np.float64(tree.edge1[i, 2])
    e20, e21, e22 = np.float64(tree.edge2[i, 0]), np.float64(tree.edge2[i, 1]), np.float64(tree.edge2[i, 2])
    p0, p1, p2 = way[1] * e22 - way[2] * e21, way[2] * e20 - way[0] * e22, way[0] * e21 - way[1] * e20
    facing = e10 * p0 + e11 * p1 + e12 * p2
    if facing == 0:
        return np.inf, 0.0, 0.0
    facing = 1 / facing
    s0, s1, s2 = origin[0] - tree.corner[i, 0], origin[1] - tree.corner[i, 1], origin[2] - tree.corner[i, 2]
    u = (s0 * p0 + s1 * p1 + s2 * p2) * facing
    if u < 0 or u > 1:
        return np.inf, 0.0, 0.0
    q0, q1, q2 = s1 * e12 - s2 * e11, s2 * e10 - s0 * e12, s0 * e11 - s1 * e10
    v = (way[0] * q0 + way[1] * q1 + way[2] * q2) * facing
    if v < 0 or u + v > 1:
        return np.inf, 0.0, 0.0
    t = (e20 * q0 + e21 * q1 + e22 * q2) * facing
    return (t, u, v) if 1e-5 < t < far else (np.inf, 0.0, 0.0)


@njit
def trace(tree: Tree, stack: Any, origin: Any, way: Any, far: float, any_hit: bool) -> tuple[float, int, float, float]:
    """The nearest triangle along a ray (with `any_hit` the first one found): distance in lengths of `way`, its number
    (-1 for none), and the weights of its second and third corner."""
    inverse = (_inverse(way[0]), _inverse(way[1]), _inverse(way[2]))
    best, hit, hit_u, hit_v = far, -1, 0.0, 0.0
    node, waiting = 0, 0
    while True:
        if tree.amount[node] > 0:
            for i in range(tree.first[node], tree.first[node] + tree.amount[node]):
                t, u, v = _meet(tree, i, origin, way, best)
                if t < best:
                    best, hit, hit_u, hit_v = t, i, u, v
                    if any_hit:
                        return best, hit, hit_u, hit_v
        else:
            left: Any = np.int64(tree.first[node])
            near, away = left, left + 1
            near_t = _enter(tree.bounds, near, origin, inverse, best)
            away_t = _enter(tree.bounds, away, origin, inverse, best)
            if away_t < near_t:
                near, away, near_t, away_t = away, near, away_t, near_t
            if near_t < np.inf:
                if away_t < np.inf:
                    stack[waiting, 0], stack[waiting, 1] = away, away_t
                    waiting += 1
                node = near
                continue
        while waiting > 0 and stack[waiting - 1, 1] > best:
            waiting -= 1
        if waiting == 0:
            return best, hit, hit_u, hit_v
        waiting -= 1
        node = int(stack[waiting, 0])


@inner
def _inverse(x: float) -> float:
    return 1 / x if abs(x) > 1e-12 else 1e12


@njit
def occluded(tree: Tree, stack: Any, origin: Any, way: Any, far: float) -> bool:
    """Whether anything lies between a point and `far` lengths of `way` from it."""
    return trace(tree, stack, origin, way, far, True)[1] >= 0
