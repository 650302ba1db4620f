"""Terrain: a height field marched slice by slice, all columns at once, then lit by its own slopes."""

from __future__ import annotations

from typing import Literal, NamedTuple

import cv2
import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import mix, smoothstep
from .noise import Noise
from .registry import Options, Paint, layer
from .scene import Scene

SLICES = 400
PLAIN_M = 100.0
"""Land farther than this rises from the ground plane and does not dip below it, or the sky would shine through."""


class TerrainOptions(Options):
    """form: shape of the land. near_m, far_m: what is marched. height_m: of its tops. size_m: from top to top. base_m:
    lift of the whole. valley: how much lower the middle is. rock, cover: colours of steep and of flat ground. cover_m:
    height above which the cover lies (snow), fading over cover_fade_m. haze_m: distance that hides two thirds."""

    form: Literal["mountains", "hills", "dunes", "volcano"] = "hills"
    near_m: float = Field(20.0, gt=0.5, le=20000)
    far_m: float = Field(2000.0, gt=1, le=50000)
    height_m: float = Field(100.0, ge=0, le=8000)
    size_m: float = Field(400.0, gt=0.5, le=20000)
    base_m: float = Field(0.0, ge=-2000, le=2000)
    rise_m: float = Field(0.0, ge=0, le=20000)
    valley: float = Field(0.0, ge=-1, le=1)
    rock: Paint = 0
    cover: Paint = 1
    cover_m: float = Field(-1e4, ge=-1e4, le=1e4)
    cover_fade_m: float = Field(20.0, gt=0.01, le=3000)
    steep: float = Field(0.8, ge=0, le=3)
    haze: Paint = 2
    haze_m: float = Field(2000.0, gt=1, le=100000)
    ripples: float = Field(0.0, ge=0, le=2)
    ambient: float = Field(0.6, ge=0, le=4)
    sun: float = Field(1.2, ge=0, le=6)
    forest: float = Field(0.0, ge=0, le=1)


@layer("terrain", TerrainOptions)
def terrain(scene: Scene, options: TerrainOptions) -> None:
    """March, find where each pixel's ray meets the land, shade, lay."""
    camera = scene.camera
    noise = scene.noise()
    z = np.geomspace(options.near_m, options.far_m, SLICES, dtype=np.float32)[:, None]
    x = camera.slope_x[:, ::2] * z  # Every other column is enough for slopes; rays are cast for each.
    land = _land(scene, options, noise, x, np.broadcast_to(z, x.shape))
    land = Land(*(cv2.resize(field, (camera.width, SLICES), interpolation=cv2.INTER_LINEAR) for field in land))
    row = camera.horizon_px - (land.height - camera.eye_m) * camera.focal_px / z
    hit = _hits(scene, row)
    if hit is None:
        return
    colour, depth = _shade(scene, options, noise, land, (hit, z[:, 0]))
    scene.lay(colour, hit.alpha, hit.top, depth)


class Land(NamedTuple):
    """The height field on (slices, W): height in metres; lit and flat in [0, 1]."""

    height: Array
    lit: Array
    flat: Array


class Hits(NamedTuple):
    """Rows from `top`: number of the slice (h, W) a pixel's ray meets, with a fraction, and coverage (h, W)."""

    top: int
    slice: Array
    alpha: Array


def _land(scene: Scene, options: TerrainOptions, noise: Noise, x: Array, z: Array) -> Land:
    footprint = z[:, :1] / np.float32(scene.camera.focal_px)
    step = np.maximum(footprint * 1.5, options.size_m * 0.0015)
    here = _height(options, noise, x, z, footprint)
    right = (_height(options, noise, x + step, z, footprint) - here) / step
    away = (_height(options, noise, x, z + step, footprint) - here) / step
    sun = scene.sun
    flat = 1 / np.sqrt(1 + right**2 + away**2)
    lit = np.clip((-right * sun[0] + sun[1] - away * sun[2]) * flat, 0, 1)
    return Land(here, lit.astype(np.float32), flat.astype(np.float32))


def _hits(scene: Scene, row: Array) -> Hits | None:
    """Which slice each pixel's ray meets first, by counting how many slices lie above each row; row: (slices, W)."""
    camera = scene.camera
    skyline = np.minimum.accumulate(row, axis=0)
    edges = np.clip(skyline, 0, camera.height)
    top, bottom = int(np.floor(edges[-1].min())), int(np.ceil(edges[0].max()))
    rows = bottom - top
    if rows <= 0:
        return None
    first = np.clip(np.ceil(edges - 0.5).astype(np.int64) - top, 0, rows)
    columns = np.arange(camera.width)
    count = np.bincount((first * camera.width + columns).ravel(), minlength=(rows + 1) * camera.width)
    covered = np.cumsum(count.reshape(rows + 1, camera.width)[:rows], axis=0)
    hit = np.clip(len(row) - covered, 0, len(row) - 1)
    before = np.maximum(hit - 1, 0)
    y = np.arange(rows, dtype=np.float32)[:, None] + np.float32(0.5 + top)
    far_y, near_y = skyline[hit, columns[None]], skyline[before, columns[None]]
    share = np.clip((near_y - y) / np.maximum(near_y - far_y, 1e-3), 0, 1)
    alpha = np.clip(y + 0.5 - skyline[-1][None], 0, 1) * np.clip(skyline[0][None] + 0.5 - y, 0, 1)
    return Hits(top, (before + share).astype(np.float32), alpha.astype(np.float32))


def _height(options: TerrainOptions, noise: Noise, x: Array, z: Array, footprint: Array) -> Array:
    """Metres above the ground plane at (x, z)."""
    u, v = x / np.float32(options.size_m), z / np.float32(options.size_m)
    pixel = footprint / np.float32(options.size_m)
    shape = _FORMS[options.form](noise, u, v, pixel)
    rise = smoothstep(options.near_m, options.near_m + options.rise_m, z) if options.rise_m else np.float32(1)
    if options.valley:
        rise = rise * (1 - options.valley * np.exp(-((x / (0.22 * z + 1)) ** 2)))
    height = options.base_m + options.height_m * shape * rise
    if options.near_m > PLAIN_M:
        height = np.maximum(height, 0) * smoothstep(options.near_m, options.near_m * 1.2, z)
    return height.astype(np.float32)


def _mountains(noise: Noise, u: Array, v: Array, pixel: Array) -> Array:
    """Ridges: each octave is folded at zero, and finer ones are kept where it is high already."""
    bend = noise.fbm(u * 0.5 + 5, v * 0.5, 3)
    total, weight = np.zeros(np.broadcast_shapes(u.shape, v.shape), np.float32), np.float32(1)
    for number in range(8):
        scale = np.float32(0.5 * 2.05**number)
        fold = 1 - np.minimum(
            np.sqrt((noise.octave(u * scale + 0.25 * bend, v * scale, number) * 1.25) ** 2 + 0.004), 1
        )
        fold = fold**1.5 * weight
        total += fold * np.float32(0.47**number) * np.clip(1.7 - 3 * pixel * scale, 0, 1)
        weight = np.clip(fold * 1.5 + 0.15, 0, 1)
    return total * 0.6 + 0.3 * bend


def _hills(noise: Noise, u: Array, v: Array, pixel: Array) -> Array:
    rolling = noise.swell(u * 0.6, v * 0.6) + 0.4 * noise.swell(u * 1.4, v * 1.4, 4)
    return 0.5 + 0.55 * rolling + 0.09 * noise.fbm(u * 3, v * 3, 4, 0.45, pixel * 3)


def _dunes(noise: Noise, u: Array, v: Array, pixel: Array) -> Array:  # noqa: ARG001
    """Long crests with a gentle windward and a steep lee side."""
    bend = noise.swell(u * 0.3, v * 0.4)
    phase = v * 0.8 + 0.3 * u + 1.1 * bend
    wave = phase - np.floor(phase)
    windward, lee = wave / 0.68, (1 - wave) / 0.32
    blend = np.clip(0.5 + (lee - windward) / 0.5, 0, 1)
    crest = (
        lee + (windward - lee) * blend - 0.25 * blend * (1 - blend)
    )  # A rounded crest: slices would fray a sharp one.
    crest = crest * crest * (3 - 2 * crest)
    swell = 0.55 + 0.6 * noise.swell(u * 0.35, v * 0.3, 4)
    return crest * np.clip(swell, 0.12, 1.2) + 0.3 * bend


def _volcano(noise: Noise, u: Array, v: Array, pixel: Array) -> Array:
    """One cone with a crater at v = 1, gullied; size_m is its distance."""
    r = np.hypot(u, (v - 1)) * 2.4
    gullies = noise.fbm(u * 5, v * 5, 5, 0.55, pixel * 5)
    cone = np.exp(-1.9 * r) * 1.25
    crater = np.minimum(cone, 0.93 - 0.5 * np.maximum(0.93 - r * 4, 0) * 0.2)
    return np.minimum(cone, crater) + 0.10 * gullies * np.exp(-r)


_FORMS = {"mountains": _mountains, "hills": _hills, "dunes": _dunes, "volcano": _volcano}


def _shade(
    scene: Scene, options: TerrainOptions, noise: Noise, land: Land, where: tuple[Hits, Array]
) -> tuple[Array, Array]:
    """Colour and depth, (h, W, 3) and (h, W): light by slope, cover where it is flat and high, haze by distance."""
    hit, z = where
    camera = scene.camera
    columns = np.broadcast_to(np.arange(camera.width, dtype=np.float32), hit.slice.shape)
    here, lit, flat = (cv2.remap(f, columns, hit.slice, cv2.INTER_LINEAR) for f in land)
    depth = np.interp(hit.slice, np.arange(len(z)), z).astype(np.float32)
    x = camera.slope_x * depth
    footprint = depth / np.float32(camera.focal_px)
    size = np.float32(options.size_m / 9)
    u, v = (x + 0.5 * here) / size, (depth + 0.8 * here) / size  # The height too, or cliffs would show streaks.
    grain = noise.fbm(u, v, 4, 0.6, footprint / size)
    fade = options.cover_fade_m
    cover = smoothstep(options.cover_m - fade, options.cover_m + fade, here + grain * fade)
    cover = cover * smoothstep(options.steep * 0.55, options.steep * 0.85, flat + 0.12 * grain)
    rock = scene.colour(options.rock) * (1 + 0.35 * np.clip(grain, -1, 1))[..., None]
    albedo = mix(rock, scene.colour(options.cover), cover)
    if options.forest:
        tufts = noise.fbm(x * 0.35, depth * 0.15, 3, 0.7, footprint * 0.3)
        albedo = albedo * (1 - options.forest * (0.35 + 0.4 * np.clip(tufts, -1, 1)))[..., None]
    if options.ripples:
        bend = noise.swell(x * 0.06, depth * 0.06)
        wave = np.sin(depth * 5.5 + 9 * bend + x * 0.8) * np.clip(1.3 - footprint * 14, 0, 1)
        lit = np.clip(lit * (1 + 0.22 * options.ripples * wave), 0, 1)
    sky = (0.55 + 0.45 * flat) * np.float32(2 * options.ambient)
    light = sky[..., None] * scene.ambient + (np.float32(options.sun) * lit)[..., None] * scene.key
    air = 1 - np.exp(-depth / np.float32(options.haze_m))
    return mix(albedo * light, scene.colour(options.haze), air).astype(np.float32), depth
