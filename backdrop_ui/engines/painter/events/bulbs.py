"""Strings of bulbs."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..brush.stamps import add_stamp, disc, soften
from ..registry import Options, Paint, layer
from ..scene import Scene


class BulbOptions(Options):
    """Strings of bulbs across the picture. y: of their ends, share of the height; sag: units."""

    strings: int = Field(3, ge=1, le=12)
    bulbs: int = Field(16, ge=2, le=80)
    y: float = Field(0.12, ge=-0.5, le=1)
    sag: float = Field(0.12, ge=0, le=1)
    radius: float = Field(0.014, gt=0, le=0.1)
    colours: tuple[Paint, ...] = Field(((1.0, 0.78, 0.45),), min_length=1, max_length=6)
    brightness: float = Field(1.4, ge=0, le=12)


@layer("bulbs", BulbOptions)
def bulbs(scene: Scene, options: BulbOptions) -> None:
    """Party lights on wires, out of focus."""
    rng = scene.rng()
    camera = scene.camera
    for number in range(options.strings):
        left, right = rng.uniform(-0.09, 0.09, 2) + options.y + 0.07 * number
        sag = scene.px(options.sag) * rng.uniform(0.7, 1.4)
        count = max(2, round(options.bulbs * camera.width / camera.unit_px / 0.894))
        t = (np.arange(count) + rng.random()) / count * 1.1 - 0.05
        x = t * camera.width
        y = (left + (right - left) * t) * camera.height + sag * (1 - (2 * t - 1) ** 2)
        size = scene.px(options.radius) * rng.uniform(0.6, 1.25)
        stamp = disc(max(1, round(size)))
        glow = soften(np.pad(stamp, 3 * round(size) + 1), size)
        share = np.float32(min(1.0, size * size))
        for k in range(count):
            colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))]) * np.float32(
                options.brightness
            )
            add_stamp(scene.picture, stamp, x[k], y[k], colour * share)
            add_stamp(scene.picture, glow, x[k], y[k], colour * share * np.float32(0.35))
