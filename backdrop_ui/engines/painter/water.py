"""Water: a sea that mirrors the sky by Fresnel's law, glitters under the sun and breaks on a beach."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import mix, smoothstep
from .floors import STANDING, ground_rows
from .registry import Options, Paint, layer
from .scene import Scene
from .skies import sun_px


class WaterOptions(Options):
    """deep, shallow: its own colours, far and near. waves: roughness. wave_m: length of the largest waves. glitter:
    brightness of the sun's path. near_m: where it ends at a shore (0: never). foam: along the shore."""

    deep: Paint = 0
    shallow: Paint = 1
    waves: float = Field(0.5, ge=0, le=2)
    wave_m: float = Field(2.0, gt=0.05, le=50)
    glitter: float = Field(1.0, ge=0, le=10)
    mirror: float = Field(1.0, ge=0, le=2)
    near_m: float = Field(0.0, ge=0, le=500)
    shore_m: float = Field(0.5, ge=0, le=20)
    slant: float = Field(0.0, ge=-1, le=1)
    foam: float = Field(0.0, ge=0, le=2)
    clear_m: float = Field(30.0, gt=0.1, le=1000)


@layer("water", WaterOptions)
def water(scene: Scene, options: WaterOptions) -> None:
    """Lay water up to the horizon."""
    ground = ground_rows(scene, 8000.0)
    if ground is None:
        return
    camera = scene.camera
    z = np.broadcast_to(ground.z, ground.x.shape)
    scale = np.float32(1 / options.wave_m)
    noise = scene.noise()
    reach = np.minimum(ground.footprint * scale, 30)
    u, v = ground.x * scale * 0.55, z * scale
    across = noise.fbm(u, v, 5, 0.6, reach)
    away = noise.fbm(u + 37, v + 11, 5, 0.6, reach)
    tilt = np.float32(0.05 * options.waves)
    calm = np.clip(1 - ground.z / 900, 0.12, 1)
    slope = -camera.slope_y[ground.top :]
    up = np.maximum(slope * (1 + 3.0 * tilt * 8 * away * calm) + tilt * calm * (0.5 + 0.9 * away), 0.0005)
    row = np.clip(camera.horizon_px - camera.focal_px * up, 0, camera.height - 1)
    column = np.arange(camera.width, dtype=np.float32) + np.float32(camera.focal_px) * tilt * across * calm
    mirrored = cv2.remap(
        cv2.GaussianBlur(scene.picture, (0, 0), max(0.4, scene.px(0.002))),
        column.astype(np.float32),
        row.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    facing = np.clip(slope / np.hypot(1, slope) + 3.2 * tilt * away, 0.01, 1)
    fresnel = np.clip(0.03 + 0.97 * (1 - facing) ** 5, 0, 1) * np.float32(options.mirror)
    body = mix(
        scene.colour(options.shallow), scene.colour(options.deep), smoothstep(0, 1, 1 - np.exp(-z / options.clear_m))
    )
    body = body * (0.85 + 0.35 * np.clip(away, -1, 1))[..., None]
    colour = mix(body, mirrored, np.clip(fresnel, 0, 1)) + _glitter(scene, options, (across, away), ground.top)
    shore, alpha = _shore(scene, options, ground.x, ground.z)
    if options.foam and options.near_m:
        colour = _foam(scene, options, colour, (ground.x, z, shore))
    scene.lay(colour, alpha, ground.top, z)
    scene.ground = STANDING


def _glitter(scene: Scene, options: WaterOptions, waves: tuple[Array, Array], top: int) -> Array | float:
    """The sun's path: facets that happen to face it, wider towards the camera."""
    where = sun_px(scene)
    if where is None or not options.glitter:
        return 0.0
    unit = scene.camera.unit_px
    rows = (np.arange(waves[0].shape[0], dtype=np.float32)[:, None] + top - scene.camera.horizon_px) / np.float32(unit)
    x = (np.arange(waves[0].shape[1], dtype=np.float32)[None] - np.float32(where[0])) / np.float32(unit)
    width = 0.035 + 0.30 * np.maximum(rows, 0)
    path = np.exp(-((x / width) ** 2))
    facet = smoothstep(0.30, 0.85, waves[0] * 0.6 + waves[1] * 0.75 - 0.35 * np.abs(x / width) + 0.12)
    sparkle = path * (0.10 + 2.2 * facet) * np.float32(options.glitter) * np.exp(-np.maximum(rows, 0) / 0.42)
    light: Array = sparkle[..., None].astype(np.float32) * scene.key
    return light


def _shore(scene: Scene, options: WaterOptions, x: Array, z: Array) -> tuple[Array, Array]:
    """Metres beyond the water's edge, and how much of each pixel is water."""
    if not options.near_m:
        return np.full(x.shape, 1e3, np.float32), np.ones(x.shape, np.float32)
    swash = scene.noise(5).fbm(x * 0.16, np.full_like(x, 2), 4, 0.5)
    shore = z - (options.near_m + options.shore_m * 1.6 * swash + options.slant * x)
    return shore.astype(np.float32), smoothstep(0.0, 0.5 * options.shore_m + 0.02, shore)


def _foam(scene: Scene, options: WaterOptions, colour: Array, place: tuple[Array, Array, Array]) -> Array:
    """A white lip at the edge and broken lines of earlier waves behind it."""
    x, z, shore = place
    lace = scene.noise(6).fbm(x * 1.6, z * 1.9, 4, 0.6, np.broadcast_to(z * np.float32(0.004), z.shape))
    lip = np.exp(-np.maximum(shore, 0) / (0.22 * options.shore_m + 0.02)) * smoothstep(-0.5, 0.25, lace + 0.25)
    lines = np.zeros_like(shore)
    for number, place_m in enumerate((2.2, 5.5, 11.0)):
        bend = scene.noise(7 + number).fbm(x * 0.09, np.full_like(x, number), 3)
        distance = shore - place_m * options.shore_m - bend * (1 + number) * options.shore_m
        crest = np.exp(-((distance / (0.35 * (1 + number) * options.shore_m)) ** 2))
        lines += crest * smoothstep(-0.1, 0.5, lace + 0.8 * bend) * (0.8 - 0.2 * number)
    cover = np.clip((lip + lines) * options.foam, 0, 1)
    white = (scene.ambient * 1.1 + scene.key * 0.55).astype(np.float32)
    return mix(colour, white, cover.astype(np.float32))
