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
    """nodes: (N, 8) low and high corner; left child (the right one follows), or a leaf's first triangle; triangles of
    a leaf, 0 for inner nodes. triangles: (M, 9) a corner and the two edges from it, in the order of the leaves.

    Few arrays: each one that a kernel hands on to another takes its time to compile.
    """

    nodes: Array
    triangles: Array


def build(corners: Array) -> tuple[Tree, Ints]:
    """(M, 3, 3) triangles to a tree, and the order in which it keeps them."""
    triangles = np.ascontiguousarray(corners, np.float32)
    order = np.arange(len(triangles), dtype=np.int32)
    boxes = np.concatenate([triangles.min(axis=1), -triangles.max(axis=1)], axis=1)
    nodes = np.zeros((max(1, 2 * len(triangles)), 8), np.float32)
    used = _split(boxes, order, nodes, np.empty((4 * DEPTH, 3), np.int64), np.empty((BINS + 1, 8), np.float64))
    nodes[:, 3:6] *= -1
    sorted_ = triangles[order]
    sorted_[:, 1:] -= sorted_[:, :1]
    return Tree(nodes[:used], sorted_.reshape(-1, 9)), order


@njit
def _split(boxes: Array, order: Ints, nodes: Array, todo: Any, bins: Any) -> int:
    """Top down; each node is cut where the surface-area heuristic over twelve bins of its longest side is least.

    boxes: (M, 6) low corners and high ones turned negative, so that two are joined by the lesser of each number.
    todo: (.., 3) node, first and last of what is to be split. bins: (BINS + 1, 8) box, amount, cost of all above;
    the last row is scratch.
    """
    todo[0, 0], todo[0, 1], todo[0, 2] = 0, 0, len(order)
    waiting, used = 1, 1
    while waiting > 0:
        waiting -= 1
        node, start, stop = todo[waiting, 0], todo[waiting, 1], todo[waiting, 2]
        longest: Any = np.int64(0)  # a literal would have what is called with it compiled twice
        span, least = -1.0, 0.0
        for axis in range(3):
            low, high, box_low, box_high = np.inf, -np.inf, np.inf, np.inf
            for i in range(start, stop):
                a, b = boxes[order[i], axis], boxes[order[i], axis + 3]
                box_low, box_high = min(box_low, a), min(box_high, b)
                low, high = min(low, a - b), max(high, a - b)
            nodes[node, axis], nodes[node, axis + 3] = box_low, box_high
            if high - low > span:
                longest, span, least = axis, high - low, low
        nodes[node, 6], nodes[node, 7] = start, stop - start
        if stop - start <= LEAF or span <= 0:
            continue
        cut = _best_cut(boxes, order, (start, stop), (longest, least, BINS / span), bins)
        if cut < 0:
            continue
        i, j = start, stop - 1
        while i <= j:
            if _bin(boxes, order[i], longest, least, BINS / span) <= cut:
                i += 1
            else:
                order[i], order[j] = order[j], order[i]
                j -= 1
        nodes[node, 6], nodes[node, 7] = used, 0
        todo[waiting, 0], todo[waiting, 1], todo[waiting, 2] = used, start, i
        todo[waiting + 1, 0], todo[waiting + 1, 1], todo[waiting + 1, 2] = used + 1, i, stop
        waiting, used = waiting + 2, used + 2
    return used


@inner
def _bin(boxes: Array, at: int, axis: int, least: float, scale: float) -> int:
    return min(BINS - 1, int((boxes[at, axis] - boxes[at, axis + 3] - least) * scale))


@inner
def _best_cut(boxes: Array, order: Ints, some: tuple[int, int], along: tuple[int, float, float], bins: Any) -> int:
    """The bin after which to cut, -1 for none that would leave something on both sides."""
    for b in range(BINS):
        for k in range(6):
            bins[b, k] = np.inf
        bins[b, 6] = 0
    for i in range(some[0], some[1]):
        b = _bin(boxes, order[i], along[0], along[1], along[2])
        bins[b, 6] += 1
        for k in range(6):
            bins[b, k] = min(bins[b, k], boxes[order[i], k])
    best, best_cost = -1, np.inf
    grown = bins[BINS]
    for upwards in range(2):
        for k in range(6):
            grown[k] = np.inf
        total = 0.0
        for step in range(BINS - 1):
            b = step if upwards else BINS - 1 - step
            total += bins[b, 6]
            for k in range(6):
                grown[k] = min(grown[k], bins[b, k])
            wide, tall, deep = -grown[3] - grown[0], -grown[4] - grown[1], -grown[5] - grown[2]
            cost = total * (wide * tall + tall * deep + deep * wide) if total > 0 else 0.0
            if not upwards:
                bins[b - 1, 7] = cost
            elif 0 < total < some[1] - some[0] and cost + bins[b, 7] < best_cost:
                best, best_cost = b, cost + bins[b, 7]
    return best


def new_stack() -> Any:
    """What a thread's rays keep their way back in."""
    return np.empty((DEPTH, 2), np.float64)


@inner
def _enter(tree: Tree, node: int, origin: Any, inverse: Any, far: float) -> float:
    """Where a ray enters a box, infinity if it passes it by or the box is farther than `far`."""
    near, away = 0.0, far
    for k in range(3):
        a, b = (tree.nodes[node, k] - origin[k]) * inverse[k], (tree.nodes[node, k + 3] - origin[k]) * inverse[k]
        near, away = max(near, min(a, b)), min(away, max(a, b))
    return near if near <= away * 1.0000004 else np.inf


@inner
def _meet(tree: Tree, i: int, origin: Any, way: Any, far: float) -> tuple[float, float, float]:
    """Distance and weights of the second and third corner where a ray meets triangle i, infinity if it does not.

    Source: Möller & Trumbore, "Fast, minimum storage ray/triangle intersection", 1997.
    """
    m = tree.triangles
    e10, e11, e12 = np.float64(m[i, 3]), np.float64(m[i, 4]), np.float64(m[i, 5])
    e20, e21, e22 = np.float64(m[i, 6]), np.float64(m[i, 7]), np.float64(m[i, 8])
    p0, p1, p2 = way[1] * e22 - way[2] * e21, way[2] * e20 - way[0] * e22, way[0] * e21 - way[1] * e20
    facing = e10 * p0 + e11 * p1 + e12 * p2
    if facing == 0:
        return np.inf, 0.0, 0.0
    facing = 1 / facing
    s0, s1, s2 = origin[0] - m[i, 0], origin[1] - m[i, 1], origin[2] - m[i, 2]
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
def trace(tree: Tree, stack: Any, origin: Any, way: Any, far: float, enough: float) -> tuple[float, int, float, float]:
    """The nearest triangle along a ray, or the first one found that is nearer than `enough`: distance in lengths of
    `way`, its number (-1 for none), and the weights of its second and third corner."""
    inverse = (_inverse(way[0]), _inverse(way[1]), _inverse(way[2]))
    best, hit, hit_u, hit_v = far, -1, 0.0, 0.0
    node, waiting = 0, 0
    while True:
        first = int(tree.nodes[node, 6])
        if tree.nodes[node, 7] > 0:
            for i in range(first, first + int(tree.nodes[node, 7])):
                t, u, v = _meet(tree, i, origin, way, best)
                if t < best:
                    best, hit, hit_u, hit_v = t, i, u, v
            if best < enough and hit >= 0:
                return best, hit, hit_u, hit_v
        else:
            near, away = first, first + 1
            near_t = _enter(tree, near, origin, inverse, best)
            away_t = _enter(tree, away, origin, inverse, best)
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
    return trace(tree, stack, origin, way, far, far)[1] >= 0
