"""What drifts in the air: confetti, petals, snow, dust, embers, fireflies, bubbles, rain."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import smoothstep
from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene
from .stamps import add_stamp, disc, dots, soften


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
    energy *= smoothstep(options.top - 0.02, options.top + 0.1, y) * smoothstep(options.bottom + 0.02, options.bottom - 0.1, y)
    light = dots((camera.height, camera.width), x * camera.width, y * camera.height, radius, energy)
    if options.halo:
        light = light + np.float32(options.halo) * 8 * soften(light, scene.px(options.size * 3))
    colour = scene.colour(options.colour)
    if options.glow:
        scene.picture += light[..., None] * colour
    else:
        scene.lay(colour * np.float32(max(options.brightness, 1e-3)), np.clip(light / max(options.brightness, 1e-3), 0, 1))


class FlakeOptions(Options):
    """Near snow or bubbles out of focus: soft discs. radius: of the largest, units."""

    colour: Paint = (1.0, 1.0, 1.0)
    count: int = Field(40, ge=0, le=600)
    radius: float = Field(0.012, gt=0, le=0.1)
    opacity: float = Field(0.6, ge=0, le=1)
    front: bool = False
    clear: float = Field(0.0, ge=0, le=1)


@layer("flakes", FlakeOptions)
def flakes(scene: Scene, options: FlakeOptions) -> None:
    """Discs laid over the picture, or over the subject."""
    rng = scene.rng()
    camera = scene.camera
    cover: Array = np.zeros((camera.height, camera.width, 1), np.float32)
    for _ in range(options.count):
        x, y, near, tone = rng.random(4)
        if rng.random() < options.clear * np.exp(-(((x - 0.5) / 0.22) ** 2)):
            continue
        radius = scene.px(options.radius) * (0.25 + 0.75 * near**3)
        share = min(1.0, radius * radius * 1.5)
        stamp = soften(disc(max(1, round(radius))), max(radius * 0.3, 0.4))
        add_stamp(cover, stamp, x * camera.width, y * camera.height, np.float32([options.opacity * (0.4 + 0.6 * tone) * share]))
    alpha = np.clip(cover[..., 0], 0, 1)
    colour = scene.colour(options.colour)
    if options.front:
        scene.lay_front(np.concatenate([alpha[..., None] * colour, alpha[..., None]], axis=-1))
    else:
        scene.lay(colour, alpha)


class RainOptions(Options):
    """Streaks of rain. length: units; slant: sideways per metre down."""

    colour: Paint = (0.75, 0.82, 0.95)
    count: int = Field(500, ge=0, le=4000)
    length: float = Field(0.06, gt=0, le=0.4)
    slant: float = Field(0.08, ge=-1, le=1)
    opacity: float = Field(0.25, ge=0, le=1)


@layer("rain", RainOptions)
def rain(scene: Scene, options: RainOptions) -> None:
    """Thin streaks, motion-blurred along their fall."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    white = np.ones(3, np.float32)
    for x, y, near in rng.random((options.count, 3)) * [camera.width, camera.height * 1.1, 1]:
        length = scene.px(options.length) * (0.4 + 0.6 * near)
        top = np.array([x - options.slant * length, y - length])
        ink.stroke(np.stack([top, [x, y]]), np.array([0.3, 1.0]) * max(scene.px(0.0022) * (0.4 + near), 0.4), white)
    alpha = soften(ink.light()[..., 3], scene.px(0.0008))
    scene.lay(scene.colour(options.colour), alpha * np.float32(options.opacity))


class MistOptions(Options):
    """A bank of mist, smoke or dust. y: of its middle, share of the height; thick: units. clear: how much it opens in
    the middle. billow: size of its swirls, units. front: over the subject."""

    colour: Paint = (1.0, 1.0, 1.0)
    y: float = Field(0.6, ge=-0.5, le=1.5)
    thick: float = Field(0.15, gt=0.005, le=2)
    opacity: float = Field(0.6, ge=0, le=1)
    billow: float = Field(0.25, gt=0.01, le=3)
    patchy: float = Field(0.8, ge=0, le=3)
    clear: float = Field(0.0, ge=0, le=1)
    light: float = Field(1.0, ge=0, le=4)
    front: bool = False


@layer("mist", MistOptions)
def mist(scene: Scene, options: MistOptions) -> None:
    """Drifting banks, brighter where they are thin and on their upper side."""
    x, y = scene.grid(3)
    middle = (options.y - 0.5) * scene.camera.height / scene.camera.unit_px
    scale = np.float32(0.5 / options.billow)
    noise = scene.noise()
    u, v = np.broadcast_arrays(x * scale, y * scale * np.float32(1.7))
    warp = noise.fbm(u * 0.7 + 3, v * 0.7, 3)
    cloud = noise.fbm(u + 0.08 * warp, v + 0.08 * warp, 5, 0.55)
    above = noise.fbm(u + 0.08 * warp + 0.05, v + 0.08 * warp - 0.16, 4, 0.55)
    band = np.exp(-(((y - np.float32(middle)) / np.float32(options.thick)) ** 2))
    alpha = np.clip(band * (1 + options.patchy * (cloud - 0.2)), 0, 1) * np.float32(options.opacity)
    alpha *= 1 - options.clear * np.exp(-((x / np.float32(0.2)) ** 2))
    shade = np.float32(options.light) * np.clip(0.85 + 0.45 * (cloud - above), 0.4, 1.5)
    colour = scene.enlarge(shade.astype(np.float32))[..., None] * scene.colour(options.colour)
    alpha = scene.enlarge(alpha.astype(np.float32))
    if options.front:
        scene.lay_front(np.concatenate([alpha[..., None] * colour, alpha[..., None]], axis=-1))
    else:
        scene.lay(colour, alpha)
