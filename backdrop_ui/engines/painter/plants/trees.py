"""Trees: trunks and branches, crowns of leaf clumps."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import contact_shadow, soften
from ..colour import mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .leaves import Clumps, LeafShape, coarseness, enlarged, light_on_picture

BARK_STROKES = 11
THIN = 0.015
"""Trunks thinner than this, in units, show no bark."""


class TreeOptions(Options):
    """A row of trees. near_m, far_m: distances. clear: share of half the width that stays free in the middle. haze,
    haze_m: the air between. clump: radius of a clump of leaves as a share of the tree's height. blur: units. step:
    crowns are drawn this many times coarser, as a backdrop should be a little softer than its subject."""

    leaf: LeafShape = "broad"
    form: Literal["round", "tall", "fir", "bare"] = "round"
    light: Paint = 0
    dark: Paint = 1
    trunk: Paint = (0.16, 0.11, 0.08)
    count: int = Field(8, ge=1, le=120)
    height_m: float = Field(9.0, gt=0.2, le=80)
    vary: float = Field(0.25, ge=0, le=0.9)
    near_m: float = Field(12.0, gt=1, le=2000)
    far_m: float = Field(24.0, gt=1, le=4000)
    clear: float = Field(0.0, ge=0, le=1)
    crown: float = Field(0.36, gt=0.02, le=1)
    clump: float = Field(0.09, gt=0.01, le=0.5)
    density: int = Field(26, ge=1, le=120)
    base_m: float = Field(0.0, ge=-20, le=50)
    haze: Paint | None = None
    haze_m: float = Field(80.0, gt=1, le=5000)
    shadow: float = Field(0.5, ge=0, le=1)
    rim: float = Field(0.35, ge=0, le=3)
    blur: float = Field(0.0, ge=0, le=0.05)
    step: int = Field(2, ge=1, le=4)


@layer("trees", TreeOptions)
def trees(scene: Scene, options: TreeOptions) -> None:
    """Trunks first, then crowns, farthest tree first."""
    rng = scene.rng()
    camera = scene.camera
    wide = max(0.7, camera.width / camera.height / 0.8) ** 0.7
    count = max(1, round(options.count * wide))
    away = np.sort(options.near_m * (options.far_m / options.near_m) ** rng.random(count))[::-1]
    slots = rng.permutation((np.arange(count) + rng.uniform(0.1, 0.9, count)) / count) * 2 - 1
    step = max(options.step, coarseness(scene.px(options.blur)))
    canvas = np.zeros((-(-camera.height // step), -(-camera.width // step), 4), np.float32)
    largest = options.clump * options.height_m * camera.focal_px / options.near_m
    stock = Clumps(options.leaf, min(largest, 0.12 * camera.unit_px) / step, light_on_picture(scene.sun), scene.rng(1))
    trunks = Ink(camera.width, camera.height)
    specs = []
    for z, slot in zip(away.tolist(), slots.tolist(), strict=True):
        place = slot * 1.1
        if abs(place) < options.clear:
            place = float(np.sign(place) or 1) * (options.clear + (1.1 - options.clear) * rng.random())
        x = place * camera.half_width_m(z)
        tall = options.height_m * (1 + options.vary * rng.uniform(-1, 1))
        specs.append((x, z, tall))
        if options.shadow:
            width = tall * 0.14 * camera.focal_px / z
            contact_shadow(scene.picture, camera.project(x, options.base_m, z), width, options.shadow)
        _trunk(scene, trunks, options, (x, z, tall), rng)
    scene.lay_premultiplied(soften(trunks.light(), scene.px(options.blur)))
    if options.form != "bare":
        for number, spec in enumerate(specs):
            _crown(scene, (canvas, step), stock, options, spec, (rng, number))
    canvas = enlarged(scene, soften(canvas, scene.px(options.blur) / step))
    scene.lay_premultiplied(canvas, depth=float(np.sqrt(options.near_m * options.far_m)))


def _air(scene: Scene, options: TreeOptions, z: float, colour: Array) -> Array:
    if options.haze is None:
        return colour
    return mix(colour, scene.colour(options.haze), float(1 - np.exp(-z / options.haze_m)))


def _trunk(
    scene: Scene, ink: Ink, options: TreeOptions, spec: tuple[float, float, float], rng: np.random.Generator
) -> None:
    x, z, tall = spec
    scale = scene.camera.focal_px / z
    column, foot = scene.camera.project(x, options.base_m, z)
    t = np.linspace(0, 1, 26) ** 1.5
    reach = 1.0 if options.form in ("fir", "bare", "tall") else 0.72
    sway = tall * 0.05 * (rng.normal() * t**2 + 0.4 * rng.normal() * np.sin(3 * t))
    points = np.stack([column + sway * scale, foot - t * tall * reach * scale], -1)
    widths = tall * 0.027 * scale * (1 - 0.8 * t + 0.5 * np.exp(-t * 14) + 0.5 * np.exp(-t * 60))
    bark = scene.colour(options.trunk)
    colour = _air(scene, options, z, bark * (scene.ambient * 2))
    ink.ellipse(column + sway[0] * scale, foot, widths[0] * 0.5, widths[0] * 0.5 * scene.camera.eye_m / z, colour)
    ink.stroke(points, widths, colour)
    side = float(np.sign(scene.sun[0]) or 1)
    strokes = BARK_STROKES if tall * 0.03 * scene.camera.focal / z > THIN else 3
    for u in np.linspace(-0.42, 0.42, strokes) + rng.normal(0, 0.02, strokes):
        facing = np.clip(0.35 + 1.1 * side * u, 0, 1) * rng.uniform(0.6, 1.3)
        tone = _air(
            scene, options, z, bark * (scene.ambient * np.float32(2 * rng.uniform(0.7, 1.2)) + scene.key * facing)
        )
        wobble = widths * (u + 0.03 * np.sin(t * rng.uniform(8, 20) + rng.uniform(0, 6)))
        ink.stroke(points + np.stack([wobble, widths * 0], -1), widths * rng.uniform(0.7, 1.4) / strokes, tone)
    branches = 7 if options.form == "bare" else 4 if options.form == "round" else 0
    for _ in range(branches):
        start = int(rng.integers(14, 23))
        lean = rng.choice([-1, 1]) * rng.uniform(0.4, 1.1)
        length = tall * rng.uniform(0.12, 0.3) * scale
        s = np.linspace(0, 1, 6)
        arm = points[start] + np.stack([lean * s * length, -(0.55 * s + 0.35 * s**2) * length], -1)
        ink.stroke(arm, widths[start] * 0.55 * (1 - 0.8 * s) + 0.3, colour)


def _crown(
    scene: Scene,
    coarse: tuple[Array, int],
    stock: Clumps,
    options: TreeOptions,
    spec: tuple[float, float, float],
    chance: tuple[np.random.Generator, int],
) -> None:
    x, z, tall = spec
    rng, number = chance
    canvas, step = coarse
    scale = scene.camera.focal_px / z
    column, foot = scene.camera.project(x, options.base_m, z)
    places = _crown_places(options.form, options.density, rng)
    half_w = options.crown * tall * scale
    sun = light_on_picture(scene.sun)
    tone = rng.uniform(0.85, 1.15)
    for k, (u, v) in enumerate(places):
        lit = 0.5 + 0.5 * (u * sun[0] + (1 - 2 * v) * sun[1])
        dark = scene.colour(options.dark) * (2 * scene.ambient) * np.float32(tone)
        light = (
            scene.colour(options.light)
            * (scene.ambient + scene.key * np.float32(0.55 + options.rim * lit))
            * np.float32(tone)
        )
        colours = (_air(scene, options, z, dark * np.float32(0.45 + 0.5 * lit)), _air(scene, options, z, light))
        radius = options.clump * tall * scale * rng.uniform(0.75, 1.2) * _taper(options.form, v)
        place = ((column + u * half_w) / step, (foot - v * tall * scale) / step, radius / step)
        stock.lay(canvas, place, colours, int(number * 31 + k))


def _taper(form: str, v: float) -> float:
    return 1.15 - 0.85 * v if form == "fir" else 1.0


def _crown_places(form: str, density: int, rng: np.random.Generator) -> Array:
    """(density, 2): u in [-1, 1] across, v in [0, 1] up the tree; back and low clumps first."""
    if form == "fir":
        v = np.sort(rng.uniform(0.08, 1.0, density))
        u = rng.uniform(-1, 1, density) * (1.04 - v)
    elif form == "tall":
        v = np.sort(rng.uniform(0.22, 1.0, density))
        u = rng.uniform(-1, 1, density) * np.sqrt(np.clip(1 - ((v - 0.6) / 0.42) ** 2, 0.05, 1))
    else:
        angle, r = rng.uniform(0, 2 * np.pi, density), np.sqrt(rng.random(density))
        u, v = r * np.cos(angle), 0.68 + 0.30 * r * np.sin(angle)
        order = np.argsort(v + 0.15 * rng.random(density))
        u, v = u[order], v[order]
    return np.stack([u, v], -1).astype(np.float32)
