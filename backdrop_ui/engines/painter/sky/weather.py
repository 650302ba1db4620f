"""Weather over the whole picture: snowflakes near the lens, rain, banks of mist."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import add_stamp, disc, soften
from ..registry import Options, Paint, layer
from ..scene import Scene


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
        stamp = soften(np.pad(disc(max(1, round(radius))), max(2, round(radius))), max(radius * 0.3, 0.4))
        add_stamp(
            cover,
            stamp,
            x * camera.width,
            y * camera.height,
            np.array([options.opacity * (0.4 + 0.6 * tone) * share], np.float32),
        )
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
