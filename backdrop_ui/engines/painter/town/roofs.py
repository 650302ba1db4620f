"""Houses of pale stone under zinc roofs."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..colour import mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, extruded, quad, render
from .parts import Opening, Parts, railing, sash, spread
from .things import leaves


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
        "street": Material((0.1, 0.09, 0.09), glow=warm * 0.12),
    }
    for side in (-1, 1):
        z = 36.0 + float(rng.uniform(0, 8))
        while z < 420:
            width = float(rng.uniform(15, 22))
            x = side * (9 + options.gap * z + float(rng.uniform(0, 3)))
            for row in range(3):
                _haussmann(options, (world, stuff), rng, (x + side * row * (width + 0.5), z + 3 * row), width, side)
            z += float(rng.uniform(17, 30)) * (1 + z / 200)
    away = np.geomspace(110, 560, 130)
    crowns = np.stack([rng.uniform(-0.42, 0.42, 130) * away, rng.uniform(-9, -3, 130), away], -1)
    greens = np.array([(0.03, 0.05, 0.03), (0.05, 0.06, 0.035), (0.03, 0.045, 0.04)], np.float32)
    world.add(leaves(rng, crowns, 5.0, 14000, 0.6, greens), stuff["trim"])
    low = -options.below_m
    world.add(quad((-400, low, 20), (-400, low, 700), (400, low, 700), (400, low, 20)), stuff["street"])
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
    """One house: bays of tall windows, iron railings, a long balcony, a mansard with dormers, chimneys."""
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
            parts.box(
                "lit" if lit else "glass",
                (hole.left, hole.y, -0.03),
                (hole.right, hole.top, 0.02),
                light if lit else (1, 1, 1),
            )
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
    parts.mesh(
        "zinc", extruded(roof, width).turned(-90).moved(width, 0, 0), spread(rng, (0.8, 0.85, 0.9), (1.15, 1.1, 1.1))
    )
    for k in range(bays):
        dx = width * (k + 0.5) / bays
        hole = Opening(dx, eave + 0.7, 0.9, 1.6)
        lit = rng.random() < options.lit * 1.2
        parts.box("zinc", (hole.left - 0.2, hole.y - 0.2, 0.15), (hole.right + 0.2, hole.top + 0.35, 2))
        sash(parts, Opening(dx, hole.y, 0.9, 1.6), (0.3, 0.3, 0.32), "lit" if lit else "glass", (2, 1))
        parts.box(
            "lit" if lit else "glass",
            (hole.left, hole.y, 0.1),
            (hole.right, hole.top, 0.16),
            spread(rng, (0.4, 0.4, 0.4), (1.1, 1, 0.9)),
        )
    for share in (0.02, 0.5, 0.94):
        cx = width * share
        parts.box("wall", (cx, eave + 1, 4), (cx + 0.8, eave + rise + 2.6, 8), tone * 0.9)
        for k in range(7):
            parts.box(
                "pot", (cx + 0.2, eave + rise + 2.6, 4.2 + 0.52 * k), (cx + 0.55, eave + rise + 3.4, 4.5 + 0.52 * k)
            )
    parts.build(*place, yaw_deg=0, at=(x if side > 0 else x - width, 0, z))
