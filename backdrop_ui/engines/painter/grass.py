"""Blades of grass and flowers, in perspective, over a ground painted before."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from .colour import mix
from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene
from .stamps import soften


class GrassOptions(Options):
    """Blades. height_m; near_m, far_m: the strip they grow on. flowers: share of blades that carry a blossom."""

    light: Paint = 0
    dark: Paint = 1
    count: int = Field(4000, ge=1, le=20000)
    height_m: float = Field(0.12, gt=0.005, le=4)
    width_m: float = Field(0.012, gt=0.0005, le=0.2)
    near_m: float = Field(2.2, gt=0.2, le=200)
    far_m: float = Field(9.0, gt=0.3, le=500)
    lean: float = Field(0.35, ge=0, le=2)
    flowers: float = Field(0.0, ge=0, le=1)
    blossoms: tuple[Paint, ...] = Field((), max_length=6)
    blossom_m: float = Field(0.02, gt=0.001, le=0.5)
    haze: Paint | None = None
    haze_m: float = Field(40.0, gt=1, le=2000)
    blur: float = Field(0.0, ge=0, le=0.05)


@layer("grass", GrassOptions)
def grass(scene: Scene, options: GrassOptions) -> None:
    """Bent blades, far to near, brighter towards their tips; evenly dense on the picture, not on the ground."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    slope = rng.uniform(camera.eye_m / options.far_m, camera.eye_m / options.near_m, options.count)
    z = np.sort(camera.eye_m / slope)[::-1]
    x = rng.uniform(-1.05, 1.05, options.count) * camera.width / 2 / camera.focal_px * z
    scale = camera.focal_px / z
    tall = options.height_m * rng.uniform(0.45, 1.2, options.count) * scale
    bend = options.lean * rng.normal(0.15, 0.6, options.count) * tall
    wide = np.maximum(options.width_m * scale * rng.uniform(0.7, 1.3, options.count), 0.5)
    tone = rng.uniform(0, 1, options.count) ** 1.3
    patches = scene.noise().fbm(x[None].astype(np.float32) * 0.5, z[None].astype(np.float32) * 0.4, 3)[0]
    dark = scene.colour(options.dark) * (2 * scene.ambient)
    light = scene.colour(options.light) * (scene.ambient + scene.key)
    air = 1 - np.exp(-z / options.haze_m)
    for k in range(options.count):
        colour = mix(dark, light, float(np.clip(tone[k] + 0.35 * patches[k], 0, 1)))
        if options.haze is not None:
            colour = mix(colour, scene.colour(options.haze), float(air[k]))
        column = camera.width / 2 + x[k] * scale[k]
        row = camera.horizon_px + camera.eye_m * scale[k]
        tip = (column + bend[k], row - tall[k])
        middle = (column + 0.32 * bend[k], row - 0.58 * tall[k])
        half = wide[k] / 2
        points = [(column - half, row), (middle[0] - half * 0.8, middle[1]), tip, (middle[0] + half * 0.8, middle[1]), (column + half, row)]
        ink.convex(np.array(points, np.float32), colour)
        if options.blossoms and rng.random() < options.flowers:
            paint = options.blossoms[int(rng.integers(len(options.blossoms)))]
            _blossom(scene, ink, tip, options.blossom_m * scale[k] * rng.uniform(0.7, 1.2), scene.colour(paint))
    scene.lay_premultiplied(soften(ink.light(), scene.px(options.blur)))


def _blossom(scene: Scene, ink: Ink, tip: tuple[float, float], radius: float, colour: np.ndarray) -> None:  # type: ignore[type-arg]
    lit = colour * (scene.ambient + scene.key)
    ink.ellipse(tip[0], tip[1], radius, radius * 0.72, lit * np.float32(0.7))
    ink.ellipse(tip[0], tip[1] - 0.15 * radius, radius * 0.78, radius * 0.5, lit)
    ink.ellipse(tip[0], tip[1] - 0.1 * radius, radius * 0.26, radius * 0.2, lit * np.float32(0.45))


class LitterOptions(Options):
    """Leaves or petals lying on the ground. size_m: of a leaf. clear: how much fewer lie in the middle."""

    colours: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    count: int = Field(1500, ge=0, le=12000)
    size_m: float = Field(0.07, gt=0.002, le=1)
    near_m: float = Field(2.2, gt=0.2, le=200)
    far_m: float = Field(20.0, gt=0.3, le=500)
    half_m: float = Field(50.0, gt=0.1, le=500)
    path_m: float = Field(0.0, ge=0, le=50)
    haze: Paint | None = None
    haze_m: float = Field(40.0, gt=1, le=2000)


@layer("litter", LitterOptions)
def litter(scene: Scene, options: LitterOptions) -> None:
    """Flat scraps foreshortened with the ground, curled to catch more or less light."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    slope = rng.uniform(camera.eye_m / options.far_m, camera.eye_m / options.near_m, options.count)
    away = np.sort(camera.eye_m / slope)[::-1]
    t = np.linspace(0, 2 * np.pi, 9)[:-1]
    round_leaf = np.stack([0.5 * np.cos(t), 0.30 * np.sin(t)], -1)
    for z in away.tolist():
        x, turn, tone, curl = rng.uniform(-1.05, 1.05), rng.uniform(0, np.pi), rng.uniform(0.4, 1.15), rng.uniform(0, 0.5)
        colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        x *= camera.half_width_m(z)
        if abs(x) > options.half_m or abs(x) < options.path_m * rng.random():
            continue
        colour = colour * (scene.ambient + scene.key * np.float32(0.7)) * np.float32(tone)
        if options.haze is not None:
            colour = mix(colour, scene.colour(options.haze), float(1 - np.exp(-z / options.haze_m)))
        cos, sin = np.cos(turn), np.sin(turn)
        flat = round_leaf @ np.array([[cos, sin], [-sin, cos]]) * [1, camera.eye_m / z + curl]
        column, row = camera.project(x, 0, z)
        ink.convex((flat * options.size_m * camera.focal_px / z + [column, row]).astype(np.float32), colour)
    scene.lay_premultiplied(ink.light())
