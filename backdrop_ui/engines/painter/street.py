"""A street that runs away from the camera between two rows of houses, with signs and wet asphalt."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import mix, smoothstep
from .finishes import hash01
from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene
from .stamps import soften


class StreetOptions(Options):
    """half_m: from the middle to the houses; far_m: where the street ends in haze; height_m: of the houses."""

    half_m: float = Field(4.0, gt=0.5, le=50)
    far_m: float = Field(60.0, gt=2, le=1000)
    height_m: float = Field(14.0, gt=1, le=200)
    wall: Paint = 0
    windows: tuple[Paint, ...] = Field(((1.0, 0.8, 0.5), (0.7, 0.85, 1.0)), min_length=1, max_length=6)
    shops: tuple[Paint, ...] = Field(((1.0, 0.75, 0.5),), min_length=1, max_length=6)
    lit: float = Field(0.35, ge=0, le=1)
    brightness: float = Field(1.2, ge=0, le=12)
    haze: Paint = 1
    haze_m: float = Field(30.0, gt=1, le=1000)


@layer("street", StreetOptions)
def street(scene: Scene, options: StreetOptions) -> None:
    """Facades on both sides by casting rays onto the planes x = ±half_m; at half size, as they get blurred."""
    camera = scene.camera
    slope_x, slope_y = camera.slope_x[:, ::2], camera.slope_y[::2]
    z = np.minimum(options.half_m / np.maximum(np.abs(slope_x), 1e-4), options.far_m).astype(np.float32)
    y = slope_y * z + np.float32(camera.eye_m)
    z = np.broadcast_to(z, y.shape)
    side = np.broadcast_to(np.sign(slope_x), y.shape)
    house = np.floor(z / 7.5) + 40 * (side > 0)
    tall = options.height_m * (0.65 + 0.7 * hash01(house * 3.3))
    u, v = z / np.float32(1.5), (y - np.float32(3.6)) / np.float32(2.9)
    cell = np.floor(u) * 5.1 + np.floor(v) * 8.7 + side * 31
    on = (hash01(cell.astype(np.float32)) < options.lit) & (v > 0)
    pane_u, pane_v = np.abs(u - np.floor(u) - 0.5), np.abs(v - np.floor(v) - 0.45)
    near = np.clip(1.5 - z / options.far_m, 0, 1)
    pane = smoothstep(0.34, 0.30, pane_u) * smoothstep(0.33, 0.30, pane_v) * near
    paints = np.stack([scene.colour(p) for p in options.windows])
    warm = paints[(hash01((cell * 1.3).astype(np.float32)) * len(paints)).astype(int) % len(paints)]
    bricks = 0.8 + 0.35 * hash01((house * 1.9).astype(np.float32))
    wall = scene.colour(options.wall) * (2 * scene.ambient) * bricks[..., None]
    glass = scene.colour(options.wall) * 0.4 + scene.colour(options.haze) * 0.25
    light = np.where(
        on[..., None],
        warm * options.brightness * (0.3 + hash01((cell * 2.1).astype(np.float32)) ** 2)[..., None],
        glass,
    )
    colour = mix(wall, light.astype(np.float32), pane)
    colour = mix(colour, _shops(scene, options, (z, y, side)), smoothstep(3.35, 3.25, y) * smoothstep(0.1, 0.4, y))
    air = 1 - np.exp(-z / np.float32(options.haze_m))
    colour = mix(colour, scene.colour(options.haze), air)
    pixel = z / np.float32(camera.focal_px)
    alpha = np.clip((tall - y) / pixel + 0.5, 0, 1) * (z < options.far_m * 0.999)
    scene.lay(
        scene.enlarge(colour), scene.enlarge(alpha.astype(np.float32)), depth=scene.enlarge(np.ascontiguousarray(z))
    )


def _shops(scene: Scene, options: StreetOptions, place: tuple[Array, Array, Array]) -> Array:
    """Lit shop fronts along the ground floor: wide panes between dark piers, brighter near their lamps."""
    z, y, side = place
    width = np.float32(3.75)
    shop = np.floor(z / width) + 17 * (side > 0)
    across = np.abs(z / width - np.floor(z / width) - 0.5)
    paints = np.stack([scene.colour(p) for p in options.shops])
    tint = paints[(hash01((shop * 2.7).astype(np.float32)) * len(paints)).astype(int) % len(paints)]
    clutter = 0.7 + 0.4 * scene.noise().fbm(z * 1.3, y * 1.6, 3)
    bright = (0.25 + hash01((shop * 5.1).astype(np.float32))) * smoothstep(0.44, 0.40, across) * smoothstep(3.1, 2.7, y)
    bright = bright * (0.35 + 0.65 * np.exp(-np.abs(y - 2.5) / 1.1)) * np.clip(clutter, 0.2, 1.5)
    shine: Array = tint * (bright * options.brightness)[..., None]
    return shine.astype(np.float32) + scene.colour(options.wall) * np.float32(0.3)


class SignOptions(Options):
    """Neon signs on both sides of a street: boxes and tubes without letters."""

    half_m: float = Field(4.0, gt=0.5, le=50)
    near_m: float = Field(5.0, gt=0.5, le=100)
    far_m: float = Field(36.0, gt=1, le=500)
    count: int = Field(16, ge=1, le=100)
    colours: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    low_m: float = Field(2.6, ge=0, le=100)
    high_m: float = Field(8.0, ge=0.1, le=200)
    brightness: float = Field(2.0, ge=0, le=20)


@layer("signs", SignOptions)
def signs(scene: Scene, options: SignOptions) -> None:
    """Boards that stick out into the street, framed by tubes, with abstract strokes for writing."""
    rng = scene.rng()
    camera = scene.camera
    away = np.geomspace(options.far_m, options.near_m, options.count) * rng.uniform(0.9, 1.1, options.count)
    tubes, boards = Ink(camera.width, camera.height), Ink(camera.width, camera.height)
    for number, z in enumerate(away.tolist()):
        side = 1 if number % 2 else -1
        scale = camera.focal_px / z
        wide, tall = rng.uniform(0.6, 1.1), rng.uniform(1.0, 2.8)
        bottom = rng.uniform(options.low_m, max(options.low_m, options.high_m - tall))
        outer = side * (options.half_m - 0.1)
        left, top = camera.project(min(outer, outer - side * wide), bottom + tall, z)
        colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        _sign(boards, tubes, (left, top, wide * scale, tall * scale), colour, rng)
    board = boards.light()
    scene.lay_premultiplied(board)
    light = tubes.light()
    core = light[..., :3] * np.float32(options.brightness)
    small = cv2.resize(core, (-(-camera.width // 4), -(-camera.height // 4)), interpolation=cv2.INTER_AREA)
    glow = soften(small, scene.px(0.002)) * 0.8 + soften(small, scene.px(0.0075)) * 0.9
    scene.picture += core + scene.enlarge(glow)


def _sign(
    boards: Ink, tubes: Ink, box: tuple[float, float, float, float], colour: Array, rng: np.random.Generator
) -> None:
    left, top, wide, tall = box
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], np.float32) * [wide, tall] + [left, top]
    boards.convex(corners[:4], colour * np.float32(0.10) + np.float32(0.01))
    thick = np.full(2, max(0.05 * wide, 0.5))
    for a, b in pairwise(corners):
        tubes.stroke(np.stack([a, b]), thick, colour)
    rows = max(2, round(tall / wide * 2))
    pale = colour * np.float32(0.6) + np.float32(0.35)
    for row in range(rows):
        y = top + tall * (row + 0.5) / rows
        if rng.random() < 0.25:
            tubes.ellipse(left + wide / 2, y, wide * 0.2, tall / rows * 0.28, pale)
            continue
        x0, x1 = left + wide * rng.uniform(0.15, 0.3), left + wide * rng.uniform(0.6, 0.85)
        tubes.stroke(np.array([(x0, y), (x1, y + tall / rows * rng.uniform(-0.2, 0.2))]), thick * 1.2, pale)
        if rng.random() < 0.6:
            x = rng.uniform(x0, x1)
            tubes.stroke(np.array([(x, y - tall / rows * 0.3), (x, y + tall / rows * 0.3)]), thick, pale)
