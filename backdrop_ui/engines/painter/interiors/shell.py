"""What rooms are made of: walls with openings, windows, skirtings, floors and ceilings, curtains, beams."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..scene import Scene
from ..tracer import World, boxes, extruded, grid, quad
from ..tracer.meshes import Mesh, Points

FLOOR = 0.94
"""Where feet go, as a share of the picture's height."""
WARM = np.array([1.0, 0.6, 0.28], np.float32)
"""Colour of incandescent lamps."""
REACH_M = 9.0
"""How far floors and ceilings go on to the sides and behind the camera."""


def room_world(scene: Scene, sun: float = 0.0, fill: float = 0.25, white: float | None = 0.6) -> World:
    """A world lit as the scene is. sun: its strength; fill: light from behind the camera; white: see `World`."""
    sky = scene.ambient * np.float32(fill)
    return World(sun=scene.key * np.float32(sun), sun_way=scene.sun, sky=(sky, sky), white=white)


def across(scene: Scene, share: float, z: float) -> float:
    """Metres to the right at distance z of a share of half the picture's width: 1 is its right edge."""
    return share * scene.camera.half_width_m(z)


def level(y: float, wide: float, near: float, far: float) -> Mesh:
    """A floor or ceiling at height y, seen from either side."""
    return quad((-wide, y, near), (-wide, y, far), (wide, y, far), (wide, y, near))


def ceiling(y: float, sides: tuple[float, float], near: float, far: float) -> Mesh:
    """A ceiling from one x to another: it ends at a wall with windows, or it would keep the sun out."""
    a, b = sides
    return quad((a, y, near), (a, y, far), (b, y, far), (b, y, near))


def back_wall(z: float, height: float, wide: float = REACH_M) -> Mesh:
    return quad((-wide, 0, z), (wide, 0, z), (wide, height, z), (-wide, height, z))


def side_wall(
    x: float, near: float, far: float, height: float, windows: tuple[tuple[float, float, float, float], ...] = ()
) -> Mesh:
    """A wall along the view at x, 25 cm thick outwards; windows are (near, far, bottom, top) in metres."""
    holes = [np.array([(a, lo), (b, lo), (b, hi), (a, hi)], np.float32) for a, b, lo, hi in windows]
    slab = extruded([(near, 0), (far, 0), (far, height), (near, height)], 0.25, holes)
    turned = slab.turned(yaw_deg=-90)  # what ran to the right now runs ahead
    return turned.moved(x=x if x < 0 else x + 0.25)


def window_bars(x: float, hole: tuple[float, float, float, float], panes: tuple[int, int], bar: float = 0.035) -> Mesh:
    """Frame and glazing bars of a window in a side wall; panes: along and up."""
    near, far, low, high = hole
    half, depth = bar / 2, 0.05
    along = np.linspace(near, far, panes[0] + 1)
    up = np.linspace(low, high, panes[1] + 1)
    a = [(x - depth, low, z - half) for z in along] + [(x - depth, y - half, near) for y in up]
    b = [(x, high, z + half) for z in along] + [(x, y + half, far) for y in up]
    return boxes(a, b)


def window_light(world: World, x: float, hole: tuple[float, float, float, float], radiance: Points) -> None:
    """Daylight that comes in by a window of a side wall; what is seen through it is what was painted before."""
    near, far, low, high = hole
    out = 0.24 if x > 0 else -0.24
    if x < 0:  # shines to the right: up x ahead
        world.lamp((x + out, low, near), (0, high - low, 0), (0, 0, far - near), radiance, seen=False)
    else:
        world.lamp((x + out, low, near), (0, 0, far - near), (0, high - low, 0), radiance, seen=False)


def skirting(z: float, wide: float = REACH_M, high: float = 0.11) -> Mesh:
    """A board along the foot of a wall across the view."""
    return boxes([(-wide, 0, z - 0.018), (-wide, high, z - 0.011)], [(wide, high, z), (wide, high + 0.012, z)])


def panelling(z: float, x0: float, x1: float, low: float, high: float, wide: float = 0.62) -> Mesh:
    """Raised frames on a wall across the view, each about `wide`."""
    count = max(1, round((x1 - x0) / wide))
    step = (x1 - x0) / count
    gap, bar, deep = 0.07, 0.03, 0.018
    a, b = [], []
    for k in range(count):
        left, right = x0 + k * step + gap, x0 + (k + 1) * step - gap
        for p, q in (
            ((left, low), (right, low + bar)),
            ((left, high - bar), (right, high)),
            ((left, low), (left + bar, high)),
            ((right - bar, low), (right, high)),
        ):
            a.append((*p, z - deep))
            b.append((*q, z))
    return boxes(a, b)


def curtain(rng: np.random.Generator, height: float, wide: float, folds: float = 9.0) -> Mesh:
    """A hanging cloth across the view, its foot at the origin, folds about `folds` a metre."""
    columns = max(24, int(wide * folds * 9))
    x = np.linspace(0, wide, columns)
    y = np.linspace(0, height, 14)[:, None]
    drift = rng.uniform(0, 6.28, 3)
    phase = x * folds * 2 * np.pi + 0.9 * np.sin(3.1 * x + drift[0]) + 0.5 * np.sin(7.7 * x + drift[1])
    deep = 0.035 + 0.012 * np.sin(2.3 * x + drift[2])
    z = deep * np.sin(phase) * (0.75 + 0.25 * (1 - y / height)) + 0.012 * np.sin(phase * 0.5 + 2.2 * y)
    points: Array = np.stack(np.broadcast_arrays(x[None], y, z), -1).astype(np.float32)
    return grid(points)


def lit_side(scene: Scene) -> float:
    """-1 where the key light comes from the left, 1 from the right."""
    return -1.0 if scene.sun[0] < 0 else 1.0
