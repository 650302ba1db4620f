"""Floors and open ground: a plane seen in true perspective, with a pool of light and glossy reflections."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..signs.logos import on_floor
from ..surfaces.materials import SURFACES, Material

STANDING = 0.94
"""Where feet go on a floor that fills the lower part of the picture, as a share of its height."""


class Ground(NamedTuple):
    """The rows below the horizon: top row; x (h, W), z (h, 1) in metres; footprint (h, 1), metres a pixel covers."""

    top: int
    x: Array
    z: Array
    footprint: Array


def ground_rows(scene: Scene, far_m: float) -> Ground | None:
    """The part of the ground plane nearer than `far_m`, or None when it is out of the picture."""
    camera = scene.camera
    line = camera.horizon_px + camera.eye_m * camera.focal_px / far_m
    top = max(0, int(np.ceil(line - 0.5)))
    if top >= camera.height:
        return None
    z = (np.float32(camera.eye_m) / np.maximum(-camera.slope_y[top:], 1e-5)).astype(np.float32)
    footprint = z / np.float32(camera.focal_px) * np.sqrt(np.maximum(z / np.float32(camera.eye_m), 1))
    return Ground(top, camera.slope_x * z, z, footprint.astype(np.float32))


class FloorOptions(Options):
    """far_m: where it ends, at a wall's foot. scale: of the pattern. gloss: how much it mirrors. rough: blur of the
    mirror. wall_m: distance of what it mirrors (default: far_m). pool: brightness of a pool of light, pool_z_m: its
    distance, pool_m: its radius. haze: colour the distance fades to, by haze_m. contact: darkening at the far edge."""

    material: Material = "plain"
    light: Paint = 0
    dark: Paint = 1
    far_m: float = Field(400.0, gt=1, le=5000)
    scale: float = Field(1.0, gt=0.05, le=20)
    gloss: float = Field(0.0, ge=0, le=1)
    rough: float = Field(0.3, ge=0, le=1)
    ambient: float = Field(0.5, ge=0, le=4)
    pool: float = Field(0.5, ge=0, le=6)
    pool_x_m: float = Field(0.0, ge=-20, le=20)
    pool_z_m: float = Field(5.0, gt=0, le=200)
    pool_m: float = Field(4.0, gt=0.1, le=500)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=1, le=5000)
    contact: float = Field(0.5, ge=0, le=1)
    edge: float = Field(0.0, ge=0, le=0.2)


@layer("floor", FloorOptions)
def floor(scene: Scene, options: FloorOptions) -> None:
    """Lay a floor; whatever stands on it comes in later layers."""
    ground = ground_rows(scene, options.far_m)
    if ground is None:
        return
    scale = np.float32(1 / options.scale)
    surface = SURFACES[options.material]
    albedo = surface(
        scene.noise(),
        ground.x * scale,
        np.broadcast_to(ground.z * scale, ground.x.shape),
        ground.footprint * scale,
        scene.colour(options.light),
        scene.colour(options.dark),
    )
    on_floor(scene, albedo, ground.x, ground.z)
    colour = albedo * _light(scene, ground, options)
    if options.gloss:
        grazing = (1 - scene.camera.eye_m / np.hypot(ground.z, scene.camera.eye_m)) ** 3
        share = np.float32(options.gloss) * (0.25 + 0.75 * grazing)
        colour += reflection(scene, ground, options.far_m, options.rough) * share[..., None]
    if options.haze is not None:
        colour = mix(colour, scene.colour(options.haze), 1 - np.exp(-ground.z / np.float32(options.haze_m))[..., None])
    soft = max(scene.px(options.edge), 1.0)
    first = np.arange(ground.z.shape[0], dtype=np.float32)[:, None]
    alpha = np.broadcast_to(np.clip((first + 0.5) / np.float32(soft), 0, 1), ground.x.shape)
    scene.lay(colour, alpha, ground.top, np.broadcast_to(ground.z, ground.x.shape))
    scene.ground = STANDING
    scene.gloss = options.gloss * (1 - options.rough)


def _light(scene: Scene, ground: Ground, options: FloorOptions) -> Array:
    """(h, W, 3): ambient light, a pool of key light, and the dark line where floor meets wall."""
    across = (ground.x - np.float32(options.pool_x_m)) / np.float32(options.pool_m)
    away = (ground.z - np.float32(options.pool_z_m)) / np.float32(options.pool_m * 1.3)
    pool = np.float32(options.pool) * np.exp(-(across**2 + away**2))
    shade = 1 - np.float32(options.contact) * np.exp(-(options.far_m - ground.z) / np.float32(0.35))
    light: Array = (np.float32(options.ambient) * scene.ambient * 2 + pool[..., None] * scene.key) * shade[..., None]
    return light.astype(np.float32)


def reflection(scene: Scene, ground: Ground, wall_m: float, rough: float) -> Array:
    """(h, W, 3): what the ground mirrors of the picture above a wall's foot at `wall_m`, blurred by roughness.

    A ray that leaves the floor at z meets the wall at the height (wall - z) * eye / z; the row that shows this height
    is where the mirror image comes from.
    """
    camera = scene.camera
    up = camera.eye_m * (1 / ground.z - 2 / np.float32(wall_m))
    row = camera.horizon_px - camera.focal_px * up
    width, height = max(1, camera.width // 4), max(1, camera.height // 4)
    small = cv2.resize(scene.picture, (width, height), interpolation=cv2.INTER_AREA)
    unit = camera.unit_px / 4
    sharp = cv2.GaussianBlur(small, (0, 0), max(0.3, 0.004 * unit), sigmaY=max(0.3, (0.004 + 0.02 * rough) * unit))
    soft = cv2.GaussianBlur(small, (0, 0), max(0.3, 0.03 * rough * unit), sigmaY=max(0.3, 0.14 * rough * unit))
    map_y = np.broadcast_to(np.clip(row / 4, 0, height - 1), ground.x.shape).astype(np.float32)
    map_x = np.broadcast_to(np.arange(camera.width, dtype=np.float32) / 4, ground.x.shape).astype(np.float32)
    near, far = (cv2.remap(p, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for p in (sharp, soft))
    apart = smoothstep(0.0, 0.5, np.clip(1 - ground.z / np.float32(wall_m), 0, 1)) if wall_m < 300 else ground.z * 0 + 1
    return mix(near, far, (apart * np.float32(min(1.0, rough * 2)))[..., None])
