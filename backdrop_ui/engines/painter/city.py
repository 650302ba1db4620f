"""Cities: skylines of lit windows, near enough to glow, far enough to blur."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import Numbers, mix, smoothstep
from .finishes import hash01
from .registry import Options, Paint, layer
from .scene import Scene


class SkylineOptions(Options):
    """A row of buildings. base: y of their feet below the horizon, units; low, high: heights of their roofs, units
    above the horizon; width: of a building, units; pitch: of windows, units. lit: share of lit windows."""

    wall: Paint = 0
    windows: tuple[Paint, ...] = Field(
        ((1.0, 0.82, 0.55), (1.0, 0.92, 0.75), (0.75, 0.88, 1.0)), min_length=1, max_length=6
    )
    low: float = Field(0.05, ge=-0.5, le=2)
    high: float = Field(0.35, ge=-0.5, le=2)
    base: float = Field(1.0, ge=0, le=3)
    width: float = Field(0.12, gt=0.01, le=2)
    pitch: float = Field(0.011, gt=0.001, le=0.2)
    lit: float = Field(0.35, ge=0, le=1)
    brightness: float = Field(1.5, ge=0, le=20)
    haze: Paint = 1
    fog: float = Field(0.3, ge=0, le=1)
    depth_m: float = Field(300.0, gt=1, le=20000)
    valley: float = Field(0.0, ge=-1, le=1)


@layer("skyline", SkylineOptions)
def skyline(scene: Scene, options: SkylineOptions) -> None:
    """Blocks side by side, some with set-backs and masts, windows in grids, glow rising from the streets."""
    rng = scene.rng()
    camera = scene.camera
    x = scene.grid()[0][0]
    y = (camera.horizon_px - np.arange(camera.height, dtype=np.float32)[:, None] - 0.5) / np.float32(camera.unit_px)
    number = 80
    edges = np.cumsum(options.width * rng.uniform(0.55, 1.45, number)) - options.width * number / 2
    heights = options.low + (options.high - options.low) * rng.random(number + 1) ** 1.6
    middle = np.exp(-((np.concatenate([edges, edges[-1:]]) / 0.28) ** 2))
    heights = heights - options.valley * middle * (options.high - options.low)
    block = np.searchsorted(edges, x)
    left = np.concatenate([edges[:1] - options.width, edges])[block]
    across = x - left
    span = np.concatenate([[options.width], np.diff(edges), [options.width]])[block]
    style = rng.random(number + 1)
    inset = np.where(style[block] > 0.6, 0.16 * span, 0.0)
    inner = (across > inset) & (across < span - inset)
    roof = heights[block] - np.where(inner, 0, 0.13 * np.maximum(heights[block], 0))
    mast = (style[block] > 0.8) & (np.abs(across - span / 2) < 0.0022)
    roof = roof + np.where(mast, 0.25 * np.maximum(heights[block], 0), 0)
    pixel = np.float32(1 / camera.unit_px)
    alpha = np.clip((roof[None].astype(np.float32) - y) / pixel + 0.5, 0, 1) * (y > -options.base)
    colour = _facades(scene, options, (across, block, y, roof), style)
    scene.lay(colour, alpha.astype(np.float32), depth=options.depth_m)


def _facades(scene: Scene, options: SkylineOptions, place: tuple[Array, Array, Array, Array], style: Numbers) -> Array:
    across, block, y, roof = place
    tall = options.pitch * (1.25 + 0.9 * style[block])
    wide = options.pitch * (0.8 + 0.8 * style[(block * 7) % len(style)])
    u, v = (across / wide)[None].astype(np.float32), ((roof[None] - y) / tall[None]).astype(np.float32)
    cell = np.floor(u) * 3.7 + np.floor(v) * 9.1 + block[None].astype(np.float32) * 17.3
    luck = hash01(cell.astype(np.float32))
    floor_luck = hash01((np.floor(v) * 5.9 + block[None] * 3.1).astype(np.float32))
    share = options.lit * (0.4 + 1.2 * style[block])[None] * (0.6 + 0.8 * floor_luck)
    frame_u, frame_v = np.abs(u - np.floor(u) - 0.5), np.abs(v - np.floor(v) - 0.5)
    soft_u = np.maximum(1 / (scene.camera.unit_px * wide), 0.05)[None]
    soft_v = np.maximum(1 / (scene.camera.unit_px * tall), 0.05)[None]
    pane = np.clip((0.34 - frame_u) / soft_u + 0.5, 0, 1) * np.clip((0.30 - frame_v) / soft_v + 0.5, 0, 1)
    on = (luck < share) & (v > 1)
    strength = np.where(on, 0.25 + 1.6 * hash01((cell * 1.7).astype(np.float32)) ** 2, 0.0) * pane * options.brightness
    paints = np.stack([scene.colour(w) for w in options.windows])
    tint = paints[(style[(block * 3) % len(style)] * len(paints)).astype(int) % len(paints)]
    wall = scene.colour(options.wall) * (2 * scene.ambient)
    shade = (0.75 + 0.5 * style[(block * 5) % len(style)])[None, :, None].astype(np.float32)
    side = smoothstep(0.0, 1.0, (across / np.maximum(options.width, 1e-6)).astype(np.float32))[None, :, None]
    colour = wall * shade * (0.8 + 0.4 * side) + strength[..., None].astype(np.float32) * tint[None]
    fog = options.fog + (1 - options.fog) * 0.55 * np.exp(-np.maximum(y + 0.02, 0) / 0.10)
    return mix(colour, scene.colour(options.haze), fog)
