"""Paris at blue hour: an iron lattice tower with its lights on, and zinc roofs on houses of pale stone."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix
from ..ink import Ink
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..stamps import soften
from ..tracer import Material, World, extruded, joined, lathe, render
from .parts import Opening, Parts, railing, sash, spread

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
    """Legs of four corner posts with crossed braces, far side first; platforms, arches, a beacon; its glow in the air."""
    rng = scene.rng()
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
    star = np.exp(-(u * u + v * v) / np.float32(0.0003))
    scene.picture += scene.enlarge((0.16 * beam + 0.8 * star).astype(np.float32))[..., None] * np.array([1.0, 0.93, 0.8], np.float32)


def _lattice(scene: Scene, options: IronTowerOptions, ink: Ink, x: float, back: bool) -> None:
    camera, z = scene.camera, options.distance_m
    colour = scene.colour(options.colour)
    unit = camera.focal_px / z

    def at(u: float, y: float, depth: float) -> Array:
        return np.array(camera.project(x + u, y + options.foot_m, z + depth))

    def bar(a: Array, b: Array, thick_m: float, tone: float = 1.0) -> None:
        ink.stroke(np.stack([a, b]), np.full(2, max(thick_m * unit, 0.7)), colour * np.float32(tone))

    levels = np.concatenate([np.linspace(0, 57, 7), np.linspace(57, 115, 7)[1:], 115 + 161 * np.linspace(0, 1, 20)[1:] ** 0.85])
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
            bar(*middle, 0.6, 0.7)
    for level, tall in zip(PLATFORMS_M, (7.0, 5.0, 4.0), strict=True):
        w = _half_width(level) + 2.5
        ink.convex(np.array([at(-w, level, 0), at(w, level, 0), at(w, level + tall, 0), at(-w, level + tall, 0)]), colour * np.float32(0.8))
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


class RoofsOptions(Options):
    """Houses of pale stone under zinc roofs on both sides of the view. below_m: depth of their streets; gap: how much
    of the middle they leave free, metres a metre ahead. lit: share of lit windows; sky_light: of the evening."""

    stone: Paint = (0.78, 0.70, 0.58)
    zinc: Paint = (0.36, 0.42, 0.50)
    below_m: float = Field(15, ge=0, le=200)
    gap: float = Field(0.10, ge=0, le=1)
    lit: float = Field(0.35, ge=0, le=1)
    glow: float = Field(1.4, ge=0, le=20)
    haze: Paint = 1
    haze_m: float = Field(520, gt=10, le=20000)
    sky: tuple[Paint, Paint] = ((0.42, 0.46, 0.72), (0.85, 0.62, 0.6))
    sky_light: float = Field(0.8, ge=0, le=8)


@layer("roofs", RoofsOptions)
def roofs(scene: Scene, options: RoofsOptions) -> None:
    """Trace two rows of houses that run towards the distance, and the trees between them."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sky=(top, rim), grey=None, bounces=1)
    stone, zinc = scene.colour(options.stone), scene.colour(options.zinc)
    warm = np.array([1.0, 0.66, 0.32], np.float32) * np.float32(options.glow)
    stuff = {
        "wall": Material(stone, stone * 0.75, surface="concrete", scale=4),
        "stone": Material(stone * 1.1, stone * 0.8, surface="concrete"),
        "zinc": Material(zinc, zinc * 0.7, surface="concrete", scale=3),
        "trim": Material((1, 1, 1)),
        "iron": Material((0.02, 0.02, 0.025)),
        "glass": Material((0.03, 0.035, 0.06)),
        "lit": Material((0.02, 0.02, 0.02), glow=warm),
        "pot": Material((0.35, 0.15, 0.08)),
        "tree": Material((0.03, 0.05, 0.03)),
    }
    for side in (-1, 1):
        z = 36.0 + float(rng.uniform(0, 8))
        while z < 420:
            width = float(rng.uniform(15, 22))
            x = side * (9 + options.gap * z + float(rng.uniform(0, 3)))
            for row in range(3):
                _haussmann(options, (world, stuff), rng, (x + side * row * (width + 0.5), z + 3 * row), width, side)
            z += float(rng.uniform(17, 30)) * (1 + z / 200)
    bushes = [lathe([(0, 0), (3, 1), (4.2, 4), (3, 7), (0, 8.5)], 8).moved(float(rng.uniform(-0.4, 0.4) * z), -options.below_m + float(rng.uniform(-1, 3)), z) for z in np.geomspace(130, 600, 90).tolist()]
    world.add(joined(bushes), stuff["tree"])
    depth = scene.depth.copy()
    render(world, scene)
    fresh = scene.depth < np.minimum(depth, 620)
    air = (1 - np.exp(-scene.depth / np.float32(options.haze_m))) * fresh
    scene.picture[:] = mix(scene.picture, scene.colour(options.haze), air.astype(np.float32))


def _haussmann(
    options: RoofsOptions,
    place: tuple[World, dict[str, Material]],
    rng: np.random.Generator,
    at: tuple[float, float],
    width: float,
    side: int,
) -> None:
    """One house: bays of tall windows with iron railings, a long balcony, a mansard with dormers, chimneys with pots."""
    parts = Parts()
    x, z = at
    eave = float(rng.uniform(-1.5, 3.5))
    bays = int(width / 2.6)
    tone = spread(rng, (0.85, 0.84, 0.84), (1.1, 1.05, 1.0))
    parts.box("wall", (0, -options.below_m, 0), (width, eave, 12), tone)
    for storey in range(3 if z < 200 else 2):
        y = eave - 3.1 * (storey + 1)
        for k in range(bays):
            hole = Opening(width * (k + 0.5) / bays, y + 0.3, 1.15, 2.1)
            lit = rng.random() < options.lit
            light = spread(rng, (0.3, 0.3, 0.3), (1.2, 1.1, 1.0))
            parts.box("lit" if lit else "glass", (hole.left, hole.y, -0.03), (hole.right, hole.top, 0.02), light if lit else (1, 1, 1))
            for a in (hole.left - 0.18, hole.right):
                parts.box("stone", (a, hole.y, -0.12), (a + 0.18, hole.top + 0.25, 0), tone)
            parts.box("iron", (hole.left, hole.y, -0.14), (hole.right, hole.y + 0.75, -0.1))
            parts.box("trim", (hole.x - 0.04, hole.y, -0.05), (hole.x + 0.04, hole.top, 0), (0.4, 0.36, 0.3))
        parts.box("stone", (0, y - 0.1, -0.25), (width, y + 0.12, 0), tone)
    parts.box("stone", (-0.2, eave, -0.6), (width + 0.2, eave + 0.35, 0.3), tone)
    if z < 120:
        railing(parts, (0, width), eave - 3.1, -0.7, 1.0, 60)
    rise = float(rng.uniform(3.2, 4.2))
    roof = [(0, eave + 0.3), (12, eave + 0.3), (10.6, eave + rise), (6, eave + rise + 1.1), (1.4, eave + rise)]
    parts.mesh("zinc", extruded(roof, width).turned(-90).moved(width, 0, 0), spread(rng, (0.8, 0.85, 0.9), (1.15, 1.1, 1.1)))
    for k in range(bays):
        dx = width * (k + 0.5) / bays
        hole = Opening(dx, eave + 0.7, 0.9, 1.6)
        lit = rng.random() < options.lit * 1.2
        parts.box("zinc", (hole.left - 0.2, hole.y - 0.2, 0.15), (hole.right + 0.2, hole.top + 0.35, 2))
        sash(parts, Opening(dx, hole.y, 0.9, 1.6), (0.3, 0.3, 0.32), "lit" if lit else "glass", (2, 1))
        parts.box("lit" if lit else "glass", (hole.left, hole.y, 0.1), (hole.right, hole.top, 0.16), spread(rng, (0.4, 0.4, 0.4), (1.1, 1, 0.9)))
    for share in (0.02, 0.5, 0.94):
        cx = width * share
        parts.box("wall", (cx, eave + 1, 4), (cx + 0.8, eave + rise + 2.6, 8), tone * 0.9)
        for k in range(7):
            parts.box("pot", (cx + 0.2, eave + rise + 2.6, 4.2 + 0.52 * k), (cx + 0.55, eave + rise + 3.4, 4.5 + 0.52 * k))
    parts.build(*place, yaw_deg=0, at=(x if side > 0 else x - width, 0, z))
