"""Soap bubbles: thin shells that show little but their rims and the light they mirror."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..colour import smoothstep
from ..registry import Options, layer
from ..scene import Scene


class BubbleOptions(Options):
    """radius: of the largest, units. clear: how much they avoid the middle. strength: of their rims."""

    count: int = Field(40, ge=0, le=300)
    radius: float = Field(0.05, gt=0, le=0.3)
    clear: float = Field(0.5, ge=0, le=1)
    strength: float = Field(0.8, ge=0, le=4)


@layer("bubbles", BubbleOptions)
def bubbles(scene: Scene, options: BubbleOptions) -> None:
    """Few large, many small ones; each lit by what the picture shows around it."""
    rng = scene.rng()
    camera = scene.camera
    for _ in range(options.count):
        x, y, near, hue = rng.random(4)
        if rng.random() < options.clear * np.exp(-(((x - 0.5) / 0.22) ** 2)):
            continue
        _bubble(
            scene,
            (x * camera.width, y * camera.height),
            scene.px(options.radius) * (0.16 + 0.84 * near**2.5),
            float(hue),
            options.strength,
        )


def _bubble(scene: Scene, middle: tuple[float, float], radius: float, hue: float, strength: float) -> None:
    camera = scene.camera
    x0, y0 = max(0, int(middle[0] - radius - 1)), max(0, int(middle[1] - radius - 1))
    x1, y1 = min(camera.width, int(middle[0] + radius + 2)), min(camera.height, int(middle[1] + radius + 2))
    if x0 >= x1 or y0 >= y1 or radius < 0.7:
        return
    u = ((np.arange(x0, x1, dtype=np.float32) + 0.5 - middle[0]) / np.float32(radius))[None]
    v = ((np.arange(y0, y1, dtype=np.float32) + 0.5 - middle[1]) / np.float32(radius))[:, None]
    r = np.hypot(u, v)
    inside = np.clip((1 - r) * np.float32(radius) + np.float32(0.5), 0, 1)
    rim = inside * smoothstep(0.55, 1.0, r) ** 2
    # The film's interference: hue runs around the rim.
    turn = np.arctan2(v, u) + np.float32(2 * np.pi * hue)
    tint = np.stack([np.cos(turn + phase) for phase in (0, 2.1, 4.2)], -1) * np.float32(0.28) + np.float32(0.72)
    around = scene.picture[y0:y1, x0:x1].mean((0, 1)) * np.float32(0.5) + np.float32(0.35)
    shine = np.exp(-(((u + 0.42) ** 2 + (v + 0.46) ** 2) / np.float32(0.022)))
    shine += np.float32(0.35) * np.exp(-(((u - 0.4) ** 2 + (v - 0.48) ** 2) / np.float32(0.014)))
    light = (rim * np.float32(strength))[..., None] * tint * around
    light += (shine * inside * np.float32(strength * 1.5))[..., None] * around
    scene.picture[y0:y1, x0:x1] += light.astype(np.float32)
