"""Terrain: a form of land marched from near to far, lit by the sun it sees, behind the air before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..plants.grass import rows_shift
from ..registry import Options, Paint, layer
from ..scene import Scene
from .floors import STANDING

if TYPE_CHECKING:
    from ..kernels.march import Hits, View
    from ..kernels.relief import Relief

FORMS = ("mountains", "hills", "dunes", "volcano", "canyon", "moon", "cliffs", "rows")
UNDERFOOT_M = 3.0
"""Land that begins nearer than this is what people stand on."""
OVER_ROWS = 2.2
"""The eye is at least so many times as high as rows of plants."""


class TerrainOptions(Options):
    """form: shape of the land. near_m, far_m: what is marched. height_m: of its tops. size_m: from top to top. base_m:
    lift of the whole. rise_m: distance over which it grows to full height. valley: how much lower the middle is.
    ripples, rough: wind ripples and small bumps near the camera, ripples in shares of a centimetre, rough in metres.
    stones: how many lie about.
    rock, cover, strata: colours of steep ground, of flat ground and of layers in the rock, strata_m thick (0: none).
    cover_m: height above which the cover lies (snow), fading over cover_fade_m. haze_m: distance that hides two
    thirds, haze_top_m: height at which the air is clearer. glow: light in the air towards the sun. soft: of shadows.
    sparkle: of grains. forest: dark tufts."""

    form: Literal["mountains", "hills", "dunes", "volcano", "canyon", "moon", "cliffs", "rows"] = "hills"
    near_m: float = Field(20.0, gt=0.5, le=20000)
    far_m: float = Field(2000.0, gt=1, le=50000)
    height_m: float = Field(100.0, ge=0, le=8000)
    size_m: float = Field(400.0, gt=0.5, le=20000)
    base_m: float = Field(0.0, ge=-2000, le=2000)
    rise_m: float = Field(0.0, ge=0, le=20000)
    valley: float = Field(0.0, ge=-1, le=1)
    ripples: float = Field(0.0, ge=0, le=4)
    rough: float = Field(0.0, ge=0, le=1)
    stones: float = Field(0.0, ge=0, le=1)
    rock: Paint = 0
    cover: Paint = 1
    strata: Paint = 0
    strata_m: float = Field(0.0, ge=0, le=1000)
    cover_m: float = Field(-1e4, ge=-1e4, le=1e4)
    cover_fade_m: float = Field(20.0, gt=0.01, le=3000)
    steep: float = Field(0.8, gt=0.01, le=3)
    haze: Paint = 2
    haze_m: float = Field(2000.0, gt=1, le=1e7)
    haze_top_m: float = Field(1e5, gt=1, le=1e5)
    glow: float = Field(0.0, ge=0, le=4)
    ambient: float = Field(0.6, ge=0, le=4)
    sun: float = Field(1.2, ge=0, le=6)
    soft: float = Field(0.05, gt=0.001, le=1)
    sparkle: float = Field(0.0, ge=0, le=5)
    forest: float = Field(0.0, ge=0, le=1)


@layer("terrain", TerrainOptions)
def terrain(scene: Scene, options: TerrainOptions) -> None:
    """March, find the shadows, shade, lay."""
    from ..jit import in_bands
    from ..kernels.march import Hits, View, march

    if options.form == "rows":  # However low it is, the eye looks over them.
        scene.camera = replace(scene.camera, eye_m=max(scene.camera.eye_m, OVER_ROWS * options.height_m))
    camera = scene.camera
    size = (camera.height, camera.width)
    hits = Hits(*(np.zeros(size, np.float32) for _ in range(3)))
    view = View(camera.width, camera.height, camera.horizon_px, camera.focal_px, camera.eye_m)
    relief = _relief(scene, options)
    in_bands(camera.width, lambda first, last: march(relief, view, options.far_m, hits, (first, last)))
    rows = np.flatnonzero(hits.depth.any(axis=1))
    if not len(rows):
        return
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    colour = _lit(scene, options, relief, view, hits, (top, bottom))
    scene.lay(colour[top:bottom], hits.alpha[top:bottom], top, hits.depth[top:bottom])
    if options.near_m < UNDERFOOT_M:
        scene.ground = STANDING


def _relief(scene: Scene, options: TerrainOptions) -> Relief:
    from ..kernels.relief import Relief

    shift_x, shift_z = scene.rng().uniform(0, 200, 2).tolist()
    o = options
    if o.form == "rows":
        shift_x = rows_shift(scene)
    near_m = min(o.near_m, 1.2 * scene.camera.eye_m) if o.near_m < UNDERFOOT_M else o.near_m  # A low eye sees nearer.
    return Relief(FORMS.index(o.form), o.height_m, o.size_m, o.base_m, near_m, o.rise_m, o.valley, o.ripples,
                  o.rough, o.stones, shift_x, shift_z)  # fmt: skip


def _lit(scene: Scene, options: TerrainOptions, relief: Relief, view: View, hits: Hits, band: tuple[int, int]) -> Array:
    """(H, W, 3): the colour of the land in the rows of `band`; shadows are sought for every third pixel, hard ones for
    every second."""
    from ..jit import in_bands
    from ..kernels.march import sunlight
    from ..kernels.shade import Ground, shade, smooth_edges

    o, sun = options, scene.sun
    top, bottom = band
    step = min(2 if o.soft < 0.02 else 3, view.width, view.height)
    lit: Array = np.ones((view.height // step, view.width // step), np.float32)
    first, rows = top // step, min(-(-bottom // step), lit.shape[0]) - top // step
    in_bands(rows, lambda a, b: sunlight(relief, view, sun, o.soft, hits, lit, (first + a, first + b)))
    ground = Ground(o.cover_m, o.cover_fade_m, o.steep, o.haze_m, o.haze_top_m, o.ambient, o.sun, o.forest,
                    o.strata_m, o.sparkle, o.glow)  # fmt: skip
    paints = np.stack([*(scene.colour(p) for p in (o.rock, o.cover, o.strata, o.haze)), scene.key, scene.key,
                       scene.ambient])  # fmt: skip
    colour = np.zeros((*hits.depth.shape, 3), np.float32)
    in_bands(
        bottom - top,
        lambda a, b: shade(relief, ground, view, sun, paints, hits, lit, colour, (top + a, top + b)),
    )
    in_bands(view.width, lambda a, b: smooth_edges(hits, colour, (a, b)))
    return colour
