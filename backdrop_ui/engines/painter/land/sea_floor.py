"""Under water: the net of light that waves throw, weed that sways, shoals of fish."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..brush.ink import Ink
from ..brush.stamps import soften
from ..colour import Numbers, mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .floors import ground_rows


class CausticOptions(Options):
    """strength: of the light; size_m: of a mesh; far_m: distance it fades at."""

    strength: float = Field(0.6, ge=0, le=5)
    size_m: float = Field(0.9, gt=0.05, le=20)
    far_m: float = Field(12.0, gt=0.5, le=200)


@layer("caustics", CausticOptions)
def caustics(scene: Scene, options: CausticOptions) -> None:
    """Two nets of ridges multiplied, on the ground in perspective."""
    ground = ground_rows(scene, 200.0)
    if ground is None:
        return
    u, v = ground.x / np.float32(options.size_m), np.broadcast_to(ground.z / np.float32(options.size_m), ground.x.shape)
    bend = scene.noise(2).fbm(u * 0.5, v * 0.5, 2)
    nets = [1 - np.abs(scene.noise(k).octave(u * s + 0.4 * bend, v * s)) * 1.5 for k, s in ((0, 0.55), (1, 0.8))]
    net = np.clip(nets[0], 0, 1) ** 5 + 0.7 * np.clip(nets[1], 0, 1) ** 6
    fade = np.exp(-((ground.z / np.float32(options.far_m)) ** 2)) * np.float32(options.strength)
    scene.picture[ground.top :] *= 1 + (net * fade)[..., None] * scene.key


class WeedOptions(Options):
    """Fronds that rise from the lower edge at the sides. clear: share of half the width that stays free."""

    light: Paint = 0
    dark: Paint = 1
    count: int = Field(30, ge=1, le=300)
    height: float = Field(0.4, gt=0.02, le=2)
    width: float = Field(0.02, gt=0.001, le=0.3)
    clear: float = Field(0.5, ge=0, le=1)
    base: float = Field(1.0, ge=0.3, le=1.3)
    haze: Paint | None = None
    air: float = Field(0.0, ge=0, le=1)
    blur: float = Field(0.003, ge=0, le=0.05)
    front: bool = False


@layer("weed", WeedOptions)
def weed(scene: Scene, options: WeedOptions) -> None:
    """Swaying ribbons with a lit edge."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    for number in range(options.count):
        side = 1 if number % 2 else -1
        x = 0.5 + side * (options.clear + (1.05 - options.clear) * rng.random()) / 2
        tall = scene.px(options.height) * rng.uniform(0.4, 1.1)
        t = np.linspace(0, 1, 18)
        phase, sway = rng.uniform(0, 6.3), rng.uniform(0.04, 0.12)
        wave = sway * tall * t * np.sin(5 * t + phase)
        points = np.stack([x * camera.width + wave, options.base * camera.height - tall * t], -1)
        widths = scene.px(options.width) * rng.uniform(0.6, 1.2) * np.sqrt(np.maximum(1 - t, 0.01)) * (0.5 + t)
        colour = mix(scene.colour(options.dark), scene.colour(options.light), float(rng.random()))
        if options.haze is not None:
            colour = mix(colour, scene.colour(options.haze), options.air)
        ink.stroke(points, widths, colour * np.float32(0.7))
        ink.stroke(points + np.stack([-widths * 0.2, widths * 0], -1), widths * 0.35, colour * np.float32(1.3))
    rgba = soften(ink.light(), scene.px(options.blur))
    if options.front:
        scene.lay_front(rgba)
    else:
        scene.lay_premultiplied(rgba, depth=6.0)


class ShoalOptions(Options):
    """Small fish. y: of the shoal, share of the height; size: of a fish, units."""

    colour: Paint = 0
    belly: Paint = (0.9, 0.95, 1.0)
    count: int = Field(40, ge=1, le=600)
    y: float = Field(0.35, ge=0, le=1)
    size: float = Field(0.03, gt=0.002, le=0.3)
    spread: float = Field(0.3, gt=0.01, le=1)
    clear: float = Field(0.5, ge=0, le=1)
    haze: Paint = 1
    air: float = Field(0.5, ge=0, le=1)
    blur: float = Field(0.002, ge=0, le=0.05)


@layer("shoal", ShoalOptions)
def shoal(scene: Scene, options: ShoalOptions) -> None:
    """A shoal that swims one way around the middle, near fish larger."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    way = float(rng.choice([-1, 1]))
    for depth in np.sort(rng.random(options.count)):
        x = rng.random()
        if abs(x - 0.5) < options.clear * 0.25 and rng.random() < 0.85:
            continue
        bow = 0.16 * np.cos((x - 0.5) * 3.0)
        y = options.y + bow - 0.08 + options.spread * 0.35 * rng.normal()
        size = scene.px(options.size) * (0.35 + 0.65 * depth)
        tilt = rng.normal(0, 0.12) + 0.25 * way * (x - 0.5)
        colour = mix(scene.colour(options.colour), scene.colour(options.haze), float(options.air * (1.2 - depth)))
        belly = mix(scene.colour(options.belly), scene.colour(options.haze), float(options.air * (1.2 - depth)))
        _fish(ink, (x * camera.width, y * camera.height, size, tilt), way, colour, belly)
    scene.lay_premultiplied(soften(ink.light(), scene.px(options.blur)), depth=8.0)


_BODY = np.array(
    [(0.5, 0.0), (0.3, -0.15), (0.0, -0.2), (-0.3, -0.09), (-0.38, 0.0), (-0.3, 0.09), (0.0, 0.2), (0.3, 0.15)]
)
_TAIL = np.array([(-0.33, 0.0), (-0.58, -0.19), (-0.5, 0.0), (-0.58, 0.19)])
_BELLY = np.array([(0.42, 0.04), (-0.28, 0.05), (0.0, 0.18), (0.28, 0.14)])


def _fish(ink: Ink, place: tuple[float, float, float, float], way: float, colour: Numbers, belly: Numbers) -> None:
    x, y, size, tilt = place
    turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]]) * size
    for outline, paint in ((_TAIL, colour * 0.8), (_BODY, colour), (_BELLY, belly)):
        ink.polygon(((outline * [way, 1]) @ turn + [x, y]).astype(np.float32), np.asarray(paint, np.float32))
