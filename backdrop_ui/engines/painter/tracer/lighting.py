"""Light on what is seen: gathered at points of a grid, smoothed along surfaces, looked up between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ....arrays import Array
from .eye import Samples
from .threads import share
from .world import Gathered

FINE_POINTS, COARSE_POINTS = 170_000, 38_000
"""About how many points gather direct and mirrored light, and bounced light, in a full-size picture."""
SMALL = 30_000
"""A picture with fewer pixels gathers light at each of them."""
PREVIEW = 200_000
"""Pixels of a picture in which nobody will look for grain."""
SUN, PENUMBRA, LAMPS, BOUNCED, MIRRORED = 4, 8, 6, 8, 2
"""Samples for each point."""
FEW = 0.5
"""Share of the samples that will do for a preview, where grain is smoothed over more of the scene."""
POLISHED = 0.08
"""Rougher surfaces mirror nothing sharp: what they mirror is smoothed."""


@dataclass(frozen=True)
class Grid:
    """Every step-th pixel: points (h, w, 7) and light (h, w, 3)."""

    step: int
    points: Array
    light: Array


def grid_of(points: Array, most: int, finest: int = 1) -> Grid:
    """Every step-th point, so that there are about `most`; without light yet."""
    height, width = points.shape[:2]
    finest = 1 if height * width < SMALL else finest + (height * width < PREVIEW)
    step = min(max(finest, round((height * width / most) ** 0.5)), height, width)
    grid = np.ascontiguousarray(points[step // 2 :: step, step // 2 :: step])
    return Grid(step, grid, np.zeros((*grid.shape[:2], 3), np.float32))


def smoothed(light: Array, points: Array, edges: tuple[float, ...], only: Any = None) -> Array:
    """Smooth in as many rounds as there are `edges`, see `filters.smooth`."""
    from .filters import smooth

    where = np.ones(light.shape[:2], np.bool_) if only is None else only
    for number, edge in enumerate(edges):
        now, out, step = light, np.empty_like(light), 2**number
        share(len(light), partial(_smooth_rows, smooth, now, points, where, step, float(edge), out))
        light = out
    return light


def _smooth_rows(
    smooth: Any, now: Array, points: Array, only: Any, step: int, edge: float, out: Array, *rows: int
) -> None:
    smooth(now, points, only, step, edge, *rows, out)


def _enough(samples: int, points: Array) -> int:
    """Samples for each point of a picture (H, W, ...): fewer in a preview."""
    height, width = points.shape[:2]
    return round(samples * FEW) if SMALL < height * width < PREVIEW else samples


def _gathered(made: Gathered, grid: Grid, kind: int, samples: int, bounces: int = 0, only: Any = None) -> None:
    """Fill in the light of a grid, of one of the kinds of `passes.gather`."""
    from .bvh import new_stack
    from .passes import gather

    where = np.ones(grid.light.shape[:2], np.bool_) if only is None else only
    way = (kind, samples, bounces)
    share(
        len(where),
        lambda a, b: gather(made.tree, new_stack(), made.shine, grid.points, where, (a, b), way, grid.light),
        16,
    )


def sunlight(made: Gathered, full: Samples, points: Array) -> Grid | None:
    """Sunlight of every pixel, None without sun: from a grid where it is even, anew along the edges of shadows."""
    from .light import SUN as COLOUR
    from .passes import BY_SUN, penumbra

    if not made.shine.sky[COLOUR : COLOUR + 3].any():
        return None
    grid = grid_of(points, FINE_POINTS, 2)
    _gathered(made, grid, BY_SUN, SUN)
    smooth = Grid(grid.step, grid.points, smoothed(grid.light, grid.points, (0.35, 0.35)))
    if grid.step == 1:
        return smooth
    light = light_at(smooth, full).reshape(*points.shape[:2], 3)
    anew = np.zeros(points.shape[:2], np.bool_)
    share(len(grid.points), lambda a, b: penumbra(points, smooth.light, grid.points, grid.step, (a, b), anew), 16)
    samples = PENUMBRA if anew.size > PREVIEW else PENUMBRA // 2
    _gathered(made, Grid(1, points, light), BY_SUN, samples, only=anew)
    return Grid(1, points, smoothed(light, points, (0.8, 0.4), anew))


def lamplight(made: Gathered, points: Array) -> Grid | None:
    """Light of the lamps; None without any."""
    from .passes import BY_LAMPS

    count = len(made.shine.lamps)
    if not count:
        return None
    grid = grid_of(points, FINE_POINTS, 2)
    _gathered(made, grid, BY_LAMPS, _enough(LAMPS + min(count, 2 * LAMPS) // 2, points))
    return Grid(grid.step, grid.points, smoothed(grid.light, grid.points, (0.0, 0.3, 0.3)))


def bounced_light(made: Gathered, points: Array, bounces: int) -> Grid:
    from .passes import BY_OTHERS

    grid = grid_of(points, COARSE_POINTS, 4)
    _gathered(made, grid, BY_OTHERS, _enough(BOUNCED, points), bounces)
    return Grid(grid.step, grid.points, smoothed(grid.light, grid.points, (0, 0, 0, 0)))


def light_at(grid: Grid, samples: Samples) -> Array:
    """(N, 3): the light of a grid at each sample."""
    from .filters import look_up

    out = np.zeros((len(samples.face), 3), np.float32)
    share(len(out), lambda a, b: look_up(grid.light, grid.points, grid.step, samples.at, samples.points, a, b, out))
    return out
