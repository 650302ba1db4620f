"""Fireworks: shells that burst into spheres, willows and rings of sparks, with the smoke they light."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, light
from ..colour import Numbers, mix
from ..registry import Options, Paint, layer
from ..scene import Scene

TRAIL = 16
"""Points along the trail of a spark."""


class FireworksOptions(Options):
    """bursts: how many, in `colours`. top, bottom: band of their middles, shares of the height. size: radius of the
    largest, units. smoke: how much hangs in the air. rise: share of the shells whose way up is seen."""

    colours: tuple[Paint, ...] = Field((0, 1, 2), min_length=1, max_length=8)
    bursts: int = Field(9, ge=1, le=40)
    top: float = Field(0.08, ge=-0.2, le=1)
    bottom: float = Field(0.36, ge=0, le=1)
    size: float = Field(0.3, gt=0.02, le=1)
    brightness: float = Field(1.0, ge=0, le=10)
    smoke: float = Field(0.5, ge=0, le=3)
    rise: float = Field(0.5, ge=0, le=1)


@layer("fireworks", FireworksOptions)
def fireworks(scene: Scene, options: FireworksOptions) -> None:
    """Large shells high up, small ones lower and farther away; all light, so their order does not matter."""
    rng = scene.rng()
    camera = scene.camera
    count = max(1, round(options.bursts * (camera.width / camera.height / 0.8) ** 0.5))
    places = (rng.permutation(count) + rng.uniform(0.2, 0.8, count)) / count
    shells = []
    for number in range(count):
        large = 1 - 0.62 * (number / max(count - 1, 1)) ** 0.7
        y = options.top + (options.bottom - options.top) * (1 - large) / 0.62 * rng.uniform(0.6, 1.1)
        where = (0.02 + 0.96 * places[number]) * camera.width, (y + rng.uniform(-0.04, 0.04)) * camera.height
        colours = [scene.colour(options.colours[int(k)]) for k in rng.integers(len(options.colours), size=2)]
        sky = min(1.0, camera.horizon_px / scene.px(0.62))  # Wide pictures have less sky to fill.
        radius = scene.px(options.size) * sky * large * rng.uniform(0.8, 1.1)
        shells.append((np.array(where), radius, colours))
    if options.smoke:
        scene.picture += _smoke(scene, options, shells)
    for middle, radius, colours in shells:
        form = str(rng.choice(["peony", "peony", "willow", "palm", "ring", "double"]))
        splats = _burst(scene, form, (middle, radius), colours, rng)
        lay_splats(scene.picture, _brighter(splats, options.brightness), "glow")
        if rng.random() < options.rise:
            lay_splats(scene.picture, _brighter(_ascent(scene, middle, radius, rng), options.brightness), "glow")


def _brighter(splats: Splats, factor: float) -> Splats:
    return Splats(splats.x, splats.y, splats.long, splats.wide, splats.turn, splats.paint * np.float32(factor))


def _burst(
    scene: Scene, form: str, place: tuple[Numbers, float], colours: list[Array], rng: np.random.Generator
) -> Splats:
    """All sparks of one shell: they slow down in the air, fall, and are brightest where they are now."""
    middle, radius = place
    number = {"palm": 26, "ring": 70, "willow": 95}.get(form, 190)
    ways = rng.normal(size=(number, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    if form == "ring":
        turn = np.linspace(0, 2 * np.pi, number) + rng.normal(0, 0.02, number)
        tilt, lean = rng.uniform(0.3, 0.9), rng.uniform(-0.6, 0.6)
        flat = np.stack([np.cos(turn), np.sin(turn) * tilt], -1)
        ways = np.column_stack(
            [flat @ np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]]), 0 * turn]
        )
    speed = rng.normal(1, 0.05, number) * np.where((form == "double") & (np.arange(number) % 3 == 0), 0.5, 1)
    fall = {"willow": 0.75, "palm": 0.4}.get(form, 0.16)
    begin = {"willow": 0.1, "palm": 0.0, "ring": 0.8}.get(form, 0.42)
    t = begin + (1 - begin) * np.linspace(0, 1, TRAIL)[None] ** 0.8
    reach = (1 - np.exp(-2.6 * t)) / (1 - np.exp(-2.6)) * speed[:, None]
    x = middle[0] + radius * ways[:, :1] * reach
    y = middle[1] + radius * (ways[:, 1:2] * reach + fall * t**2 * rng.uniform(0.8, 1.2, (number, 1)))
    now = ((t - begin) / (1 - begin)) ** (1.2 if form in ("willow", "palm") else 2.2)
    twinkle = rng.uniform(0.3, 1.0, (number, TRAIL)) ** (2.0 if form == "willow" else 0.8)
    gold = scene.colour((1.0, 0.71, 0.35))
    tail, tip = (
        (gold, mix(gold, colours[0], 0.3)) if form in ("willow", "palm") else (mix(colours[0], gold, 0.3), colours[0])
    )
    inner = ((form == "double") & (np.arange(number) % 3 == 0))[:, None, None]
    tint = mix(np.broadcast_to(tail, (number, TRAIL, 3)), tip, np.broadcast_to(now[..., None], (number, TRAIL, 3)))
    tint = np.where(inner, colours[1], tint)
    power = (0.10 + 1.2 * now) * twinkle * (1.5 if form == "palm" else 1.0)
    power[:, -1] *= 2.6
    width = scene.px(0.0011) * (0.7 + 0.5 * now) * (1.5 if form == "palm" else 1.0)
    dx, dy = np.gradient(x, axis=1), np.gradient(y, axis=1)
    long = np.maximum(np.hypot(dx, dy) * 0.5, width)
    long[:, -1] = width[:, -1] * 1.05
    paint = light((tint * power[..., None]).reshape(-1, 3))
    core = np.array([radius * 0.22])
    return Splats(
        np.append(x.ravel(), middle[0]),
        np.append(y.ravel(), middle[1]),
        np.append(long.ravel(), core),
        np.append(np.broadcast_to(width, x.shape).ravel(), core),
        np.append(np.arctan2(dy, dx).ravel(), 0),
        np.concatenate([paint, light(0.10 * colours[0][None])]),
    )


def _ascent(scene: Scene, middle: Numbers, radius: float, rng: np.random.Generator) -> Splats:
    """The way up of a shell, bending a little with the wind."""
    t = np.linspace(0.1, 1, 60)
    foot = scene.camera.horizon_px
    x = middle[0] + radius * rng.uniform(-0.35, 0.35) * (1 - t) ** 2
    y = foot + (middle[1] - foot) * t
    power = 0.35 * t**3 * rng.uniform(0.4, 1, len(t))
    paint = light(power[:, None] * scene.colour((1.0, 0.78, 0.5)))
    step = np.full(len(t), abs(foot - middle[1]) / 90)
    return Splats(x, y, step, np.full(len(t), scene.px(0.0011)), np.full(len(t), np.pi / 2), paint)


def _smoke(scene: Scene, options: FireworksOptions, shells: list[tuple[Array, float, list[Array]]]) -> Array:
    """(H, W, 3): drifting smoke, lit by the shells near it."""
    x, y = scene.grid(4)
    noise = scene.noise()
    warp = noise.fbm(x * 1.2, y * 1.6, 3)
    puffs = np.clip(0.45 + 0.8 * noise.fbm(x * 2 + 0.5 * warp, y * 2.6 + 0.5 * warp, 5, 0.55), 0, 1.6)
    glow = np.zeros((*puffs.shape, 3), np.float32)
    camera, unit = scene.camera, scene.camera.unit_px
    for middle, radius, colours in shells:
        u = x - np.float32((middle[0] - camera.width / 2) / unit)
        v = y - np.float32((middle[1] - camera.height / 2) / unit)
        near = np.exp(-((u * u + v * v) / np.float32((0.9 * radius / unit) ** 2)))
        glow += near[..., None].astype(np.float32) * colours[0] * np.float32(0.16 * options.smoke)
    return scene.enlarge((glow * puffs[..., None]).astype(np.float32))
