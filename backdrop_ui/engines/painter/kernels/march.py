"""Rays against land, column by column, and how much sun reaches the points they meet; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..jit import inner, njit
from .relief import Relief, height

SLICES = 640
"""Of the way to the horizon in a large picture; a low one needs fewer, as each of its rows covers more ground."""


class View(NamedTuple):
    """The camera in numbers that kernels take; as `Camera`, pixels and metres."""

    width: int
    height: int
    horizon_px: float
    focal_px: float
    eye_m: float


class Hits(NamedTuple):
    """What the rays of all pixels meet, each (H, W).

    depth: metres ahead, 0 = nothing. alpha: how much of the pixel is land. edge: where something nearer ends inside
    a pixel, the share of the pixel that belongs to the pixel below (positive) or above (negative).
    """

    depth: Array
    alpha: Array
    edge: Array


@njit
def march(r: Relief, view: View, far_m: float, hits: Hits, columns: tuple[int, int]) -> None:
    """Fill in what the rays of these columns meet, front to back: each slice adds what rises above the nearer ones."""
    slices = min(max(4 * view.height // 5, SLICES // 2), SLICES)
    ratio = (far_m / r.near_m) ** (1.0 / slices)
    for column in range(columns[0], columns[1]):
        slope = (column + 0.5 - view.width / 2) / view.focal_px
        z, top, hidden = r.near_m, float(view.height), False
        last_z, last_row, before = z, 0.0, -1e9
        for number in range(slices + 1):
            scale = view.focal_px / z
            row = view.horizon_px - (height(r, slope * z, z, 1.3 / scale) - view.eye_m) * scale
            if number == 0:
                if row < top:
                    foot = math.floor(row)
                    top = row
                    if 0 <= foot < view.height:
                        hits.alpha[foot, column], hits.depth[foot, column] = foot + 1 - row, z
            elif row < top:
                if hidden and top < view.height and row < top - 1:
                    _seam(hits, column, top)
                hidden = False
                _fill(r, view, hits, (column, slope, top), (last_z, last_row), (z, row))
                top = row
            else:
                if not hidden and last_row <= before:
                    crest, at = _crest(r, view, slope, last_z / ratio, z)
                    if crest < top:
                        _fill(r, view, hits, (column, slope, top), (min(last_z, at), last_row), (at, crest))
                        top = crest
                    _before(hits, column, top, at)
                hidden = True
            before, last_z, last_row = last_row, z, row
            z *= ratio
        _skyline(hits, column, top, view.height)


@inner
def _fill(
    r: Relief, view: View, hits: Hits, place: tuple[int, float, float], near: tuple[float, float],
    far: tuple[float, float],
) -> None:  # fmt: skip
    """Land between two slices, (metres, row) each, is seen in the rows above `top`; on walls the place is sought."""
    column, slope, top = place
    first, last = max(math.ceil(far[1] - 0.5), 0), min(math.ceil(top - 0.5), view.height)
    climb = (near[1] - view.horizon_px) * near[0] - (far[1] - view.horizon_px) * far[0]
    wall = last - first > 4 and climb > 0.6 * (far[0] - near[0]) * view.focal_px
    for y in range(first, last):
        t = min(max((near[1] - y - 0.5) / max(near[1] - far[1], 1e-6), 0.0), 1.0)
        z = near[0] + (far[0] - near[0]) * t
        if wall:
            before, behind = near[0], far[0]
            for _ in range(6):
                z = 0.5 * (before + behind)
                ray = view.eye_m + (view.horizon_px - y - 0.5) / view.focal_px * z
                if height(r, slope * z, z, 1.3 * z / view.focal_px) < ray:
                    before = z
                else:
                    behind = z
            z = behind
        hits.depth[y, column] = z
        hits.alpha[y, column] = 1


@inner
def _before(hits: Hits, column: int, top: float, crest_m: float) -> None:
    """What the last slice before a crest filled in must not lie behind it, where light is another."""
    y = max(math.ceil(top - 0.5), 0)
    while y < hits.depth.shape[0] and hits.depth[y, column] > crest_m:
        hits.depth[y, column] = crest_m
        y += 1


@inner
def _crest(r: Relief, view: View, slope: float, near: float, far: float) -> tuple[float, float]:
    """The highest row between two distances and its distance, found by thirds: slices alone would fray a crest."""
    best = 1e9
    for _ in range(7):
        third = (far - near) / 3
        a, b = near + third, far - third
        row_a = view.horizon_px - (height(r, slope * a, a, 1.3 * a / view.focal_px) - view.eye_m) * view.focal_px / a
        row_b = view.horizon_px - (height(r, slope * b, b, 1.3 * b / view.focal_px) - view.eye_m) * view.focal_px / b
        best = min(best, row_a, row_b)
        if row_a < row_b:
            far = b
        else:
            near = a
    return best, near * (1 - 3 / view.focal_px)  # A little before it: slopes taken across a crest would be dark.


@inner
def _seam(hits: Hits, column: int, top: float) -> None:
    """A nearer crest ends at row `top`: remember which share of the pixel there belongs to it."""
    y = math.floor(top)
    share = y + 1 - top
    if y >= 0:
        hits.edge[y, column] = share - 1 if share >= 0.5 else share


@inner
def _skyline(hits: Hits, column: int, top: float, rows: int) -> None:
    """The topmost pixel of land is land by as much as it covers."""
    y = math.floor(top)
    if 0 <= y < rows - 1 and hits.depth[y + 1, column] > 0:
        hits.depth[y, column] = max(hits.depth[y, column], hits.depth[y + 1, column])
        hits.alpha[y, column] = y + 1 - top


@njit
def sunlight(
    r: Relief, view: View, sun: tuple[float, float, float], soft: float, hits: Hits, lit: Array, rows: tuple[int, int]
) -> None:
    """Share of the sun that passes the land on its way to every `step`-th pixel; lit: (H // step, W // step).

    soft: width of the sun, as a share of the distance to what casts the shadow.
    """
    step = hits.depth.shape[0] // lit.shape[0]
    for i in range(rows[0], rows[1]):
        for j in range(lit.shape[1]):
            y, column = min(i * step + step // 2, view.height - 1), min(j * step + step // 2, view.width - 1)
            z = np.float64(hits.depth[y, column])
            if z <= 0:
                lit[i, j] = 1
                continue
            pixel = z / view.focal_px
            x = (column + 0.5 - view.width / 2) * pixel
            base = height(r, x, z, pixel * 2) + pixel
            light, t = 1.0, 3 * pixel + 0.002 * r.size_m
            for _ in range(26):
                above = base + sun[1] * t - height(r, x + sun[0] * t, z + sun[2] * t, max(pixel * 2, 0.03 * t))
                light = min(light, 0.5 + above / (soft * t))
                if light <= 0 or sun[1] * t > 1.6 * r.height_m:
                    break
                t *= 1.32
            lit[i, j] = max(light, 0.0)
