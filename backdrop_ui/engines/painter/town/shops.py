"""The fronts of a neon lane: shops, windows, coolers."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint
from ..scene import Scene
from ..tracer import quad
from .glyphs import sign
from .parts import Opening, Parts, railing, sash, spread, wall


class NeonLaneOptions(Options):
    """half_m: from the middle to the walls. colours: of signs; shops: of what shines out of shops. glow: brightness of
    the signs. wet: how much the asphalt mirrors."""

    half_m: float = Field(2.9, gt=1.5, le=10)
    colours: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    shops: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    wall: Paint = 0
    sky: tuple[Paint, Paint] = (0, 1)
    sky_light: float = Field(0.25, ge=0, le=4)
    glow: float = Field(2.4, ge=0, le=20)
    wet: float = Field(0.14, ge=0, le=1)
    walkers: int = Field(7, ge=0, le=30)


def front(
    scene: Scene, parts: Parts, options: NeonLaneOptions, rng: np.random.Generator, size: tuple[float, float]
) -> None:
    width, height = size
    tint = scene.colour(options.wall) * spread(rng, (0.7, 0.7, 0.7), (1.8, 1.6, 1.5))
    shop = Opening(width / 2, 0.35, width - 0.5, 2.15)
    count = int(rng.integers(2, 4))
    wide = width / count * 0.62
    floors = [
        Opening(width * (k + 0.5) / count, y, wide, 1.5) for y in np.arange(4.4, height - 2, 2.9) for k in range(count)
    ]
    upper = Parts()
    shifted = [Opening(o.x, o.y - 3.3, o.wide, o.tall) for o in floors]
    wall(upper, "wall", width, height - 3.3, shifted, tint)
    for name, mesh in upper.meshes().items():
        parts.mesh(name, mesh.moved(0, 3.3, 0))
    for hole in floors:
        lit = rng.random() < 0.5
        warm = (
            spread(rng, (1.0, 0.55, 0.22), (1.0, 0.85, 0.6))
            if rng.random() < 0.75
            else spread(rng, (0.4, 0.7, 1.0), (0.6, 0.9, 1.0))
        )
        sash(
            parts,
            hole,
            (0.05, 0.05, 0.06),
            "lit" if lit else "glass",
            (2, 1),
            warm * np.float32(rng.uniform(0.3, 1.2)) if lit else (1, 1, 1),
        )
        parts.box("stone", (hole.left - 0.1, hole.y - 0.1, -0.1), (hole.right + 0.1, hole.y, 0.05))
        if rng.random() < 0.3:
            railing(parts, (hole.left - 0.1, hole.right + 0.1), hole.y - 0.1, -0.45, 0.9)
            parts.box(
                "metal", (hole.left - 0.1, hole.y - 0.2, -0.5), (hole.right + 0.1, hole.y - 0.1, 0), (0.1, 0.1, 0.11)
            )
        elif rng.random() < 0.45:
            _cooler(parts, hole, rng)
    _shop(scene, parts, options, rng, shop, width)
    if rng.random() < 0.6:
        line = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        parts.box("neon", (0.05, 3.36, -0.1), (width - 0.05, 3.41, -0.05), line)
    x = float(rng.choice([0.1, width - 0.2]))
    parts.box("metal", (x, 2.6, -0.12), (x + 0.09, height, -0.03), (0.12, 0.12, 0.13))
    parts.box("stone", (0, height, -0.12), (width, height + 0.25, 0.4))


def _cooler(parts: Parts, hole: Opening, rng: np.random.Generator) -> None:
    """An air conditioner's box below a window, with its grille."""
    x, y = float(rng.uniform(hole.left, hole.right - 0.6)), hole.y - 0.75
    parts.box("metal", (x, y, -0.38), (x + 0.72, y + 0.52, -0.05), (0.34, 0.35, 0.35))
    for k in range(6):
        parts.box(
            "metal", (x + 0.08, y + 0.07 + 0.065 * k, -0.395), (x + 0.5, y + 0.1 + 0.065 * k, -0.38), (0.07, 0.07, 0.08)
        )


def _shop(
    scene: Scene, parts: Parts, options: NeonLaneOptions, rng: np.random.Generator, hole: Opening, width: float
) -> None:
    """A lit front: shelves with goods before a bright back wall, posts, an awning or half curtains, a fascia."""
    light = scene.colour(options.shops[int(rng.integers(len(options.shops)))])
    light = light * np.float32(rng.uniform(0.5, 1.1)) if rng.random() < 0.85 else light * np.float32(0.06)
    parts.box("shop", (0.25, 0.35, 0.85), (width - 0.25, 2.5, 0.9), light)
    parts.box("shop", (0.25, 2.44, 0.1), (width - 0.25, 2.5, 0.85), light * 1.4)
    parts.box("metal", (0, 0, 0.02), (width, 0.35, 0.9), (0.09, 0.085, 0.08))
    for x in (0.0, width * 0.36, width - 0.25):
        parts.box(
            "metal", (x, 0, 0.0), (x + (0.25 if x in (0.0, width - 0.25) else 0.07), 3.3, 0.12), (0.08, 0.075, 0.08)
        )
    for shelf in (0.5, 1.05, 1.6, 2.1):
        parts.box("metal", (0.3, shelf - 0.04, 0.45), (width - 0.3, shelf, 0.84), (0.16, 0.12, 0.09))
        x = 0.35
        while x < width - 0.5:
            w, h = float(rng.uniform(0.07, 0.26)), float(rng.uniform(0.1, 0.3))
            if rng.random() < 0.5:
                goods = spread(rng, (0.5, 0.08, 0.06), (0.1, 0.25, 0.5)) + rng.uniform(0, 0.3, 3)
                parts.box("goods", (x, shelf, 0.5), (x + w, shelf + h, 0.8), goods)
            x += w + float(rng.uniform(0.01, 0.12))
    parts.box("metal", (0, 2.5, -0.05), (width, 3.3, 0.4), (0.07, 0.07, 0.08))
    colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
    sign(parts, rng, (0.35, 2.68, -0.14), (width - 0.7, 0.5), colour, bool(rng.random() < 0.55))
    if rng.random() < 0.5:
        cloth = spread(rng, (0.45, 0.04, 0.04), (0.05, 0.10, 0.28))
        pieces = 5
        for k in range(pieces):
            x0 = hole.left + hole.wide * k / pieces
            parts.box("goods", (x0 + 0.02, 1.75, -0.02), (x0 + hole.wide / pieces - 0.02, 2.48, 0.0), cloth)
    else:
        stripe = spread(rng, (0.5, 0.06, 0.05), (0.05, 0.2, 0.16))
        for k in range(10):
            x0, x1 = width * k / 10, width * (k + 1) / 10
            tint = stripe if k % 2 else np.array([0.6, 0.56, 0.5], np.float32)
            parts.mesh("goods", quad((x0, 2.25, -0.95), (x1, 2.25, -0.95), (x1, 2.62, -0.05), (x0, 2.62, -0.05)), tint)
            parts.box("goods", (x0, 2.1, -0.96), (x1, 2.26, -0.95), tint)
