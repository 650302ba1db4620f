"""Trees of a grove: where they are seen, through what air, and their wood."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, opaque
from ..colour import Numbers, mix
from ..registry import Options, Paint
from ..scene import Scene
from ..sky.skies import sun_px
from .growth import Habit, Tree


class GroveOptions(Options):
    """Trees between near_m and far_m. leaves: colours, mixed at random within a tree and between trees; glow: of a
    leaf with the sun behind it. leaf_m: length of a leaf; round: width as a share of it. density: leaves in a cluster,
    cluster_m: its radius. clear: share of half the width free of trunks. haze_m: distance that hides two thirds in the
    haze. cast: darkness of the shadows on the ground. blur: units."""

    habit: Habit = "forest"
    leaves: tuple[Paint, ...] = Field((0, 1), min_length=1, max_length=6)
    glow: Paint = 2
    bark: Paint = (0.2, 0.15, 0.12)
    count: int = Field(8, ge=1, le=80)
    height_m: float = Field(12.0, gt=0.2, le=60)
    vary: float = Field(0.2, ge=0, le=0.8)
    near_m: float = Field(8.0, gt=0.5, le=500)
    far_m: float = Field(20.0, gt=0.5, le=1000)
    clear: float = Field(0.3, ge=0, le=1.5)
    reach: float = Field(1.15, gt=0.1, le=3)
    leaf_m: float = Field(0.14, gt=0.005, le=2)
    round: float = Field(0.5, gt=0.05, le=1)
    density: int = Field(60, ge=0, le=600)
    cluster_m: float = Field(0.9, gt=0.02, le=6)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=1, le=5000)
    cast: float = Field(0.5, ge=0, le=1)
    base_m: float = Field(0.0, ge=-20, le=20)
    light: float = Field(1.0, ge=0, le=4)
    blur: float = Field(0.0, ge=0, le=0.05)


def project(scene: Scene, options: GroveOptions, points: Numbers, foot: tuple[float, float]) -> tuple[Array, Array]:
    """(N, 2) pixels and (N,) distances of points around a tree's foot."""
    camera = scene.camera
    z = np.maximum(points[:, 2] + foot[1], 0.5)
    scale = camera.focal_px / z
    column = camera.width / 2 + (points[:, 0] + foot[0]) * scale
    row = camera.horizon_px - (points[:, 1] + options.base_m - camera.eye_m) * scale
    return np.stack([column, row], -1).astype(np.float32), z.astype(np.float32)


def air(scene: Scene, options: GroveOptions, colour: Numbers, pixels: Numbers, z: Numbers | float) -> Array:
    """Colours (N, 3) seen through the air, which is brighter towards the sun."""
    if options.haze is None:
        return colour.astype(np.float32, copy=False)
    thick = np.broadcast_to(1 - np.exp(-np.asarray(z, np.float32) / options.haze_m), colour.shape[:1])
    haze = scene.colour(options.haze) + towards_sun(scene, pixels, 0.30)[:, None] * scene.key * np.float32(0.35)
    return mix(colour, haze, thick[:, None])


def towards_sun(scene: Scene, pixels: Numbers, reach: float) -> Array:
    """(N,) 1 where the sun stands in the picture, falling to 0 over `reach` units; 0 when it is behind the camera."""
    where = sun_px(scene)
    if where is None:
        return np.zeros(len(pixels), np.float32)
    r = np.hypot(pixels[:, 0] - where[0], pixels[:, 1] - where[1]) / scene.px(reach)
    return np.exp(-r).astype(np.float32)


BARE_UNITS = 0.004
"""Branches thinner than this show no bark."""


def wood(scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float]) -> Splats:
    """A bar for every piece, the farthest first."""
    start, z = project(scene, options, tree.starts, foot)
    end, _ = project(scene, options, tree.ends, foot)
    width = tree.radii.sum(axis=1) * scene.camera.focal_px / z
    order = np.argsort(-z)
    start, end, width = start[order], end[order], width[order]
    way = end - start
    length, turn = np.hypot(way[:, 0], way[:, 1]), np.arctan2(way[:, 1], way[:, 0])
    side, shine = float(np.sign(scene.sun[0]) or 1), 0.15 if scene.sun[2] > 0.05 else 0.5
    turn = np.where(-np.sin(turn) * side < 0, turn + np.pi, turn)  # Whichever way a branch runs, its lit side is v > 0.
    tone = scene.colour(options.bark) * (scene.ambient * 1.5 + scene.key * np.float32(shine)) * options.light
    middle = (start + end) / 2
    colour = air(scene, options, np.tile(tone, (len(z), 1)).astype(np.float32), middle, foot[1])
    long = length * 0.62 + 0.4
    return Splats(middle[:, 0], middle[:, 1], long, width / 2, turn, opaque(colour))


def bark(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """Flakes and furrows along the wood that is wide enough to show them, rounded by light and shade."""
    start, z = project(scene, options, tree.starts, foot)
    end, _ = project(scene, options, tree.ends, foot)
    width = tree.radii.sum(axis=1) * scene.camera.focal_px / z
    area = np.hypot(*(end - start).T) * width * (width > BARE_UNITS * 1.5 * scene.camera.unit_px)
    total = float(area.sum()) / scene.camera.unit_px**2
    # As many at every size of the picture, so that a preview shows the same bark.
    count = int(min(60000 * total, 4000))
    if not count:
        return Splats(*(np.zeros(0),) * 5, np.zeros((0, 4)))
    k = rng.choice(len(area), count, p=area / area.sum())
    share, u = rng.random(count), rng.uniform(-1, 1, count)
    way = end[k] - start[k]
    turn = np.arctan2(way[:, 1], way[:, 0])
    across = np.stack([-np.sin(turn), np.cos(turn)], -1)
    across *= np.where(across[:, :1] < 0, -1, 1)
    half = width[k] * 0.47
    where = start[k] + way * share[:, None] + across * (u * half)[:, None]
    thin = half * rng.uniform(0.03, 0.12, count) * np.sqrt(1.05 - u * u)
    rim = np.clip(0.5 * (1 + float(np.sign(scene.sun[0]) or 1) * u), 0, 1)[:, None]
    tone = rng.uniform(0.45, 1.5, (count, 1)) * (1 - 0.35 * u[:, None] ** 2)
    shine = 1.3 * rim**4 if scene.sun[2] > 0.05 else 0.15 + 0.9 * rim
    lit = scene.colour(options.bark) * tone * (1.2 * scene.ambient + shine * scene.key) * options.light
    colour = air(scene, options, lit, where, foot[1])
    return Splats(where[:, 0], where[:, 1], thin * rng.uniform(3, 9, count), thin, turn, opaque(colour, 0.6))


def around_foot(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """What has fallen gathers against the trunk, which would look cut off otherwise."""
    camera = scene.camera
    radius = float(tree.radii.max())
    count = 160
    across = rng.normal(0, 0.85, count)
    depth = radius * (0.9 - 0.25 * across**2 + rng.normal(0, 0.25, count))
    away = np.sort(foot[1] - depth)[::-1]
    heap = radius * 0.5 * rng.random(count) ** 3 * np.exp(-(across**2))
    points = np.stack([across * radius, heap, away - foot[1]], -1)
    pixels, z = project(scene, options, points, foot)
    paints = np.stack([scene.colour(p) for p in options.leaves])[rng.integers(len(options.leaves), size=count)]
    lit = paints * scene.ambient * rng.uniform(0.5, 1.4, (count, 1)) * options.light
    colour = air(scene, options, lit, pixels, z)
    size = min(options.leaf_m, 0.09) * rng.uniform(0.3, 0.65, count) * camera.focal_px / z
    return Splats(pixels[:, 0], pixels[:, 1], size, size * 0.45, rng.uniform(-0.5, 0.5, count), opaque(colour))
