"""Clouds with a body: heaps in the sky or a sea of them below."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ..brush.stamps import soften
from ..registry import Options, Paint, layer
from ..scene import FAR_M, Scene


class CloudscapeOptions(Options):
    """base_m, top_m: the slab of air they fill, from the feet, below 0 for a sea of clouds. near_m, far_m: distances.
    size_m: of a cloud. cover: share of the sky. dense: how soon one sees nothing inside. lit, shade: their colours
    towards and away from the sun. haze, haze_m: colour and distance of the air before them. lining: their glow where
    one looks towards the sun. flat_base: as heaps have, and a sea has not."""

    base_m: float = Field(700.0, ge=-5000, le=12000)
    top_m: float = Field(1500.0, ge=-5000, le=15000)
    near_m: float = Field(60.0, gt=1, le=1e5)
    far_m: float = Field(40000.0, gt=10, le=2e5)
    size_m: float = Field(1500.0, gt=1, le=1e5)
    cover: float = Field(0.5, ge=0, le=1.5)
    dense: float = Field(20.0, gt=0.1, le=200)
    lit: Paint = (1.0, 1.0, 1.0)
    shade: Paint = (0.55, 0.6, 0.7)
    haze: Paint = (0.8, 0.85, 0.95)
    haze_m: float = Field(20000.0, gt=10, le=1e6)
    lining: float = Field(0.8, ge=0, le=6)
    flat_base: bool = True


@layer("cloudscape", CloudscapeOptions)
def cloudscape(scene: Scene, options: CloudscapeOptions) -> None:
    """March at a third of the resolution: nothing in a cloud is sharp."""
    from ..jit import in_bands
    from ..kernels.billow import Sky, clouds
    from ..kernels.march import View

    camera, o = scene.camera, options
    shift_x, shift_z = scene.rng().uniform(0, 200, 2).tolist()
    sky = Sky(o.base_m - camera.eye_m, o.top_m - camera.eye_m, o.near_m, o.far_m, o.size_m, o.cover, o.dense, o.haze_m,
              o.lining, o.flat_base, shift_x, shift_z)  # fmt: skip
    view = View(camera.width, camera.height, camera.horizon_px, camera.focal_px, camera.eye_m)
    paints = np.stack([scene.colour(p) for p in (o.lit, o.shade, o.haze)] + [scene.key])
    step = max(1, min(2, round(camera.unit_px / 150)), round(camera.unit_px / 330))
    behind = np.where(scene.depth == FAR_M, np.float32(o.far_m), scene.depth)  # The sky hides no clouds.
    small = np.zeros((-(-camera.height // step), -(-camera.width // step), 4), np.float32)
    in_bands(small.shape[0], lambda a, b: clouds(sky, view, scene.sun, paints, behind, step, small, (a, b)))
    size = (small.shape[1] * step, small.shape[0] * step)
    large = cv2.resize(soften(small, 0.55), size, interpolation=cv2.INTER_LINEAR)
    scene.lay_premultiplied(np.ascontiguousarray(large[: camera.height, : camera.width]))
