"""A logo on surfaces that were traced: laid on afterwards, under the light and behind the things that are there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from ....arrays import Array, Mask
from ....brief import Logo
from ..colour import LUMA, luminance
from ..land.floors import ground_rows
from ..scene import NARROW, Box, Scene
from .logos import boxes_on_wall, carried, fitted, inked, is_shown, lay_on_floor, on_floor, on_wall, print_ink, print_on

BRIGHTEST = 30.0
"""More light than this on a surface is a glint, and not multiplied into ink."""
FARTHEST_M = 40.0
"""No logo is put farther away than this."""
CLEAN = 0.95
"""Share of its box that must be bare wall."""
FLAT, EVEN = 0.03, 0.1
"""How much a wall's distance, as a share, and its tone may vary where a logo goes."""
LEAST_ABOVE = 0.1
"""Of the picture's height: less above somebody's head has no room for a logo."""
MARK = 0.72
"""Share of a cell's width that a mark takes at most."""


def decal_where_free(scene: Scene, albedo: Array) -> None:
    """The logo on the first flat, even stretch of a traced wall or floor, if no layer was chosen to carry it.

    albedo: (H, W, 3), linear, what is seen is made of.
    """
    logo = scene.logo
    if logo is None or scene.logo_layer is not None or scene.logo_boxes:
        return
    surface = albedo.copy()
    if logo.on == "floor":
        ground = ground_rows(scene, FARTHEST_M)
        if ground is not None:
            lay_on_floor(scene, logo, (surface[ground.top :], ground.x, ground.z), FARTHEST_M)
            seen = np.zeros(scene.depth.shape, bool)
            seen[ground.top :] = np.abs(scene.depth[ground.top :] / ground.z - 1) < FLAT
            _lay_if_shown(scene, albedo, surface, seen)
        return
    tone = np.cbrt(luminance(albedo))
    for box in _places(scene, logo):
        part = np.s_[max(box.top, 0) : max(box.top + box.height, 0), max(box.left, 0) : max(box.left + box.width, 0)]
        if not tone[part].size:
            continue
        away = float(np.median(scene.depth[part]))
        even = (np.abs(tone - np.median(tone[part])) < EVEN) & (np.abs(scene.depth / away - 1) < FLAT)
        if away < FARTHEST_M and is_shown(box, even, CLEAN):
            print_on(surface, box, logo.pixels)
            scene.logo_boxes.append(box)
            scene.logo_depth_m = away
            _lay(scene, albedo, surface, even)
            return


def _places(scene: Scene, logo: Logo) -> Iterator[Box]:
    """Where a logo may go: above the subject, else smaller, higher, lower, or to the sides; or beside its head."""
    boxes = boxes_on_wall(scene, logo.pixels, 0.0)
    yield from boxes
    wide, tall = scene.camera.width, scene.camera.height
    head = scene.subject.top * tall
    if head < LEAST_ABOVE * tall:
        strips = [(a * wide, b * wide) for a, b in scene.subject.beside if b - a > NARROW]
        for share, (a, b), x, y in product((0.74, 0.5), strips, (0.5, 0.36, 0.64), (0.2, 0.32, 0.44)):
            yield fitted(logo.pixels, (a + x * (b - a), y * tall), (share * (b - a), 0.2 * tall))
        return
    first = (boxes or [fitted(logo.pixels, (0, 0), (0.4 * wide, 0.2 * tall))])[0]
    for share, x, y in product((0.62, 0.45), (0.5, 0.24, 0.76), (0.58, 0.8, 0.36)):
        yield fitted(logo.pixels, (x * wide, y * head), (share * first.width, share * first.height))


def _lay_if_shown(scene: Scene, paint: Array, surface: Array, seen: Mask) -> None:
    if all(is_shown(box, seen) for box in scene.logo_boxes):
        _lay(scene, paint, surface, seen)
    else:
        scene.logo_boxes.clear()  # what stands before it hides too much


def decal_on_wall(scene: Scene, paint: Array, distance_m: float, height_m: float) -> None:
    """The logo on a wall across the view of one colour, (3,) linear light, if this layer carries it."""
    if carried(scene, "wall") is None:
        return
    surface = np.broadcast_to(paint, scene.picture.shape).astype(np.float32)
    on_wall(scene, surface, distance_m, height_m)
    _lay_if_shown(scene, paint, surface, np.abs(scene.depth - distance_m) < 0.03 * distance_m)


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


def _lay(scene: Scene, paint: Array, surface: Array, seen: Mask) -> None:
    """What was printed on the bare paint, under the light that the traced paint shows."""
    changed = seen & (np.abs(surface - paint) > 1e-6).any(axis=-1)
    light = np.minimum(luminance(scene.picture) / np.maximum(paint @ LUMA, 0.004), BRIGHTEST)
    np.copyto(scene.picture, surface * light[..., None], where=changed[..., None])
