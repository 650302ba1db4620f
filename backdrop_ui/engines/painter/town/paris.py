"""Paris at blue hour: an iron lattice tower with its lights on, and zinc roofs on houses of pale stone."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import soften
from ..registry import Options, Paint, layer
from ..scene import Scene

PLATFORMS_M = (57.0, 115.0, 276.0)
TALL_M = 312.0


class IronTowerOptions(Options):
    """A lattice tower as in Paris. distance_m: how far it stands; foot_m: height of its feet; aside: how far from the
    middle, units. colour: of its light; brightness: of that."""

    distance_m: float = Field(640, gt=100, le=5000)
    foot_m: float = Field(-16, ge=-200, le=100)
    aside: tuple[float, float] = (0.13, 0.24)
    colour: Paint = (1.0, 0.7, 0.35)
    brightness: float = Field(1.25, ge=0, le=20)


def _half_width(y: float) -> float:
    """Half of its width over its legs' outer edges at height y: the curve that the wind's force asks for."""
    return float(4.2 + 58.3 * np.exp(-y / 62.0) - 0.012 * y)


@layer("iron_tower", IronTowerOptions)
def iron_tower(scene: Scene, options: IronTowerOptions) -> None:
    """Legs of four posts with crossed braces, far side first; platforms, arches, a beacon; its glow in the air."""
    rng = scene.rng()
    fits = scene.camera.focal_px * (TALL_M + options.foot_m) / max(0.9 * scene.camera.horizon_px, 1)
    options = options.model_copy(update={"distance_m": max(options.distance_m, fits)})  # its tip stays in the picture
    x = float(rng.uniform(*options.aside) * rng.choice([-1, 1])) / scene.camera.focal * options.distance_m
    light: Array = np.zeros((scene.camera.height, scene.camera.width, 4), np.float32)
    for back in (True, False):
        ink = Ink(scene.camera.width, scene.camera.height)
        _lattice(scene, options, ink, x, back)
        part = ink.light()
        part[..., :3] *= 0.55 if back else 1.0
        light = part + light * (1 - part[..., 3:])
    rows = np.arange(scene.camera.height, dtype=np.float32)[:, None, None]
    top = scene.camera.project(0, TALL_M + options.foot_m, options.distance_m)[1]
    share = np.clip((rows - top) / max(scene.camera.horizon_px - top, 1.0), 0, 1)
    light[..., :3] *= np.float32(options.brightness) * (0.55 + 0.65 * share**1.5)
    glow = soften(np.ascontiguousarray(light[..., :3]), scene.px(0.006)) * 0.35
    glow += soften(np.ascontiguousarray(light[..., :3]), scene.px(0.04)) * 0.35
    scene.lay_premultiplied(light, depth=options.distance_m)
    scene.picture += glow
    tip = scene.camera.project(x, TALL_M + options.foot_m, options.distance_m)
    _beam(scene, tip, float(rng.uniform(-0.5, 0.5)))


def _beam(scene: Scene, tip: tuple[float, float], lean: float) -> None:
    """The beacon's two beams, which fade into the evening."""
    x, y = scene.grid(4)
    u = x - np.float32((tip[0] - scene.camera.width / 2) / scene.camera.unit_px)
    v = y - np.float32((tip[1] - scene.camera.height / 2) / scene.camera.unit_px)
    cos, sin = np.float32(np.cos(lean * 0.5)), np.float32(np.sin(lean * 0.5))
    along, across = u * cos + v * sin, -u * sin + v * cos
    beam = np.exp(-((across / (0.003 + 0.03 * np.abs(along))) ** 2)) * np.exp(-np.abs(along) / 0.28)
    star = np.exp(-(u * u + v * v) / np.float32(0.00008))
    scene.picture += scene.enlarge((0.1 * beam + 0.8 * star).astype(np.float32))[..., None] * np.array(
        [1.0, 0.93, 0.8], np.float32
    )


def _lattice(scene: Scene, options: IronTowerOptions, ink: Ink, x: float, back: bool) -> None:
    camera, z = scene.camera, options.distance_m
    colour = scene.colour(options.colour)
    unit = camera.focal_px / z

    def at(u: float, y: float, depth: float) -> Array:
        return np.array(camera.project(x + u, y + options.foot_m, z + depth))

    def bar(a: Array, b: Array, thick_m: float, tone: float = 1.0) -> None:
        ink.stroke(np.stack([a, b]), np.full(2, max(thick_m * unit, 0.7)), colour * np.float32(tone))

    levels = np.concatenate(
        [np.linspace(0, 57, 7), np.linspace(57, 115, 7)[1:], 115 + 161 * np.linspace(0, 1, 20)[1:] ** 0.85]
    )
    for low, high in zip(levels[:-1].tolist(), levels[1:].tolist(), strict=True):
        outer, above = _half_width(low), _half_width(high)
        inner = outer - _leg(low)
        inner_above = above - _leg(high)
        depth = outer * (0.9 if back else -0.9)
        spans = [(-outer, -inner, -above, -inner_above), (inner, outer, inner_above, above)]
        if low >= 190:
            spans = [(-outer, outer, -above, above)]
        tone = 0.8 + 0.25 * ((low * 0.37) % 1)
        for a, b, c, d in spans:
            for p, q in ((a, c), (b, d)):
                bar(at(p, low, depth), at(q, high, depth), 1.9, 1.05)
            bar(at(a, low, depth), at(d, high, depth), 0.9, tone)
            bar(at(b, low, depth), at(c, high, depth), 0.9, tone)
            bar(at(c, high, depth), at(d, high, depth), 0.9, 0.9)
            middle = (at(a, low, depth) + at(c, high, depth)) / 2, (at(b, low, depth) + at(d, high, depth)) / 2
            bar(middle[0].astype(np.float32), middle[1].astype(np.float32), 0.6, 0.7)
    for level, tall in zip(PLATFORMS_M, (7.0, 5.0, 4.0), strict=True):
        w = _half_width(level) + 2.5
        ink.convex(
            np.array([at(-w, level, 0), at(w, level, 0), at(w, level + tall, 0), at(-w, level + tall, 0)]),
            colour * np.float32(0.8),
        )
        for share in np.linspace(-1, 1, 19)[1:-1].tolist():
            bar(at(share * w, level + 0.8, 0), at(share * w, level + tall - 0.8, 0), 0.5, 0.25)
    t = np.linspace(0, np.pi, 25)
    for radius, thick in ((37.0, 2.2), (33.0, 1.0)):
        bow = np.array([at(radius * float(np.cos(k)), 12 + radius * 1.02 * float(np.sin(k)), 0) for k in t])
        ink.stroke(bow, np.full(25, max(thick * unit, 0.7)), colour * np.float32(0.95))
    bar(at(0, 280, 0), at(0, TALL_M, 0), 2.2)


def _leg(y: float) -> float:
    """Width of one leg at height y."""
    return float(np.interp(y, [0, 57, 115, 190], [25.0, 17.0, 10.5, 7.0]))
