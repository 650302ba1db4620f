"""Water: a sea or a lake that mirrors the picture above it, glitters under the sun and breaks on a beach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from .floors import STANDING

if TYPE_CHECKING:
    from ..kernels.sea import Sea

FAR_M = 8000.0
"""Water farther than this is hidden by the horizon's curve."""


class WaterOptions(Options):
    """deep, shallow: its own colours, far and near. level_m: of the water, from the feet. waves: steepness. wave_m:
    length of the largest waves. glitter: brightness of the sun's path. near_m: where it ends at a shore (0: never),
    shore_m: how far waves wash up and down it, slant: of the shore, wet_m: width of the wet sand. breaker_m: height of
    waves that roll in. foam: along the shore and around what stands in the water. clear_m: how far one sees the
    shallow colour."""

    deep: Paint = 0
    shallow: Paint = 1
    level_m: float = Field(0.0, ge=-500, le=0)
    waves: float = Field(0.5, ge=0, le=2)
    wave_m: float = Field(2.0, gt=0.05, le=50)
    glitter: float = Field(1.0, ge=0, le=10)
    mirror: float = Field(1.0, ge=0, le=2)
    near_m: float = Field(0.0, ge=0, le=500)
    shore_m: float = Field(0.5, gt=0.01, le=40)
    slant: float = Field(0.0, ge=-1, le=1)
    wet_m: float = Field(0.0, ge=0, le=50)
    breaker_m: float = Field(0.0, ge=0, le=5)
    foam: float = Field(0.0, ge=0, le=2)
    clear_m: float = Field(30.0, gt=0.1, le=2000)


@layer("water", WaterOptions)
def water(scene: Scene, options: WaterOptions) -> None:
    """Lay water up to the horizon, behind whatever stands nearer."""
    from ..jit import in_bands
    from ..kernels.march import View
    from ..kernels.sea import sea

    camera, o = scene.camera, options
    eye_m = camera.eye_m - o.level_m
    top = max(0, int(np.ceil(camera.horizon_px + eye_m * camera.focal_px / FAR_M - 0.5)))
    if top >= camera.height:
        return
    view = View(camera.width, camera.height, camera.horizon_px, camera.focal_px, camera.eye_m)
    numbers = _numbers(scene, options, eye_m)
    white = scene.ambient * 1.1 + scene.key * 0.55
    paints = np.stack([scene.colour(o.deep), scene.colour(o.shallow), scene.key, white]).astype(np.float32)
    mirror = cv2.GaussianBlur(scene.picture, (0, 0), max(0.4, scene.px(0.0015)))
    distance = (np.float32(eye_m) / np.maximum(-camera.slope_y[top:], 1e-5)).astype(np.float32)
    waterline = np.ones(scene.depth.shape, np.uint8)  # Land that rises little above the water there; 0 = such land.
    waterline[top:][(scene.depth[top:] < 1.02 * distance) & (scene.depth[top:] > 0.88 * distance)] = 0
    near_land = cv2.distanceTransform(waterline, cv2.DIST_L2, 3)
    colour = np.ascontiguousarray(scene.picture[top:])
    alpha: Array = np.ones(colour.shape[:2], np.float32)
    depth = scene.depth.copy()
    in_bands(
        camera.height - top,
        lambda a, b: sea(numbers, view, scene.sun, paints, mirror, depth, near_land, colour, alpha, top, (a, b)),
    )
    scene.lay(colour, alpha, top, np.broadcast_to(distance, alpha.shape))
    scene.ground = STANDING


def _numbers(scene: Scene, options: WaterOptions, eye_m: float) -> Sea:
    from ..kernels.sea import Sea

    o = options
    return Sea(eye_m, o.waves, o.wave_m, o.mirror, o.glitter, o.near_m, o.shore_m, o.slant, o.wet_m + 1e-3, o.foam,
               o.clear_m, o.breaker_m, float(scene.rng().uniform(0, 100)))  # fmt: skip
