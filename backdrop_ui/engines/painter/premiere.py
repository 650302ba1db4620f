"""What makes a premiere: the press wall with its emblems, and the carpet."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ...arrays import Array, Bytes8
from ...brief import Logo
from .colour import mix, smoothstep
from .floors import STANDING, ground_rows, reflection
from .logos import carried, inked, on_floor
from .materials import SURFACES
from .registry import Options, Paint, layer
from .rooms import WallOptions, wall_light, wall_metres
from .scene import Box, Scene

MARK_PX = 256
ROW = 0.72
"""Height of a cell of the press wall, in its width."""


class PressWallOptions(WallOptions):
    """A press wall. mark: colour of the pattern, a made-up emblem; cell_m: distance of the emblems."""

    mark: Paint = 2
    cell_m: float = Field(0.62, gt=0.1, le=4)


@layer("press_wall", PressWallOptions)
def press_wall(scene: Scene, options: PressWallOptions) -> None:
    """A wall with two emblems in a staggered grid, satin cloth, a bright rail on top."""
    x, y = wall_metres(scene, options.distance_m)
    across = x / np.float32(options.cell_m) + np.float32(scene.rng().uniform(0, 2))
    row = y / np.float32(options.cell_m * ROW)
    line = np.floor(row)
    across = across + 0.5 * (line % 2)
    column = np.floor(across)
    u, v = across - column, np.broadcast_to(row - line, x.shape)
    other = ((column + np.floor(line / 2)) % 2).astype(np.float32)
    cloth = SURFACES["plain"](
        scene.noise(),
        x,
        np.broadcast_to(y, x.shape),
        np.full_like(y, 0.01),
        scene.colour(options.light),
        scene.colour(options.dark),
    )
    logo = carried(scene, "wall")
    if logo is not None:
        ink = _seen(_logo_tile(scene, options, logo, cloth), u, v)
        albedo = cloth * (1 - ink[..., 3:]) + ink[..., :3]
        scene.logo_boxes.append(Box(0, 0, *cloth.shape[1::-1]))
    else:
        sun, star = (_seen(mark, u, v) for mark in _emblems(scene, options))
        albedo = mix(cloth, scene.colour(options.mark), 0.85 * mix(sun, star, other))
    light = wall_light(scene, x, y, options)
    light *= (1 + 0.06 * scene.noise(3).fbm(x * 0.5, np.broadcast_to(y * 0.06, x.shape), 3))[..., None]
    pixel = np.float32(options.distance_m / scene.camera.focal_px)
    alpha = np.broadcast_to(np.clip((options.height_m - y) / pixel + 0.5, 0, 1), x.shape).astype(np.float32)
    scene.lay(albedo * light, alpha, depth=options.distance_m)


def _seen(tile: Array, u: Array, v: Array) -> Array:
    """A tile, 256 pixels square, at each pixel's place (u, v) in its cell, v up."""
    across, down = (u * MARK_PX).astype(np.float32), ((1 - v) * MARK_PX).astype(np.float32)
    return cv2.remap(tile, across, down, cv2.INTER_LINEAR)


def _logo_tile(scene: Scene, options: PressWallOptions, logo: Logo, cloth: Array) -> Array:
    """(256, 256, 4) premultiplied linear light: the logo in the middle of a cell, `ROW` as high as wide."""
    tall, wide = logo.pixels.shape[:2]
    across = min(0.74, 0.68 * ROW * wide / tall)
    size = (max(1, round(across * MARK_PX)), max(1, round(across * tall / wide / ROW * MARK_PX)))
    ink = inked(logo.pixels, size, cloth)
    ink[..., 3] *= np.float32(0.94)
    ink[..., :3] *= ink[..., 3:]
    tile = np.zeros((MARK_PX, MARK_PX, 4), np.float32)
    left, top = (MARK_PX - size[0]) // 2, (MARK_PX - size[1]) // 2
    tile[top : top + size[1], left : left + size[0]] = ink
    return _as_seen(scene, options, tile)


def _as_seen(scene: Scene, options: PressWallOptions, tile: Array) -> Array:
    """Blurred to the wall's scale: what a pixel covers of it."""
    pixel = options.distance_m / scene.camera.focal_px / options.cell_m * MARK_PX
    return cv2.GaussianBlur(tile, (0, 0), max(0.5, 0.5 * pixel))


def _emblems(scene: Scene, options: PressWallOptions) -> tuple[Array, Array]:
    """Two tiles (256, 256): a rising sun with rays in a ring, and a star over a swash; blurred to the wall's scale."""
    size = MARK_PX * 4
    tiles = []
    for number in range(2):
        tile = np.zeros((size, size), np.uint8)
        (_sun_mark if number == 0 else _star_mark)(tile)
        small = cv2.resize(tile, (MARK_PX, MARK_PX), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        tiles.append(_as_seen(scene, options, small))
    return tiles[0], tiles[1]


def _sun_mark(tile: Bytes8) -> None:
    s = tile.shape[0]
    middle = (s // 2, int(s * 0.52))
    cv2.circle(tile, middle, int(s * 0.2), 255, int(s * 0.018), cv2.LINE_AA)
    cv2.ellipse(tile, (middle[0], middle[1] + int(s * 0.05)), (int(s * 0.085),) * 2, 0, 180, 360, 255, -1, cv2.LINE_AA)
    for angle in np.radians(np.linspace(200, 340, 7)):
        near, far = (
            (int(middle[0] + r * s * np.cos(angle)), int(middle[1] + s * (0.05 + r * np.sin(angle))))
            for r in (0.115, 0.165)
        )
        cv2.line(tile, near, far, 255, int(s * 0.016), cv2.LINE_AA)
    cv2.line(tile, (int(s * 0.36), int(s * 0.585)), (int(s * 0.64), int(s * 0.585)), 255, int(s * 0.016), cv2.LINE_AA)
    cv2.line(tile, (int(s * 0.41), int(s * 0.63)), (int(s * 0.59), int(s * 0.63)), 255, int(s * 0.012), cv2.LINE_AA)


def _star_mark(tile: Bytes8) -> None:
    s = tile.shape[0]
    angles = np.radians(np.arange(10) * 36 - 90)
    radii = np.where(np.arange(10) % 2 == 0, 0.15, 0.062) * s
    points = np.stack([s / 2 + radii * np.cos(angles), s * 0.44 + radii * np.sin(angles)], axis=-1)
    cv2.fillPoly(tile, [points.astype(np.int32)], 255, cv2.LINE_AA)
    for lift, reach, width in ((0.0, 0.25, 0.02), (0.05, 0.17, 0.013)):
        t = np.linspace(-1, 1, 40)
        curve = np.stack([s / 2 + reach * s * t, s * (0.645 + lift) - 0.035 * s * t * t], axis=-1)
        cv2.polylines(tile, [curve.astype(np.int32)], False, 255, int(s * width), cv2.LINE_AA)


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
