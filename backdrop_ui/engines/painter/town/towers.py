"""A skyline at night in true perspective: towers with set-backs, crowns and masts, windows lit floor by floor.

The walls of a tower are upright and the camera is level, so where a ray meets a wall depends on its column only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..surfaces.finishes import hash01
from .masts import mast, red_lamps


class TowersOptions(Options):
    """below_m: how far the streets lie below the ground one stands on. low_m, high_m: heights above that ground.
    near_m, far_m: distances. valley: how much lower they are in the middle. lit: share of lit windows. haze, haze_m:
    colour and distance of the air; glow: light that rises from the streets."""

    count: int = Field(90, ge=1, le=200)
    wall: Paint = 0
    windows: tuple[Paint, ...] = Field(
        ((1.0, 0.80, 0.52), (1.0, 0.90, 0.72), (0.78, 0.88, 1.0)), min_length=1, max_length=6
    )
    accents: tuple[Paint, ...] = Field(((1.0, 0.75, 0.4),), min_length=1, max_length=6)
    below_m: float = Field(60, ge=0, le=500)
    low_m: float = Field(-20, ge=-400, le=400)
    high_m: float = Field(190, ge=-400, le=900)
    near_m: float = Field(260, gt=5, le=5000)
    far_m: float = Field(2200, gt=10, le=20000)
    valley: float = Field(0.4, ge=0, le=1)
    lit: float = Field(0.4, ge=0, le=1)
    brightness: float = Field(1.6, ge=0, le=20)
    haze: Paint = 1
    haze_m: float = Field(1900, gt=1, le=20000)
    glow: Paint = (1.0, 0.6, 0.35)


@dataclass(frozen=True)
class Tower:
    """x, z: of its middle; wide, deep, low, high: metres; yaw; number: chooses its windows."""

    x: float
    z: float
    wide: float
    deep: float
    low: float
    high: float
    yaw: float
    number: int


@layer("towers", TowersOptions)
def towers(scene: Scene, options: TowersOptions) -> None:
    """Paint the towers from far to near, with masts and their lamps on the tallest."""
    rng = scene.rng()
    away = np.sort(options.near_m * (options.far_m / options.near_m) ** (rng.random(options.count) ** 0.75))[::-1]
    lamps: list[tuple[float, float, float, float]] = []
    for number, z in enumerate(away.tolist()):
        half = scene.camera.half_width_m(z) * 1.1
        x = float(rng.uniform(-1, 1)) * half
        middle = np.exp(-((x / half / 0.4) ** 2)) * options.valley
        share = rng.random() ** 1.9 * (1 - middle)
        rise = min(1.0, 0.35 + 0.65 * z / options.far_m * 2.2)
        high = options.low_m + (options.high_m - options.low_m) * share * rise
        wide, deep = (float(v) for v in rng.uniform(22, 46, 2))
        yaw = float(rng.normal(0.25, 0.12))
        tiers = 1 if share < 0.25 else int(rng.integers(1, 5))
        low, top = -options.below_m, high
        for tier in range(tiers):
            until = top if tier == tiers - 1 else high * 0.62 + (top - high * 0.62) * (tier + 1) / tiers
            _paint(scene, options, Tower(x, z, wide, deep, low, until, yaw, number))
            low = until
            wide, deep = wide * 0.78, deep * 0.78
        if share > 0.3 and rng.random() < 0.7:
            lamps.append(mast(scene, options, (x, top, z), float(rng.uniform(10, 45))))
    red_lamps(scene, lamps)


def _paint(scene: Scene, options: TowersOptions, tower: Tower) -> None:
    cos, sin = np.cos(tower.yaw), np.sin(tower.yaw)
    corners = []
    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        p, q = a * tower.wide / 2, b * tower.deep / 2
        corners.append((tower.x + p * cos - q * sin, tower.z + p * sin + q * cos))
    for k in range(4):
        (x0, z0), (x1, z1) = corners[k], corners[(k + 1) % 4]
        if (z1 - z0) * x0 - (x1 - x0) * z0 < 0 and min(z0, z1) > 1:
            _face(scene, options, tower, (x0, z0, x1, z1), k)


def _face(
    scene: Scene, options: TowersOptions, tower: Tower, plan: tuple[float, float, float, float], side: int
) -> None:
    """One wall, if the picture shows some of it."""
    x0, z0, x1, z1 = plan
    camera = scene.camera
    ends = [camera.width / 2 + camera.focal_px * x / z for x, z in ((x0, z0), (x1, z1))]
    first, last = max(0, int(np.ceil(min(ends) - 0.5))), min(camera.width, int(np.ceil(max(ends) - 0.5)))
    near = min(z0, z1)
    top = camera.horizon_px - camera.focal_px * (tower.high - camera.eye_m) / (near if tower.high > 0 else max(z0, z1))
    bottom = camera.horizon_px - camera.focal_px * (tower.low - camera.eye_m) / near
    rows = slice(max(0, int(top) - 1), min(camera.height, int(bottom) + 2))
    if first >= last or rows.start >= rows.stop:
        return
    slope = camera.slope_x[:, first:last]
    t = (slope * np.float32(z0) - np.float32(x0)) / (np.float32(x1 - x0) - slope * np.float32(z1 - z0))
    z = np.float32(z0) + t * np.float32(z1 - z0)
    length = float(np.hypot(x1 - x0, z1 - z0))
    y = np.float32(camera.eye_m) + camera.slope_y[rows] * z
    pixel = z / np.float32(camera.focal_px)
    alpha = np.clip((np.float32(tower.high) - y) / pixel + 0.5, 0, 1) * (y > tower.low - pixel)
    colour = _windows(scene, options, tower, (t * np.float32(length), y, pixel, side))
    air = 1 - np.exp(-z / np.float32(options.haze_m))
    low = np.exp(-np.maximum(y + np.float32(options.below_m * 0.5), 0) / np.float32(45)) * np.clip(z / 500, 0.25, 1)
    haze = scene.colour(options.haze) + np.float32(0.30) * low[..., None] * scene.colour(options.glow)
    colour = mix(colour, haze, np.clip(air + 0.35 * low * (1 - air), 0, 1))
    part = scene.picture[rows, first:last]
    part[:] = mix(part, colour, alpha.astype(np.float32))
    np.copyto(scene.depth[rows, first:last], np.broadcast_to(z, y.shape), where=alpha > 0.5)


def _windows(scene: Scene, options: TowersOptions, tower: Tower, place: tuple[Array, Array, Array, int]) -> Array:
    """Light of a wall: dark cladding that mirrors some sky, lit offices in runs, a bright crown on some."""
    along, y, pixel, side = place
    style = np.random.default_rng([scene.seed, tower.number])
    kind, wide_m = int(style.integers(4)), float(style.uniform(1.3, 2.3))
    floor_m = float(style.uniform(3.1, 3.7))
    half_u, half_v = ((0.30, 0.30), (0.5, 0.30), (0.30, 0.42), (0.44, 0.40))[kind]
    u, v = along / np.float32(wide_m), (y + np.float32(options.below_m)) / np.float32(floor_m)
    cell_u, cell_v = np.floor(u), np.floor(v)
    soft_u, soft_v = np.maximum(pixel / wide_m, 0.04), np.maximum(pixel / floor_m, 0.04)
    pane = np.clip((half_u - np.abs(u - cell_u - 0.5)) / soft_u + 0.5, 0, 1) if half_u < 0.5 else np.float32(1)
    pane = pane * np.clip((half_v - np.abs(v - cell_v - 0.5)) / soft_v + 0.5, 0, 1)
    lamps = _lamps(scene, options, style, tower.number * 13.7 + side * 5.1, (cell_u, cell_v))
    shade = np.float32((0.75, 0.45, 0.6, 1.35)[side] * style.uniform(0.7, 1.3))
    frames = 1 - 0.35 * (np.mod(cell_u, 6) == 0) + 0.25 * (1 - np.asarray(pane, np.float32)) * (kind != 3)
    wall = scene.colour(options.wall) * scene.ambient * (shade * 2.4 * frames * np.ones_like(y))[..., None]
    # Glass shows the sky over it: the glow of the horizon low down, the night above.
    high = smoothstep(-60.0, 200.0, y)[..., None]
    mirrored = scene.colour(options.haze) * (1 - high) * np.float32(0.5) + scene.ambient * high
    sheen = np.float32(0.30 if kind == 3 else 0.08) * shade
    base = wall + sheen * mirrored * np.asarray(0.25 + 0.75 * pane, np.float32)[..., None]
    colour = (
        base + lamps * np.asarray(pane * (0.65 + 0.55 * (v - cell_v)), np.float32)[..., None]
    )  # Lamps hang high up.
    if style.random() < 0.25 and tower.high > 40:
        crown = smoothstep(tower.high - 14.0, tower.high, y) ** 2 * np.float32(style.uniform(0.3, 0.9))
        colour = colour + crown[..., None] * scene.colour(options.accents[int(style.integers(len(options.accents)))])
    return np.asarray(colour, np.float32)


def _lamps(
    scene: Scene, options: TowersOptions, style: np.random.Generator, salt: float, cells: tuple[Array, Array]
) -> Array:
    """(h, w, 3) light in the windows: some floors and runs of rooms are lit, a few of them brightly."""
    low = [int(one.min()) for one in cells]
    u, v = (np.arange(start, int(one.max()) + 1, dtype=np.float32) for start, one in zip(low, cells, strict=True))
    v = v[:, None]
    run = np.floor(u / np.float32(4)) * 2.3

    def chance(of: Array) -> Array:
        return hash01((of + salt).astype(np.float32))

    luck = 0.5 * chance(u * 3.7 + v * 9.1) + 0.5 * chance(run + v * 5.3)
    on = luck < options.lit * float(style.uniform(0.4, 1.2)) * (0.6 + 0.7 * chance(v * 1.9))
    power = (0.12 + 1.6 * chance(u * 1.7 + v * 4.9) ** 3) * options.brightness
    paints = np.stack([scene.colour(w) for w in options.windows])
    other = chance(v * 7.7 + run * 2.9) * len(paints)
    tint = 0.6 * paints[int(style.integers(len(paints)))] + 0.4 * paints[other.astype(int) % len(paints)]
    table = ((on * power)[..., None] * tint).astype(np.float32)
    across, up = (one.astype(np.intp) - start for one, start in zip(cells, low, strict=True))
    return table[up, across]
