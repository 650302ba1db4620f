"""Rooms and studios: walls by ray casting, lit by lamps, and a seamless paper sweep."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import Numbers, mix, smoothstep
from .logos import on_wall
from .materials import SURFACES, Material
from .registry import Options, Paint, layer
from .scene import Scene


class WallOptions(Options):
    """A wall across the view. distance_m, height_m: of it; above it what was painted stays. lamps: pools of light
    from above, lamp_m apart. glow: a soft light behind the subject, units."""

    material: Material = "plain"
    light: Paint = 0
    dark: Paint = 1
    distance_m: float = Field(7.0, gt=0.5, le=200)
    height_m: float = Field(50.0, gt=0.1, le=200)
    scale: float = Field(1.0, gt=0.05, le=20)
    ambient: float = Field(0.5, ge=0, le=4)
    lamps: float = Field(0.0, ge=0, le=6)
    lamp_m: float = Field(1.8, gt=0.2, le=20)
    lamp_y_m: float = Field(3.0, ge=0, le=20)
    glow: float = Field(0.3, ge=0, le=6)
    glow_m: float = Field(2.0, gt=0.1, le=50)
    glow_x_m: float = Field(0.0, ge=-20, le=20)
    glow_y_m: float = Field(1.6, ge=-5, le=20)


@layer("wall", WallOptions)
def wall(scene: Scene, options: WallOptions) -> None:
    """Paint the wall; a floor with the same far_m comes to its foot."""
    x, y = wall_metres(scene, options.distance_m)
    scale = np.float32(1 / options.scale)
    footprint = np.full_like(x[:1], options.distance_m / scene.camera.focal_px) * scale
    colours = scene.colour(options.light), scene.colour(options.dark)
    albedo = SURFACES[options.material](
        scene.noise(), x * scale, np.broadcast_to(y * scale, x.shape), footprint, *colours
    )
    on_wall(scene, albedo, options.distance_m, options.height_m)
    colour = albedo * wall_light(scene, x, y, options)
    pixel = np.float32(options.distance_m / scene.camera.focal_px)
    alpha = np.broadcast_to(np.clip((options.height_m - y) / pixel + 0.5, 0, 1), x.shape)
    scene.lay(colour, alpha.astype(np.float32), depth=options.distance_m)


def wall_metres(scene: Scene, distance_m: float) -> tuple[Array, Array]:
    """x (H, W) and height y (H, 1), metres, where each pixel's ray meets a wall across the view."""
    y = scene.camera.slope_y * np.float32(distance_m) + np.float32(scene.camera.eye_m)
    x = np.broadcast_to(scene.camera.slope_x * np.float32(distance_m), (scene.camera.height, scene.camera.width))
    return x, y


def wall_light(scene: Scene, x: Array, y: Array, options: WallOptions) -> Array:
    """(H, W, 3): ambient light, scallops below lamps, a glow behind the subject, darkness at the foot."""
    glow = np.float32(options.glow) * np.exp(
        -(((x - options.glow_x_m) ** 2 + (y - options.glow_y_m) ** 2) / options.glow_m**2)
    )
    light: Array = glow.astype(np.float32)
    if options.lamps:
        shifted = x + np.float32(options.lamp_m * scene.rng(9).random())
        across = shifted - options.lamp_m * np.round(shifted / options.lamp_m)
        below = np.maximum(options.lamp_y_m - y, 0)
        cone = np.exp(-((across / (0.25 + 0.42 * below)) ** 2)) / (0.35 + below * below * 0.35)
        cone = cone * smoothstep(-0.1, 0.25, options.lamp_y_m - y)
        light += (options.lamps * cone).astype(np.float32)
    foot = 1 - 0.5 * np.exp(-np.maximum(y, 0) / np.float32(0.25))
    lit = (np.float32(2 * options.ambient) * scene.ambient + light[..., None] * scene.key) * foot[..., None]
    return lit.astype(np.float32)


PAPER_M = 6.0
"""How far away studio paper is."""


class SweepOptions(Options):
    """A paper sweep: a floor that curves into the wall. bend: y of the curve's middle below the horizon, units."""

    colour: Paint = 0
    shade: Paint = 1
    glow: float = Field(0.7, ge=0, le=4)
    glow_y: float = Field(0.4, ge=0, le=1)
    radius: float = Field(0.6, gt=0.05, le=3)
    bend: float = Field(0.72, ge=0, le=1)
    warmth: float = Field(0.12, ge=0, le=1)


@layer("sweep", SweepOptions)
def sweep(scene: Scene, options: SweepOptions) -> None:
    """Seamless studio paper: a lit wall, a floor brighter towards the camera, one soft fold of shade between."""
    x, y = scene.grid(2)
    camera = scene.camera
    half = np.float32(camera.height / camera.unit_px / 2)
    place = np.float32(scene.rng().uniform(-0.16, 0.16))
    side = np.float32(np.sin(np.radians(scene.light.azimuth_deg)))
    glow_y = np.float32(2 * options.glow_y - 1) * half
    pool = np.exp(-(((x - place - 0.08 * side) ** 2 + 0.8 * (y - glow_y) ** 2) / np.float32(options.radius**2)))
    fold_y = np.float32(2 * options.bend - 1) * half
    sag = fold_y + 0.03 * x * x
    fold = np.exp(-(((y - sag) / 0.10) ** 2))
    floor = smoothstep(-0.05, 0.28, y - sag)
    key: Numbers = 0.42 + options.glow * pool + 0.16 * side * x
    key = key * (1 - 0.13 * fold) + 0.18 * floor * np.exp(-(((x - place) / 0.55) ** 2))
    sheen = np.clip(key, 0, 1.4).astype(np.float32)
    paper = scene.enlarge(mix(scene.colour(options.shade), scene.colour(options.colour), np.clip(sheen, 0, 1)))
    on_wall(scene, paper, PAPER_M)
    tone = mix(scene.ambient, scene.key, (options.warmth * pool).astype(np.float32)[..., None])
    light = (0.55 + 0.5 * sheen)[..., None] * (1 + np.float32(0.6) * (tone - tone.mean()))
    scene.picture[:] = paper * scene.enlarge(light.astype(np.float32))
    across, down = scene.grid()
    pile = scene.noise().fbm(across * 60, down * 60, 2, 0.6)
    scene.picture *= (1 + 0.006 * pile)[..., None]
    scene.depth[:] = PAPER_M
    scene.ground = 0.93
