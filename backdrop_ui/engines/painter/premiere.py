"""What makes a premiere: the press wall, the carpet, ropes between posts, silhouettes of a crowd."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ...arrays import Array, Bytes8
from .colour import mix, smoothstep
from .floors import STANDING, ground_rows, reflection
from .ink import Ink
from .materials import SURFACES
from .registry import Options, Paint, layer
from .rooms import WallOptions, wall_light, wall_metres
from .scene import Scene

MARK_PX = 256


class PressWallOptions(WallOptions):
    """A press wall. mark: colour of the pattern, a made-up emblem; cell_m: distance of the emblems."""

    mark: Paint = 2
    cell_m: float = Field(0.62, gt=0.1, le=4)


@layer("press_wall", PressWallOptions)
def press_wall(scene: Scene, options: PressWallOptions) -> None:
    """A wall with two emblems in a staggered grid, satin cloth, a bright rail on top."""
    x, y = wall_metres(scene, options.distance_m)
    shift = scene.rng().uniform(0, 2, 2)
    across = x / np.float32(options.cell_m) + np.float32(shift[0])
    row = y / np.float32(options.cell_m * 0.72) + np.float32(shift[1])
    line = np.floor(row)
    across = across + 0.5 * (line % 2)
    column = np.floor(across)
    u, v = across - column, np.broadcast_to(row - line, x.shape)
    other = ((column + np.floor(line / 2)) % 2).astype(np.float32)
    marks = [
        cv2.remap(m, (u * MARK_PX).astype(np.float32), ((1 - v) * MARK_PX).astype(np.float32), cv2.INTER_LINEAR)
        for m in _emblems(scene, options)
    ]
    ink = mix(marks[0], marks[1], other)
    cloth = SURFACES["plain"](
        scene.noise(),
        x,
        np.broadcast_to(y, x.shape),
        np.full_like(y, 0.01),
        scene.colour(options.light),
        scene.colour(options.dark),
    )
    albedo = mix(cloth, scene.colour(options.mark), 0.85 * ink)
    light = wall_light(scene, x, y, options)
    light *= (1 + 0.06 * scene.noise(3).fbm(x * 0.5, np.broadcast_to(y * 0.06, x.shape), 3))[..., None]
    pixel = np.float32(options.distance_m / scene.camera.focal_px)
    alpha = np.broadcast_to(np.clip((options.height_m - y) / pixel + 0.5, 0, 1), x.shape).astype(np.float32)
    scene.lay(albedo * light, alpha, depth=options.distance_m)


def _emblems(scene: Scene, options: PressWallOptions) -> tuple[Array, Array]:
    """Two tiles (256, 256): a rising sun with rays in a ring, and a star over a swash; blurred to the wall's scale."""
    size = MARK_PX * 4
    tiles = []
    for number in range(2):
        tile = np.zeros((size, size), np.uint8)
        (_sun_mark if number == 0 else _star_mark)(tile)
        pixel = options.distance_m / scene.camera.focal_px / options.cell_m * MARK_PX
        small = cv2.resize(tile, (MARK_PX, MARK_PX), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        tiles.append(cv2.GaussianBlur(small, (0, 0), max(0.5, 0.5 * pixel)))
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
    scene.ground = STANDING


class RopeOptions(Options):
    """Velvet ropes on brass posts along both sides of a carpet."""

    half_m: float = Field(1.8, gt=0.2, le=20)
    near_m: float = Field(3.2, gt=0.5, le=100)
    far_m: float = Field(6.4, gt=0.6, le=200)
    posts: int = Field(4, ge=2, le=12)
    rope: Paint = 0
    brass: Paint = (0.85, 0.66, 0.33)
    light: float = Field(1.0, ge=0, le=6)


@layer("ropes", RopeOptions)
def ropes(scene: Scene, options: RopeOptions) -> None:
    """Posts and hanging ropes, far to near, with their shadows."""
    ink = Ink(scene.camera.width, scene.camera.height)
    stations = np.linspace(options.far_m, options.near_m, options.posts)
    for side in (-1, 1):
        for number, z in enumerate(stations):
            if number:
                _rope(scene, ink, options, side, (float(stations[number - 1]), float(z)))
        for z in stations:
            _post(scene, ink, options, side * options.half_m, float(z))
    scene.lay_premultiplied(ink.light(), depth=(options.near_m + options.far_m) / 2)


def _rope(scene: Scene, ink: Ink, options: RopeOptions, side: int, span: tuple[float, float]) -> None:
    t = np.linspace(0, 1, 24)
    z = span[0] + (span[1] - span[0]) * t
    y = 0.90 - 0.27 * (1 - (2 * t - 1) ** 2)
    x = np.full_like(t, side * options.half_m)
    scale = scene.camera.focal_px / z
    points = np.stack(
        [scene.camera.width / 2 + x * scale, scene.camera.horizon_px - (y - scene.camera.eye_m) * scale], -1
    )
    colour = scene.colour(options.rope) * np.float32(options.light)
    lift = np.stack([np.zeros_like(t), -0.25 * 0.034 * scale], -1)
    for width, share, tone in ((0.062, 0.0, 0.30), (0.046, 0.5, 0.75), (0.018, 1.1, 1.7)):
        ink.stroke(points + lift * share, width * scale, np.clip(colour * np.float32(tone), 0, 1))
    for end in (0, -1):
        hook = points[end : end + 1] if end == 0 else points[-1:]
        ink.ellipse(hook[0, 0], hook[0, 1], 0.032 * scale[end], 0.04 * scale[end], scene.colour(options.brass) * 0.8)


BRASS = ((-1.0, 0.20), (-0.72, 0.42), (-0.45, 0.95), (-0.2, 1.9), (0.0, 1.0), (0.25, 0.5), (0.55, 0.26), (0.8, 0.5))
"""Left edge of a strip across a polished cylinder, and its brightness."""


def _post(scene: Scene, ink: Ink, options: RopeOptions, x: float, z: float) -> None:
    """A turned brass post: weighted foot, shaft, collar and ball."""
    brass = scene.colour(options.brass) * np.float32(options.light)
    column, foot = scene.camera.project(x, 0, z)
    scale = scene.camera.focal_px / z
    tilt = scene.camera.eye_m / z
    ink.ellipse(column, foot, 0.20 * scale, 0.20 * scale * tilt, np.zeros(3, np.float32))
    for radius, lift, tone in ((0.165, 0.0, 0.25), (0.16, 0.025, 0.8), (0.10, 0.05, 1.2), (0.06, 0.07, 0.5)):
        ink.ellipse(
            column, foot - lift * scale, radius * scale, radius * scale * tilt, np.clip(brass * np.float32(tone), 0, 1)
        )
    for bottom, top, radius in ((0.06, 0.92, 0.026), (0.82, 0.90, 0.042)):
        edges = [strip[0] for strip in BRASS] + [1.0]
        for (left, tone), right in zip(BRASS, edges[1:], strict=True):
            corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
            points = np.array([(column + u * radius * scale, foot - v * scale) for u, v in corners], np.float32)
            ink.convex(points, np.clip(brass * np.float32(tone), 0, 1))
    for share, tone in ((1.0, 0.45), (0.8, 0.9), (0.5, 1.4), (0.22, 3.0)):
        shift = (1 - share) * 0.35 * 0.055 * scale
        ink.ellipse(
            column - shift,
            foot - 0.955 * scale - shift,
            0.055 * share * scale,
            0.055 * share * scale,
            np.clip(brass * np.float32(tone), 0, 1),
        )
