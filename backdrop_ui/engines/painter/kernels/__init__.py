"""Compiled loops of the landscapes; numba is imported with the modules in here, never before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def warm_up() -> Iterator[None]:
    """Compile, or load from where compiled code is kept, by marching a picture of four pixels; kernel after kernel."""
    from .billow import Sky, clouds
    from .landforms import HILLS
    from .march import Hits, View, march, sunlight
    from .relief import Relief
    from .sea import Sea, sea
    from .shade import Ground, shade, smooth_edges

    view, sun, size = View(2, 2, 0.5, 2.0, 1.5), (0.6, 0.64, 0.48), (2, 2)
    hits = Hits(*(np.zeros(size, np.float32) for _ in range(3)))
    colour, paints = np.zeros((*size, 3), np.float32), np.ones((7, 3), np.float32)
    relief = Relief(HILLS, 1.0, 10.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    march(relief, view, 50.0, hits, (0, 2))
    yield
    sunlight(relief, view, sun, 0.1, hits, np.ones(size, np.float32), (0, 2))
    yield
    ground = Ground(0.0, 1.0, 0.8, 100.0, 100.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0)
    shade(relief, ground, view, sun, paints, hits, np.ones(size, np.float32), colour, (0, 2))
    smooth_edges(hits, colour, (0, 2))
    yield
    water = Sea(1.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 10.0, 0.1, 0.0)
    far, open_sea = np.full(size, 1e4, np.float32), np.ones(size, np.float32)
    sea(water, view, sun, paints[:4], colour.copy(), far, open_sea, colour[1:], np.ones((1, 2), np.float32), 1, (0, 1))
    yield
    sky = Sky(10.0, 20.0, 1.0, 100.0, 10.0, 0.5, 10.0, 100.0, 1.0, True, 0.0, 0.0)
    clouds(sky, view, sun, paints[:4], far, 1, np.zeros((*size, 4), np.float32), (0, 2))
