"""What drifts in the air: confetti, petals, leaves, dust, embers, fireflies."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import dots, soften
from ..colour import smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class ScatterOptions(Options):
    """Flat scraps in the air. size: length of the nearest, units. top, bottom: band, shares of the height. clear: how
    much they avoid the middle. front: over the subject, few and blurred."""

    shape: Literal["confetti", "petal", "leaf"] = "confetti"
    colours: tuple[Paint, ...] = Field((0, 1, 2), min_length=1, max_length=8)
    count: int = Field(160, ge=0, le=3000)
    size: float = Field(0.022, gt=0, le=0.3)
    top: float = Field(0.0, ge=-0.5, le=1.5)
    bottom: float = Field(1.0, ge=-0.5, le=1.5)
    clear: float = Field(0.0, ge=0, le=1)
    blur: float = Field(0.0, ge=0, le=0.05)
    light: float = Field(0.8, ge=0, le=4)
    front: bool = False


@layer("scatter", ScatterOptions)
def scatter(scene: Scene, options: ScatterOptions) -> None:
    """Scraps turned every way, the far ones small and dim."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    count = options.count
    x, y, near = rng.random(count), rng.uniform(options.top, options.bottom, count), rng.random(count)
    turn, tip = rng.uniform(0, np.pi, (count, 1)), rng.uniform(0.15, 1, (count, 1))
    kept = rng.random(count) >= options.clear * np.exp(-(((x - 0.5) / 0.22) ** 2))
    paints = np.stack([scene.colour(c) for c in options.colours])[rng.integers(len(options.colours), size=count)]
    colour = paints * (options.light * rng.uniform(0.45, 1.15, (count, 1))).astype(np.float32)
    size = scene.px(options.size) * (0.3 + 0.7 * near**2)[:, None]
    u, v = size * SHAPES[options.shape][:, 0], size * tip * SHAPES[options.shape][:, 1]
    points_x = (x * camera.width)[:, None] + u * np.cos(turn) - v * np.sin(turn)
    points_y = (y * camera.height)[:, None] + u * np.sin(turn) + v * np.cos(turn)
    ink.many(np.stack([points_x, points_y], -1)[kept], colour[kept])
    layer_light = soften(ink.light(), scene.px(options.blur))
    if options.front:
        scene.lay_front(layer_light)
    else:
        scene.lay_premultiplied(layer_light)


def _petal() -> Array:
    t = np.linspace(0, 2 * np.pi, 14)[:-1]
    return np.stack([0.5 * np.cos(t), 0.34 * np.sin(t) * (1 - 0.35 * np.cos(t))], -1).astype(np.float32)


def _leaf() -> Array:
    t = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    return np.stack([0.5 * np.cos(t), 0.26 * np.sin(t) * np.abs(np.sin(t)) ** 0.5], -1).astype(np.float32)


SHAPES: dict[str, Array] = {
    "confetti": np.array([(-0.5, -0.32), (0.5, -0.32), (0.5, 0.32), (-0.5, 0.32)], np.float32),
    "petal": _petal(),
    "leaf": _leaf(),
}


class MoteOptions(Options):
    """Round things that float: dust, snow, sparks, fireflies. glow: added as light rather than laid over."""

    colour: Paint = (1.0, 1.0, 1.0)
    count: int = Field(300, ge=0, le=6000)
    size: float = Field(0.003, gt=0, le=0.05)
    top: float = Field(0.0, ge=-0.5, le=1.5)
    bottom: float = Field(1.0, ge=-0.5, le=1.5)
    brightness: float = Field(1.0, ge=0, le=30)
    glow: bool = True
    halo: float = Field(0.0, ge=0, le=2)
    clear: float = Field(0.0, ge=0, le=1)


@layer("motes", MoteOptions)
def motes(scene: Scene, options: MoteOptions) -> None:
    """Many small soft dots, few of them large."""
    rng = scene.rng()
    camera = scene.camera
    x, y = rng.random(options.count), rng.uniform(options.top, options.bottom, options.count)
    near = rng.random(options.count)
    radius = scene.px(options.size) * (0.35 + 0.65 * near**6)
    energy = options.brightness * rng.uniform(0.3, 1, options.count)
    energy *= 1 - options.clear * np.exp(-(((x - 0.5) / 0.2) ** 2))
    energy *= smoothstep(options.top - 0.02, options.top + 0.1, y) * smoothstep(
        options.bottom + 0.02, options.bottom - 0.1, y
    )
    light = dots((camera.height, camera.width), x * camera.width, y * camera.height, radius, energy)
    if options.halo:
        light = light + np.float32(options.halo) * 8 * soften(light, scene.px(options.size * 3))
    colour = scene.colour(options.colour)
    if options.glow:
        scene.picture += light[..., None] * colour
    else:
        scene.lay(
            colour * np.float32(max(options.brightness, 1e-3)), np.clip(light / max(options.brightness, 1e-3), 0, 1)
        )
