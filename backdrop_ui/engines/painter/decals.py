"""A logo on surfaces that were traced: laid on afterwards, under the light and behind the things that are there."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from .colour import LUMA, luminance
from .floors import ground_rows
from .logos import carried, inked, is_shown, on_floor, on_wall, print_ink
from .scene import Box, Scene

BRIGHTEST = 30.0
"""More light than this on a surface is a glint, and not multiplied into ink."""
MARK = 0.72
"""Share of a cell's width that a mark takes at most."""


def decal_on_wall(scene: Scene, paint: Array, distance_m: float, height_m: float) -> None:
    """The logo on a wall across the view of one colour, (3,) linear light, if this layer carries it."""
    if carried(scene, "wall") is None:
        return
    surface = np.broadcast_to(paint, scene.picture.shape).astype(np.float32)
    on_wall(scene, surface, distance_m, height_m)
    seen = np.abs(scene.depth - distance_m) < 0.03 * distance_m
    if not all(is_shown(box, seen) for box in scene.logo_boxes):
        scene.logo_boxes.clear()  # what stands before it hides too much
        return
    _lay(scene, paint, surface, seen)


def decal_on_floor(scene: Scene, paint: Array, half_m: float, far_m: float) -> None:
    """The logo along a floor or carpet of one colour, `half_m` to each side, if this layer carries it."""
    ground = ground_rows(scene, far_m)
    if carried(scene, "floor") is None or ground is None:
        return
    surface = np.broadcast_to(paint, scene.picture.shape).astype(np.float32)
    on_floor(scene, surface[ground.top :], ground.x, ground.z, half_m)
    seen = np.zeros(scene.depth.shape, bool)
    seen[ground.top :] = np.abs(scene.depth[ground.top :] / ground.z - 1) < 0.05
    _lay(scene, paint, surface, seen)


def marks_on_wall(scene: Scene, paint: Array, distance_m: float, cell_m: tuple[float, float], places: Array) -> None:
    """The logo at each of (n, 2) places (x, y), metres, of a press wall, in cells of `cell_m`."""
    logo = carried(scene, "wall")
    if logo is None:
        return
    surface = np.broadcast_to(paint, scene.picture.shape).astype(np.float32)
    scale = scene.camera.focal_px / distance_m
    tall, wide = logo.pixels.shape[:2]
    across = min(MARK * cell_m[0], 0.62 * cell_m[1] * wide / tall) * scale
    size = (max(1, round(across)), max(1, round(across * tall / wide)))
    ink = inked(logo.pixels, size, surface[:1, :1])
    for x, y in places:
        column, row = scene.camera.project(float(x), float(y), distance_m)
        print_ink(surface, Box(round(column - size[0] / 2), round(row - size[1] / 2), *size), ink)
    scene.logo_boxes.append(Box(0, 0, scene.camera.width, scene.camera.height))
    _lay(scene, paint, surface, np.abs(scene.depth - distance_m) < 0.03 * distance_m)


def _lay(scene: Scene, paint: Array, surface: Array, seen: Array) -> None:
    """What was printed on the bare paint, under the light that the traced paint shows."""
    changed = seen & (np.abs(surface - paint) > 1e-6).any(axis=-1)
    light = np.minimum(luminance(scene.picture) / max(float(paint @ LUMA), 0.004), BRIGHTEST)
    np.copyto(scene.picture, surface * light[..., None], where=changed[..., None])
