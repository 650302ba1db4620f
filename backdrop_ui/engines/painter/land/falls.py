"""A waterfall: a mossy wall of rock around a pool, water that falls down it, boulders, a stony bank to stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, light, opaque, round_splats
from ..colour import smoothstep
from ..noise import Noise
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..town.sheets import sheet
from ..town.standing import room_to_stand
from ..town.things import leaves
from ..tracer import Material, Mesh, World, grid, joined, render
from .boulders import POOL_Y, REACH_M, WALL_Z, Rock, bank, boulders, mossy, pebbles
from .floors import STANDING


class WaterfallOptions(Options):
    """height_m: of the wall. rock, moss, leaves, pool, water: colours. sun, sky_light: strengths. grey: exposure."""

    height_m: float = Field(11.0, gt=4, le=40)
    rock: Paint = (0.50, 0.47, 0.43)
    moss: Paint = (0.30, 0.42, 0.16)
    leaves: tuple[Paint, ...] = Field(min_length=1, max_length=6)
    pool: Paint = (0.10, 0.32, 0.32)
    water: Paint = (0.93, 0.97, 1.0)
    sky: tuple[Paint, Paint] = ((0.6, 0.75, 0.95), (0.9, 0.95, 1.0))
    sun: float = Field(2.6, ge=0, le=20)
    sky_light: float = Field(0.9, ge=0, le=8)
    grey: float = Field(0.16, gt=0.01, le=0.6)


@dataclass(frozen=True)
class _Veil(Material):
    """Falling water: strands of white, darker between them."""

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        drift = 0.12 * noise.fbm(u * 0.7, v * 0.15, 2)
        broad = noise.fbm((u + drift) * 2.2, v * 0.10, 4, 0.6, footprint * 2)
        fine = noise.fbm((u + drift) * 9, v * 0.35, 3, 0.65, footprint * 9)
        tone = np.clip(0.74 + 0.45 * broad + 0.42 * fine, 0.2, 1.1)
        return np.asarray(self.light, np.float32) * tone[..., None]


class _Fall(NamedTuple):
    """x of its middle and half its width at the top, metres."""

    x: float
    half_m: float


@layer("waterfall", WaterfallOptions)
def waterfall(scene: Scene, options: WaterfallOptions) -> None:
    """Trace rock, pool and bank, then lay spray over the fall: water in the air is light, not surface."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sun=scene.key * options.sun, sun_way=scene.sun, sky=(top, rim), grey=options.grey, bounces=2)
    side = float(rng.choice([-1, 1]))
    falls = [_Fall(side * rng.uniform(2.4, 4.0), rng.uniform(1.2, 1.7))]
    falls += [_Fall(falls[0].x + side * rng.uniform(2.6, 3.4), rng.uniform(0.22, 0.4))] * int(rng.random() < 0.7)
    falls += [_Fall(-side * rng.uniform(4.5, 6.5), rng.uniform(0.25, 0.5))] * int(rng.random() < 0.6)
    noise, rock = scene.noise(), Rock(scene.colour(options.rock))
    moss = scene.colour(options.moss) / np.maximum(scene.colour(options.rock), 0.02)
    wall = _wall(noise, options.height_m, falls)
    world.add(mossy(grid(wall), moss), rock)
    for fall in falls:
        world.add(_veil(wall, fall), _Veil(scene.colour(options.water)))
    edge = room_to_stand(scene, 6.8)
    pool = scene.colour(options.pool)
    world.add(
        sheet(rng, 30, (edge - 1.5, WALL_Z + 3), 1.1, 0.085, POOL_Y), Material(pool, pool * 0.6, gloss=0.10, rough=0.05)
    )
    world.add(mossy(bank(noise, edge), moss, 0.35), rock)
    world.add(mossy(joined(boulders(rng, edge)), moss, 0.75), rock)
    world.add(joined(pebbles(rng, edge, scene)), rock)
    tints = np.stack([scene.colour(c) for c in options.leaves])
    world.add(_greens(rng, wall, falls, tints), Material((1, 1, 1)))
    render(world, scene)
    scene.ground, scene.gloss = STANDING, 0.0
    for fall in falls:
        _spray(scene, options, rng, fall, _rock_behind(wall, fall)[-1])


def _wall(noise: Noise, height_m: float, falls: list[_Fall]) -> Array:
    """(rows, columns, 3) points of the rock, from below the pool to behind its upper edge, cut in where water falls."""
    x = np.linspace(-REACH_M, REACH_M, 190, dtype=np.float32)[None]
    y = np.linspace(-1.5, height_m, 96, dtype=np.float32)[:, None]
    x, y = np.broadcast_arrays(x, y)
    broad = noise.fbm(x * 0.09, y * 0.07, 3, 0.5)
    ledge = y / 2.6 + 1.1 * noise.fbm(x * 0.13 + 5, y * 0.05, 3, 0.5)
    step = np.floor(ledge) + smoothstep(0.72, 1.0, ledge - np.floor(ledge))
    blocks = noise.fbm(x * 0.55, y * 0.33 + 3, 4, 0.55)
    rough = 0.8 * np.abs(blocks) + 0.25 * noise.fbm(x * 1.7, y * 1.7, 3)
    z: Array = np.asarray(WALL_Z - 0.020 * x * x + 2.4 * broad + 0.55 * step + rough, np.float32)
    lip: Array = np.float32(height_m) + np.float32(0.9) * noise.fbm(x * 0.16 + 8, 0 * x, 3)
    for fall in falls:
        cut = np.float32(0.9 * fall.half_m) * np.exp(-(((x - fall.x) / np.float32(1.25 * fall.half_m + 0.3)) ** 4))
        z, lip = z + cut, lip - cut
    y = np.asarray(-1.5 + (y + 1.5) * (lip + 1.5) / (height_m + 1.5), np.float32)
    over = np.stack([x[-1], y[-1] + 0.3, z[-1] + 6], -1)[None]
    return np.concatenate([np.stack([x, y, z], -1), over]).astype(np.float32)


def _rock_behind(wall: Array, fall: _Fall) -> Array:
    """(rows, columns, 3): the part of the wall that a fall covers, its edge the last row."""
    behind: Array = wall[:-1, np.abs(wall[0, :, 0] - fall.x) < fall.half_m + 0.3]
    return behind


def _veil(wall: Array, fall: _Fall) -> Mesh:
    """Water that leaves the edge and falls before all rock below it, widening a little; torn at its sides."""
    near = _rock_behind(wall, fall)
    rock_y, rock_z = near[:, :, 1].mean(axis=1), np.minimum.accumulate(near[::-1, :, 2].min(axis=1))[::-1]
    height_m = float(near[-1, :, 1].min()) + 0.12
    t = np.linspace(0, 1, 48)[:, None]
    u = np.linspace(-1, 1, 33)[None]
    y = height_m + (POOL_Y - 0.1 - height_m) * t**1.2
    front = np.interp(y[:, 0], rock_y, rock_z)
    smooth = np.convolve(np.pad(front, 7, "edge"), np.ones(15) / 15, "valid")
    front = np.minimum(front, smooth)[:, None] * 0.35 + smooth[:, None] * 0.65 - 0.35 - 0.3 * np.sqrt(t)
    torn = 1 + 0.10 * np.sin(11 * t + 3 * fall.x + 2 * np.sign(u)) * t * np.abs(u)
    x = fall.x + fall.half_m * (1 + 0.18 * t) * u * torn
    z = front - 0.22 * (1 - u**4) - 0.07 * np.sin(19 * u + 4 * t)
    back = np.stack(np.broadcast_arrays(x[:1], y[:1] + 0.05, z[:1] + 3.5), -1)
    return grid(np.concatenate([back, np.stack(np.broadcast_arrays(x, y, z), -1)])[::-1])


def _greens(rng: np.random.Generator, wall: Array, falls: list[_Fall], tints: Array) -> Mesh:
    """Bushes along the upper edge, on ledges and at the foot; creepers that hang down."""
    rows = wall.shape[0] - 1
    clear = np.min([np.abs(wall[0, :, 0] - fall.x) - 1.5 * fall.half_m for fall in falls], axis=0)
    free = np.flatnonzero(clear > 0)
    places, tops = [], wall[rows - 1, free]
    for k in range(6):
        places.append(tops + rng.normal(0, 0.35, tops.shape) + [0, 0.25 + 0.3 * (k % 3), 0.4 * k - 0.5])
    for column in rng.choice(free, 26).tolist():
        start = int(rng.integers(rows // 2, rows))
        long = int(rng.integers(6, 26))
        strand = wall[max(start - long, 8) : start, column]
        places.append(strand + rng.normal(0, 0.12, strand.shape) - [0, 0, 0.3])
    tufts = wall[rng.integers(10, rows, 90), rng.choice(free, 90)]
    places.append(tufts - [0, 0, 0.3])
    sides = np.array(
        [(s * rng.uniform(0.34, 0.6) * z, rng.uniform(0.1, 0.9), z) for z in rng.uniform(9, 21, 40) for s in (-1, 1)]
    )
    places.append(sides)
    return leaves(rng, np.concatenate(places), 0.5, 12000, 0.2, tints)


def _spray(scene: Scene, options: WaterfallOptions, rng: np.random.Generator, fall: _Fall, lip: Array) -> None:
    """Drops that tear off the fall, and the cloud where it meets the pool; lip: (N, 3), its upper edge."""
    camera = scene.camera
    white = scene.colour(options.water) * (1.1 * scene.ambient + 0.75 * scene.key)
    count = round(900 * fall.half_m)
    t = rng.random(count) ** 0.7
    z = float(lip[:, 2].mean()) - 2.0 * t
    x = fall.x + fall.half_m * (0.95 + 0.25 * t) * np.clip(rng.normal(0, 0.55, count), -1.15, 1.15)
    y = float(lip[:, 1].min()) * (1 - t**1.25)
    scale = camera.focal_px / z
    column, row = camera.width / 2 + x * scale, camera.horizon_px - (y - camera.eye_m) * scale
    long, wide = rng.uniform(0.06, 0.3, count) * scale, rng.uniform(0.010, 0.028, count) * scale
    paint = opaque(np.tile(white, (count, 1)) * rng.uniform(0.6, 1.1, (count, 1)), 0.5 * rng.random(count))
    lay_splats(scene.picture, Splats(column, row, long, wide, np.full(count, np.pi / 2), paint), "disc")
    count, size = 60, camera.focal_px / (float(lip[:, 2].mean()) - 2.0)
    x, y = fall.x + fall.half_m * rng.normal(0, 1.1, count), POOL_Y + np.abs(rng.normal(0, 0.7, count)) * fall.half_m
    radius = rng.uniform(0.25, 0.7, count) * fall.half_m * size
    cloud = light(np.tile(white, (count, 1)) * 0.06)
    column, row = camera.width / 2 + x * size, camera.horizon_px - (y - camera.eye_m) * size
    lay_splats(scene.picture, round_splats(column, row, radius, cloud), "glow")
