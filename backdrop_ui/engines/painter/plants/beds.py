"""Beds of tulips in bands of colour along a path, each flower on its stem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from ..brush.splats import Splats, lay_splats, opaque
from ..brush.stamps import soften
from ..colour import Numbers, mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class BedOptions(Options):
    """colours: of the bands from the path outwards. leaf: of stems and leaves. half_m: of the path that stays free.
    band_m: width of a band. bend: how much path and bands wind. count: of tulips, evenly over the picture's rows.
    tall_m: of a tulip. haze_m: distance that hides two thirds. blur: units."""

    colours: tuple[Paint, ...] = Field((0, 1, 2), min_length=1, max_length=8)
    leaf: Paint = (0.36, 0.55, 0.25)
    half_m: float = Field(0.9, ge=0, le=8)
    band_m: float = Field(0.8, gt=0.1, le=10)
    bend: float = Field(0.8, ge=0, le=6)
    count: int = Field(4200, ge=1, le=20000)
    tall_m: float = Field(0.42, gt=0.05, le=2)
    near_m: float = Field(2.3, gt=0.5, le=100)
    far_m: float = Field(30.0, gt=1, le=300)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=1, le=5000)
    blur: float = Field(0.0, ge=0, le=0.05)


PETALS = ((-0.34, 0.78), (0.34, 0.82), (0.0, 0.95))
"""Lean in radians and tone of a tulip's petals; the middle one lies in front."""


@layer("beds", BedOptions)
def beds(scene: Scene, options: BedOptions) -> None:
    """From far to near: leaves, stem, cup; the sun shines through the cups."""
    rng = scene.rng()
    camera = scene.camera
    count = options.count
    z = np.sort(options.near_m * (options.far_m / options.near_m) ** rng.random(count))[::-1]
    x = rng.uniform(-1.1, 1.1, count) * camera.half_width_m(1.0) * z
    side = rng.choice([-1, 1])
    way = options.bend * side * np.sin(z / 7.5) * smoothstep(2.5, 12, z)
    off = np.abs(x - way) - options.half_m
    kept = off + rng.normal(0, 0.05, count) > 0
    x, z, off = x[kept], z[kept], off[kept]
    count = len(x)
    band = (off / options.band_m).astype(int) + (x > 0) * int(rng.integers(1, 4))
    pick = np.where(rng.random(count) < 0.95, band, rng.integers(8, size=count)) % len(options.colours)
    scale = camera.focal_px / z
    tall = options.tall_m * rng.uniform(0.8, 1.12, count)
    lean = rng.normal(0, 0.09, count)
    foot_x, foot_y = camera.width / 2 + x * scale, camera.horizon_px + camera.eye_m * scale
    head_x, head_y = foot_x + np.sin(lean) * tall * scale, foot_y - tall * scale
    through = 0.8 if scene.sun[2] > 0.05 else 0.45
    lit = scene.ambient * 1.25 + scene.key * np.float32(through)
    green = scene.colour(options.leaf) * rng.uniform(0.55, 1.15, (count, 1)) * (scene.ambient * 1.1 + 0.5 * scene.key)
    paints = np.stack([scene.colour(c) for c in options.colours])[pick] * rng.uniform(0.85, 1.12, (count, 1)) * lit
    cup = 0.036 * rng.uniform(0.85, 1.2, count) * scale
    parts = []
    for out in (-1.0, 1.0):
        turn = -np.pi / 2 + out * rng.uniform(0.2, 0.6, count)
        long = 0.36 * tall * scale
        parts.append(
            (foot_x + np.cos(turn) * long, foot_y + np.sin(turn) * long, long, 0.13 * long, turn, green * 0.85)
        )
    stem_x, stem_y, half = (foot_x + head_x) / 2, (foot_y + head_y) / 2, tall * scale / 2
    parts.append((stem_x, stem_y, half, np.maximum(0.005 * scale, 0.25), lean - np.pi / 2, green))
    for tilt, tone in PETALS:
        turn = -np.pi / 2 + tilt + lean
        parts.append((head_x + np.sin(tilt) * 0.5 * cup, head_y - 0.35 * cup, cup, 0.52 * cup, turn, paints * tone))
    canvas = np.zeros((*scene.picture.shape[:2], 4), np.float32)
    lay_splats(canvas, _joined(scene, options, parts, z), "leaf")
    scene.lay_premultiplied(soften(canvas, scene.px(options.blur)), depth=None)


def _joined(scene: Scene, options: BedOptions, parts: Sequence[tuple[Numbers, ...]], z: Numbers) -> Splats:
    """Flower after flower, each with its parts in order, seen through the air."""
    columns = [np.stack(list(column), axis=1) for column in zip(*parts, strict=True)]
    colour = columns[5]
    if options.haze is not None:
        air = 1 - np.exp(-z / options.haze_m)
        colour = mix(colour, scene.colour(options.haze), np.broadcast_to(air[:, None, None], (*colour.shape[:2], 1)))
    x, y, long, wide, turn = (column.ravel() for column in columns[:5])
    return Splats(x, y, long, wide, turn, opaque(colour.reshape(-1, 3)))
