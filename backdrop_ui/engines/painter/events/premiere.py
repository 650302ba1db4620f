"""A carpet that runs from the camera into the scene: for stars, for brides."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..colour import mix, smoothstep
from ..land.floors import STANDING, ground_rows, reflection
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..signs.logos import on_floor
from ..surfaces.materials import SURFACES


class CarpetOptions(Options):
    """A carpet running from a wall's foot to the camera. flare: how much wider it is where it meets the wall."""

    colour: Paint = 0
    dark: Paint = 1
    trim: Paint | None = None
    half_m: float = Field(1.5, gt=0.1, le=20)
    far_m: float = Field(7.0, gt=1, le=200)
    flare: float = Field(0.6, ge=0, le=10)
    pool: float = Field(1.4, ge=0, le=8)
    pool_z_m: float = Field(4.5, gt=0, le=100)
    ambient: float = Field(0.5, ge=0, le=4)
    sheen: float = Field(0.25, ge=0, le=2)


@layer("carpet", CarpetOptions)
def carpet(scene: Scene, options: CarpetOptions) -> None:
    """Pile, brushed strokes, a trimmed edge with thickness, light pooled where somebody stands."""
    ground = ground_rows(scene, options.far_m)
    if ground is None:
        return
    z = np.broadcast_to(ground.z, ground.x.shape)
    half = options.half_m + options.flare * np.exp(-(options.far_m - ground.z) / np.float32(0.7))
    wave = 0.012 * scene.noise(2).fbm(z * 0.5, np.full_like(z, 3), 2)
    inside = half + wave - np.abs(ground.x)
    pixel = ground.footprint
    pile = SURFACES["carpet"](
        scene.noise(), ground.x, z, ground.footprint, scene.colour(options.colour), scene.colour(options.dark)
    )
    on_floor(scene, pile, ground.x, ground.z, options.half_m)
    pool = np.exp(-((ground.x / 1.9) ** 2 + ((ground.z - options.pool_z_m) / 2.6) ** 2))
    grazing = (1 - scene.camera.eye_m / np.hypot(ground.z, scene.camera.eye_m)) ** 2
    foot = 1 - 0.55 * np.exp(-(options.far_m - ground.z) / np.float32(0.3))
    light = (2 * options.ambient * scene.ambient + np.float32(options.pool) * pool[..., None] * scene.key) * foot[
        ..., None
    ]
    colour = pile * light
    mirror = reflection(scene, ground, options.far_m, 1.0)
    colour = colour + mirror * pile * (np.float32(options.sheen * 4) * grazing)[..., None]
    if options.trim is not None:
        trim = smoothstep(0.0, 1.0, (0.085 - inside) / pixel + 0.5) * smoothstep(
            0.0, 1.0, (inside - 0.035) / pixel + 0.5
        )
        colour = mix(colour, scene.colour(options.trim) * light * (0.7 + 0.6 * pool)[..., None], 0.9 * trim)
    lip = np.exp(-np.maximum(-inside, 0) / 0.06) * (inside < 0)
    scene.picture[ground.top :] *= (1 - 0.6 * lip)[..., None]
    scene.lay(colour, np.clip(inside / pixel + 0.5, 0, 1).astype(np.float32), ground.top, z)
    scene.ground, scene.gloss = STANDING, 0.0
