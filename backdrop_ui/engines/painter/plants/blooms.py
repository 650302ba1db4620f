"""Flowers in masses: arches and bouquets of roses among leaves."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, light, opaque, round_splats
from ..colour import Numbers
from ..registry import Options, Paint, layer
from ..scene import Scene

RINGS = ((6, 0.62, 0.46), (5, 0.38, 0.36), (4, 0.18, 0.24), (1, 0.0, 0.13))
"""Petals of a rose from outside in: how many, how far from its middle and how large, shares of its radius."""


def roses(scene: Scene, middles: Numbers, radius_m: Numbers, colours: Numbers, rng: np.random.Generator) -> Splats:
    """Roses at (N, 3) metres, in (N, 3) colours as lit, each facing its own way; laid in the order given."""
    camera = scene.camera
    count = len(middles)
    z = np.maximum(middles[:, 2], 0.5)
    scale = camera.focal_px / z
    x, y = camera.width / 2 + middles[:, 0] * scale, camera.horizon_px - (middles[:, 1] - camera.eye_m) * scale
    size = radius_m * scale
    lean_x, lean_y = rng.normal(0, 0.28, (2, count))
    sun = np.array([scene.sun[0], -scene.sun[1]])
    sun /= max(float(np.hypot(*sun)), 1e-6)
    rows = []
    for ring, (petals, out, wide) in enumerate(RINGS):
        turn = (
            rng.uniform(0, 2 * np.pi, (count, 1))
            + 2 * np.pi * np.arange(petals) / petals
            + rng.normal(0, 0.12, (count, petals))
        )
        px, py = out * np.cos(turn), out * np.sin(turn) * 0.86
        depth = (ring / len(RINGS)) * 0.55
        cx, cy = (
            x[:, None] + (px + lean_x[:, None] * depth) * size[:, None],
            y[:, None] + (py + lean_y[:, None] * depth) * size[:, None],
        )
        shade = 0.78 + 0.30 * (px * sun[0] + py * sun[1]) - 0.10 * ring + rng.normal(0, 0.05, (count, petals))
        paint = colours[:, None] * np.clip(shade, 0.3, 1.3)[..., None]
        long, thin = wide * size[:, None] * rng.uniform(0.85, 1.1, (count, petals)), 0.72 * wide * size[:, None]
        rows.append(
            np.stack([cx, cy, long, np.broadcast_to(thin, cx.shape), turn + np.pi / 2, *np.moveaxis(paint, -1, 0)], -1)
        )
    table = np.concatenate(rows, axis=1).reshape(-1, 8)
    x, y, long, thin, turn = table.T[:5]
    return Splats(x, y, long, thin, turn, opaque(table[:, 5:]))


class ArchOptions(Options):
    """roses: colours of the flowers; leaf: of the green. frame: of the wood. half_m, tall_m: of the opening. z_m: its
    distance. flowers: how many where the arch is full. bouquets: pairs along the aisle. fairy: of little lights."""

    roses: tuple[Paint, ...] = Field((0, 1, 2), min_length=1, max_length=6)
    leaf: Paint = (0.36, 0.46, 0.28)
    frame: Paint = (0.45, 0.34, 0.25)
    half_m: float = Field(1.15, gt=0.2, le=6)
    tall_m: float = Field(2.6, gt=0.5, le=8)
    z_m: float = Field(5.4, gt=1, le=40)
    flowers: int = Field(620, ge=1, le=4000)
    bouquets: int = Field(3, ge=0, le=8)
    fairy: Paint = (1.0, 0.82, 0.5)


@layer("flower_arch", ArchOptions)
def flower_arch(scene: Scene, options: ArchOptions) -> None:
    """A frame, leaves and roses over it from back to front, little lights; then bouquets towards the camera."""
    rng = scene.rng()
    manner = int(rng.integers(3))
    path = _frame(options, manner)
    scale = scene.camera.focal_px / options.z_m
    pixels = [_pixel(scene, p) for p in path]
    x, y = np.array(pixels).T
    way = np.stack([np.gradient(x), np.gradient(y)])
    bar = (scene.colour(options.frame) * (scene.ambient * 1.2 + 0.3 * scene.key))[None].repeat(len(x), 0)
    thick = np.full(len(x), 0.035 * scale)
    lay_splats(
        scene.picture, Splats(x, y, 0.7 * np.hypot(*way) + 0.5, thick, np.arctan2(way[1], way[0]), opaque(bar)), "bar"
    )
    share = np.linspace(0, 1, len(path))
    full = (
        0.75 + 0.25 * np.sin(9 * share),
        np.exp(-(((share - 0.34) / 0.2) ** 2)) + 0.8 * np.exp(-(((share - 0.97) / 0.12) ** 2)),
        0.35
        + 0.75 * np.exp(-(((share - 0.5) / 0.22) ** 2))
        + 0.5 * np.exp(-(((share - 0.0) / 0.12) ** 2))
        + 0.5 * np.exp(-(((share - 1.0) / 0.12) ** 2)),
    )[manner]
    _mass(scene, options, path, full, options.flowers, 0.13, rng)
    spots = path[rng.integers(len(path), size=70)] + rng.normal(0, 0.12, (70, 3)) - [0, 0, 0.2]
    lx, ly = np.array([_pixel(scene, p) for p in spots]).T
    for size, power in ((0.009, 5.0), (0.04, 0.35)):
        glow = light(power * scene.colour(options.fairy)[None] * rng.uniform(0.4, 1, (70, 1)))
        lay_splats(scene.picture, round_splats(lx, ly, np.full(70, size * scale), glow), "glow")
    # Set last, so that feet of the arch and bouquets hide what stands behind them.
    for row in range(options.bouquets, 0, -1):
        for side in (-1.0, 1.0):
            z = 2.9 + (options.z_m - 3.4) * row / (options.bouquets + 1) + 0.4
            foot = np.array([side * (options.half_m + 0.12), 0.0, z])
            _stand(scene, options, foot)
            middle = foot + np.array([0, 0.78, 0])
            _mass(scene, options, middle[None] + rng.normal(0, 0.07, (30, 3)), np.ones(30), 60, 0.11, rng)


def _pixel(scene: Scene, point: Numbers) -> tuple[float, float]:
    return scene.camera.project(float(point[0]), float(point[1]), float(point[2]))


def _frame(options: ArchOptions, manner: int) -> Array:
    """(N, 3) along the frame, left foot to right foot: round-topped, square, or a full moon."""
    half, tall, n = options.half_m, options.tall_m, 60
    if manner == 0:
        t = np.linspace(np.pi, 0, n)
        top = np.stack([half * np.cos(t), tall - half + half * np.sin(t)], -1)
        side = np.stack([np.full(n, half), np.linspace(tall - half, 0, n)], -1)
        flat = np.concatenate([side[::-1] * [-1, 1], top, side])
    elif manner == 1:
        side = np.stack([np.full(n, half), np.linspace(tall * 0.95, 0, n)], -1)
        top = np.stack([np.linspace(-half, half, n), np.full(n, tall * 0.95)], -1)
        flat = np.concatenate([side[::-1] * [-1, 1], top, side])
    else:
        t = np.linspace(1.32 * np.pi, -0.32 * np.pi, 2 * n)
        radius = half * 1.12
        flat = np.stack([radius * np.cos(t), radius * 0.95 + radius * np.sin(t)], -1)
        flat[:, 1] -= flat[:, 1].min()
    return np.column_stack([flat, np.full(len(flat), options.z_m)]).astype(np.float32)


def _mass(
    scene: Scene,
    options: ArchOptions,
    path: Numbers,
    full: Numbers,
    flowers: int,
    thick_m: float,
    rng: np.random.Generator,
) -> None:
    """Leaves that stick out, then roses in front of them, where `full` wants them."""
    weight = np.clip(full, 0.02, None)
    lit = scene.ambient * 1.15
    pick = rng.choice(len(path), 5 * flowers, p=weight / weight.sum())
    out = rng.normal(size=(len(pick), 3)) * (thick_m * (0.6 + 0.9 * np.clip(full[pick], 0, 1.2)))[:, None]
    where = path[pick] + out
    order = np.argsort(-where[:, 2])
    where, out = where[order], out[order]
    scale = scene.camera.focal_px / where[:, 2]
    pixels = np.array([_pixel(scene, p) for p in where])
    size = rng.uniform(0.04, 0.085, len(where)) * scale
    turn = np.arctan2(-out[:, 1], out[:, 0]) + rng.normal(0, 0.7, len(where))
    sunny = np.clip(0.5 + (out @ np.array(scene.sun)) / (2.5 * thick_m), 0, 1)[:, None]
    green = scene.colour(options.leaf) * rng.uniform(0.45, 1.25, (len(where), 1)) * (lit + 1.1 * sunny * scene.key)
    lay_splats(scene.picture, Splats(pixels[:, 0], pixels[:, 1], size, 0.42 * size, turn, opaque(green)), "leaf")
    pick = rng.choice(len(path), flowers, p=weight / weight.sum())
    out = rng.normal(size=(flowers, 3)) * (0.85 * thick_m * (0.5 + 0.9 * np.clip(full[pick], 0, 1.2)))[:, None]
    where = path[pick] + out - [0, 0, 0.5 * thick_m]
    order = np.argsort(-where[:, 2])
    where, out = where[order], out[order]
    paints = np.stack([scene.colour(c) for c in options.roses])
    mood = paints[rng.choice(len(paints), flowers, p=_shares(len(paints)))] * rng.uniform(0.85, 1.1, (flowers, 1))
    sunny = np.clip(0.62 + (out @ np.array(scene.sun)) / (2.5 * thick_m), 0.15, 1)[:, None]
    radius = rng.choice([0.035, 0.055, 0.075], flowers, p=[0.4, 0.35, 0.25]) * rng.uniform(0.85, 1.15, flowers)
    lay_splats(scene.picture, roses(scene, where, radius, mood * (lit + 0.85 * sunny * scene.key), rng), "disc")


def _shares(count: int) -> Numbers:
    """The first colour leads, the others follow."""
    share = 1 / np.arange(1.5, count + 1.5)
    return share / share.sum()


def _stand(scene: Scene, options: ArchOptions, foot: Numbers) -> None:
    """A slender stand under a bouquet."""
    (x, y), (_, top) = _pixel(scene, foot), _pixel(scene, foot + np.array([0, 0.8, 0]))
    scale = scene.camera.focal_px / float(foot[2])
    colour = (scene.colour(options.frame) * (1.3 * scene.ambient + 0.35 * scene.key))[None]
    long, turn = np.array([(y - top) / 2]), np.array([np.pi / 2])
    base = Splats(
        np.array([x]),
        np.array([y]),
        np.array([0.1 * scale]),
        np.array([0.03 * scale]),
        0 * turn,
        opaque(colour * np.float32(0.8)),
    )
    lay_splats(scene.picture, base, "disc")
    lay_splats(
        scene.picture,
        Splats(np.array([x]), np.array([(y + top) / 2]), long, np.array([0.018 * scale]), turn, opaque(colour)),
        "bar",
    )
