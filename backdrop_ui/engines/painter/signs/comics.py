"""A comic's page: rays, bursts and clouds of smoke in flat inks, dots for half-tones, as on coarse paper."""

from __future__ import annotations

import itertools

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..colour import mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class RayOptions(Options):
    """Rays around (x, y), shares of the picture. rays: pairs of a light and a dark one; twist: how far they curl."""

    light: Paint = 0
    dark: Paint = 1
    x: float = Field(0.5, ge=-1, le=2)
    y: float = Field(0.45, ge=-1, le=2)
    rays: int = Field(18, ge=2, le=80)
    twist: float = Field(0.0, ge=-3, le=3)
    uneven: float = Field(0.35, ge=0, le=0.9)


@layer("rays", RayOptions)
def rays(scene: Scene, options: RayOptions) -> None:
    """Flat rays of uneven width, edges as sharp as a pixel allows."""
    rng = scene.rng()
    _x, _y, r, angle = _polar(scene, (options.x, options.y))
    turn = (angle + options.twist * np.log(np.maximum(r, 0.02))) / (2 * np.pi) + rng.random()
    waves = sum(options.uneven / k * np.sin(2 * np.pi * (k * turn + rng.random())) for k in (2, 3, 5))
    phase = options.rays * turn + waves
    edge = np.abs((phase % 1) - 0.5) - 0.25
    pixel = options.rays / (2 * np.pi * np.maximum(r, 0.01) * scene.camera.unit_px)
    share = np.clip(0.5 + edge / np.maximum(pixel, 1e-4), 0, 1)
    scene.picture[:] = mix(scene.colour(options.light), scene.colour(options.dark), share[..., None].astype(np.float32))


class DotOptions(Options):
    """Half-tone dots of one ink: none inside `inner` of (x, y), units, touching beyond `outer`; with `fall` over 0
    they grow downwards instead. pitch: from dot to dot, units."""

    colour: Paint = 2
    x: float = Field(0.5, ge=-1, le=2)
    y: float = Field(0.45, ge=-1, le=2)
    inner: float = Field(0.25, ge=0, le=3)
    outer: float = Field(0.9, gt=0, le=4)
    fall: float = Field(0.0, ge=-1, le=1)
    pitch: float = Field(0.022, gt=0.002, le=0.2)
    largest: float = Field(0.62, gt=0.05, le=0.8)
    opacity: float = Field(1.0, ge=0, le=1)


@layer("dots", DotOptions)
def halftone(scene: Scene, options: DotOptions) -> None:
    """Round dots on a raster at 45 degrees, the larger the darker the tone."""
    x, y = np.broadcast_arrays(*scene.grid())
    pitch = np.float32(options.pitch)
    u, v = (x + y) / (pitch * np.float32(2**0.5)), (x - y) / (pitch * np.float32(2**0.5))
    cu, cv = np.floor(u) + 0.5, np.floor(v) + 0.5
    mx, my = (cu + cv) * pitch * np.float32(0.5**0.5), (cu - cv) * pitch * np.float32(0.5**0.5)
    aspect = scene.camera.width / scene.camera.unit_px, scene.camera.height / scene.camera.unit_px
    if options.fall:
        tone = 0.5 + np.sign(options.fall) * (my / aspect[1]) * 2 * abs(options.fall) - 0.25
    else:
        r = np.hypot(mx - (options.x - 0.5) * aspect[0], my - (options.y - 0.5) * aspect[1])
        tone = smoothstep(options.inner, options.outer, r)
    radius = np.float32(options.largest) * np.sqrt(np.clip(tone, 0, 1))
    off = np.hypot(u - cu, v - cv)
    sharp = np.float32(options.pitch * scene.camera.unit_px)
    cover = np.clip((radius - off) * sharp + 0.5, 0, 1) * (radius > 0.06) * np.float32(options.opacity)
    scene.lay(scene.colour(options.colour), cover.astype(np.float32))


class SpeedOptions(Options):
    """Black wedges from the edges towards (x, y), that stop at about `reach` of the way there."""

    colour: Paint = (0.05, 0.04, 0.08)
    count: int = Field(70, ge=1, le=400)
    x: float = Field(0.5, ge=-1, le=2)
    y: float = Field(0.45, ge=-1, le=2)
    reach: float = Field(0.45, ge=0, le=0.95)
    width: float = Field(0.02, gt=0, le=0.2)


@layer("speed", SpeedOptions)
def speed(scene: Scene, options: SpeedOptions) -> None:
    """Speed lines: wedges in bundles, thick at the rim of the picture."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    middle = np.array([options.x * camera.width, options.y * camera.height])
    for _ in range(options.count):
        angle = rng.uniform(0, 2 * np.pi)
        way = np.array([np.cos(angle), np.sin(angle)])
        ahead = np.where(way > 0, [camera.width, camera.height] - middle, -middle) / np.where(
            np.abs(way) < 1e-6, 1e-6, way
        )
        edge = float(np.min(np.abs(ahead)))
        half = scene.px(options.width) * rng.random() ** 2 * np.array([-way[1], way[0]])
        far, near = middle + way * edge * 1.08, middle + way * edge * (1 - options.reach * rng.uniform(0.3, 1.15))
        ink.convex(np.stack([near, far + half, far - half]).astype(np.float32), scene.colour(options.colour))
    scene.lay_premultiplied(ink.light())


class BurstOptions(Options):
    """Bursts and puffs with a black outline at chosen places. spots: (across, down, size): shares of width and height,
    units. puff: round heads of smoke instead of spikes."""

    spots: tuple[tuple[float, float, float], ...] = Field(min_length=1, max_length=24)
    colours: tuple[Paint, ...] = Field((2, 0), min_length=1, max_length=5)
    outline: Paint = (0.05, 0.04, 0.08)
    line: float = Field(0.008, ge=0, le=0.05)
    spikes: int = Field(15, ge=5, le=60)
    puff: bool = False
    jitter: float = Field(0.03, ge=0, le=0.3)
    front: bool = False


@layer("bursts", BurstOptions)
def bursts(scene: Scene, options: BurstOptions) -> None:
    """Each burst in a drop of ink, then smaller in every colour."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    for across, down, size in options.spots:
        shift = rng.uniform(-options.jitter, options.jitter, 2)
        middle = np.array([(across + shift[0]) * camera.width, (down + shift[1]) * camera.height])
        shape = (_puff if options.puff else _spiky)(rng, options.spikes) * scene.px(size) * rng.uniform(0.85, 1.15)
        line = 2 * scene.px(options.line)
        grown = shape * (1 + line / max(float(np.abs(shape).max()), 1e-3))
        drop = np.array([0.5, 0.9]) * line
        ink.polygon(middle + grown + drop, scene.colour(options.outline))
        ink.polygon(middle + grown, scene.colour(options.outline))
        for number, paint in enumerate(options.colours):
            inner = shape * (1 - 0.26 * number) - number * np.array([0.02, 0.05]) * scene.px(size)
            ink.polygon(middle + inner, scene.colour(paint))
    if options.front:
        scene.lay_front(ink.light())
    else:
        scene.lay_premultiplied(ink.light())


def _spiky(rng: np.random.Generator, spikes: int) -> Array:
    """(2n, 2) corners of a star whose spikes differ."""
    angle = (np.arange(2 * spikes) + rng.uniform(-0.3, 0.3, 2 * spikes)) * np.pi / spikes
    reach = np.where(
        np.arange(2 * spikes) % 2 == 0, rng.uniform(0.8, 1.15, 2 * spikes), rng.uniform(0.52, 0.66, 2 * spikes)
    )
    return np.stack([reach * np.cos(angle), 0.82 * reach * np.sin(angle)], -1).astype(np.float32)


def _puff(rng: np.random.Generator, heads: int) -> Array:
    """Outline of a cloud: scallops of uneven size around an oval."""
    turns = np.cumsum(rng.uniform(0.6, 1.4, heads))
    turns = np.concatenate([[0], turns / turns[-1]]) * 2 * np.pi
    parts = []
    for a, b in itertools.pairwise(turns):
        t = np.linspace(0, 1, 9)[:-1]
        angle, bulge = a + (b - a) * t, 1 + 0.55 * (b - a) * np.sin(np.pi * t) ** 0.7
        parts.append(np.stack([bulge * np.cos(angle), 0.7 * bulge * np.sin(angle)], -1))
    return (0.8 * np.concatenate(parts)).astype(np.float32)


def _polar(scene: Scene, middle: tuple[float, float]) -> tuple[Array, Array, Array, Array]:
    """x, y, distance and angle of every pixel from a middle in shares of the picture; units."""
    x, y = np.broadcast_arrays(*scene.grid())
    x = x - np.float32((middle[0] - 0.5) * scene.camera.width / scene.camera.unit_px)
    y = y - np.float32((middle[1] - 0.5) * scene.camera.height / scene.camera.unit_px)
    return x, y, np.hypot(x, y), np.arctan2(y, x)
