"""Walls of leaves: hedges, treetops at the forest's edge, branches that hang into the picture."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..brush.stamps import soften
from ..colour import mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .leaves import Clumps, LeafShape, coarseness, enlarged, light_on_picture


class FoliageOptions(Options):
    """A wall of leaves. top: height of its edge as a share of the picture (from below, or from above when hanging).
    middle: how much lower it is in the middle, where the subject stands. clump: radius, units. step: as for trees."""

    leaf: LeafShape = "broad"
    light: Paint = 0
    dark: Paint = 1
    top: float = Field(0.4, ge=-0.5, le=1.5)
    middle: float = Field(0.0, ge=-1, le=1)
    rough: float = Field(0.12, ge=0, le=1)
    clump: float = Field(0.09, gt=0.005, le=0.4)
    count: int = Field(240, ge=1, le=2000)
    band: float = Field(0.3, gt=0.01, le=1.5)
    hanging: bool = False
    depth_m: float = Field(20.0, gt=0.5, le=2000)
    exposure: float = Field(1.0, ge=0, le=4)
    blur: float = Field(0.0, ge=0, le=0.05)
    step: int = Field(2, ge=1, le=4)
    front: bool = False


@layer("foliage", FoliageOptions)
def foliage(scene: Scene, options: FoliageOptions) -> None:
    """Clumps over a rolling edge, the highest first, each below it nearer."""
    rng = scene.rng()
    camera = scene.camera
    wide = max(0.8, camera.width / camera.height / 0.8) ** 0.5
    count = round(options.count * wide)
    step = max(options.step, coarseness(scene.px(options.blur)))
    canvas = np.zeros((-(-camera.height // step), -(-camera.width // step), 4), np.float32)
    stock = Clumps(options.leaf, scene.px(options.clump) / step, light_on_picture(scene.sun), scene.rng(1))
    x = rng.uniform(-0.1, 1.1, count)
    edge_noise = scene.noise()
    aspect = camera.width / camera.unit_px
    wave = edge_noise.fbm((x * aspect * 1.6)[None].astype(np.float32), np.full((1, count), 3, np.float32), 3)[0]
    edge = options.top + options.rough * wave + options.middle * np.exp(-(((x - 0.5) / 0.24) ** 2))
    deep = rng.random(count) ** 0.8 * options.band
    order = np.argsort(deep)
    dark, light = scene.colour(options.dark), scene.colour(options.light)
    exposure = np.float32(options.exposure)
    for k in order:
        y = edge[k] + deep[k] if not options.hanging else edge[k] - deep[k]
        lit = float(np.exp(-deep[k] / (0.4 * options.band)))
        radius = scene.px(options.clump) * rng.uniform(0.55, 1.25)
        tone = np.float32(rng.uniform(0.8, 1.15))
        low = dark * (2 * scene.ambient) * exposure * tone
        high = (
            mix(dark, light, 0.35 + 0.65 * lit)
            * (scene.ambient + scene.key * np.float32(0.25 + 0.75 * lit))
            * exposure
            * tone
        )
        place = (x[k] * camera.width / step, y * camera.height / step, radius / step)
        stock.lay(canvas, place, (low, high), int(k))
    canvas = enlarged(scene, soften(canvas, scene.px(options.blur) / step))
    if options.front:
        scene.lay_front(canvas)
    else:
        scene.lay_premultiplied(canvas, depth=options.depth_m)
