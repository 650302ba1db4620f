"""Points so bright that they flare in the lens: camera flashes, lamps, stars of the stage."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..brush.splats import Splats, lay_splats, light
from ..registry import Options, Paint, layer
from ..scene import Scene


class FlashOptions(Options):
    """count: of flashes, in the bands between `clear` and 1 to both sides (shares of half the width). top, bottom:
    shares of the height. size: of the largest, units. streak: strength of the streak across."""

    count: int = Field(5, ge=0, le=200)
    colour: Paint = (0.9, 0.95, 1.0)
    top: float = Field(0.35, ge=-0.5, le=1.5)
    bottom: float = Field(0.5, ge=-0.5, le=1.5)
    clear: float = Field(0.45, ge=0, le=1)
    size: float = Field(0.05, gt=0.001, le=0.5)
    brightness: float = Field(1.0, ge=0, le=20)
    streak: float = Field(0.5, ge=0, le=4)
    spikes: int = Field(4, ge=0, le=12)


@layer("flashes", FlashOptions)
def flashes(scene: Scene, options: FlashOptions) -> None:
    """A white core, a glow, uneven spikes and a long streak for each."""
    rng = scene.rng()
    camera = scene.camera
    colour = scene.colour(options.colour)
    rows = []
    for number in range(options.count):
        side = -1 if number % 2 else 1
        x = camera.width * (0.5 + side * rng.uniform(options.clear, 1.02) / 2)
        y = camera.height * rng.uniform(options.top, options.bottom)
        size = scene.px(options.size) * (0.35 + 0.65 * rng.random() ** 2)
        turn = rng.uniform(0, np.pi)
        rows += [(x, y, size * 0.09, size * 0.09, 0.0, 14.0), (x, y, size * 0.32, size * 0.32, 0.0, 0.9)]
        rows += [(x, y, size * 1.1, size * 1.1, 0.0, 0.16), (x, y, size * 5, size * 0.02, 0.0, options.streak)]
        for spike in range(options.spikes):
            reach = size * rng.uniform(0.5, 1.3)
            rows.append((x, y, reach, size * 0.016, turn + np.pi * spike / options.spikes, 1.6))
    if rows:
        x, y, long, wide, turn, power = np.array(rows).T
        paint = light(power[:, None] * colour * options.brightness)
        lay_splats(scene.picture, Splats(x, y, long, wide, turn, paint), "glow")
