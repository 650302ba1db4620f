"""Footprints in sand or snow: a trail that winds from beside the subject into the distance, over the land painted
before."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, layer
from ..scene import Scene

STRIDE_M = 0.62
"""From one step to the next."""
HALF_M = (0.06, 0.15)
"""Half the breadth and half the length of a print."""


class FootprintOptions(Options):
    """near_m, far_m: where the trail begins and ends. deep: how dark its shade is. size: of a print, 1 for a shoe in
    sand."""

    near_m: float = Field(1.5, gt=0.3, le=200)
    far_m: float = Field(40.0, gt=0.5, le=500)
    deep: float = Field(0.5, ge=0, le=1)
    size: float = Field(1.0, gt=0.1, le=5)


@layer("footprints", FootprintOptions)
def footprints(scene: Scene, options: FootprintOptions) -> None:
    """Hollows: the wall towards the sun lies in its own shade, the wall across catches the light."""
    rng = scene.rng()
    camera = scene.camera
    trodden = (scene.depth > options.near_m) & (scene.depth < options.far_m) & (camera.slope_y < 0)
    rows, columns = np.nonzero(trodden)
    if not len(rows):
        return
    z = scene.depth[rows, columns]
    x = camera.slope_x[0, columns] * z
    side, phase, bend = float(rng.choice([-1, 1])), float(rng.uniform(0, 6.28)), float(rng.uniform(0.6, 1.2))
    middle = side * (0.6 + 0.11 * z) + 0.045 * z * np.sin(z * bend / 5 + phase)
    step = np.floor(z / STRIDE_M)
    foot = np.where(step % 2 == 0, 1.0, -1.0)
    wander = 0.06 * np.sin(step * 12.9898 + phase)
    across = (x - middle - 0.1 * foot - wander) / (HALF_M[0] * options.size)
    along = (z - (step + 0.5 + wander) * STRIDE_M) / (HALF_M[1] * options.size)
    waist = 1 - 0.22 * np.exp(-(((along + 0.15) / 0.35) ** 2))
    away = np.hypot(across / waist, along)
    flat = float(np.hypot(scene.sun[0], scene.sun[2])) or 1.0
    sunward = np.clip((across * scene.sun[0] + along * scene.sun[2]) / flat, -1.2, 1.2)
    hollow, rim = np.clip(3 - 2.6 * away, 0, 1), np.exp(-(((away - 1.25) / 0.2) ** 2))
    dark = options.deep * (hollow * (0.55 + 0.5 * sunward) + 0.22 * rim * sunward)
    taken = 1 - 0.45 * scene.ambient / max(float(scene.ambient.max()), 1e-3)  # Shade keeps the colour of the sky.
    blur_m = z * z / (camera.eye_m * camera.focal_px)
    seen = np.clip(1.4 * STRIDE_M / blur_m - 0.4, 0, 1) * np.clip(3 - 3 * z / options.far_m, 0, 1)
    scene.picture[rows, columns] *= 1 - ((dark * seen)[:, None] * taken).astype(np.float32)
