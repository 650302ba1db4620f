"""The top of a volcano that erupts: a column of smoke, a glow below it, sparks."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..brush.stamps import dots
from ..colour import mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import FAR_M, Scene


class EruptionOptions(Options):
    """It sits on the highest point of what has been painted before the sky. tall: of the smoke, units."""

    smoke: Paint = (0.36, 0.30, 0.31)
    lit: Paint = (1.0, 0.80, 0.58)
    fire: Paint = (1.0, 0.42, 0.12)
    tall: float = Field(0.5, gt=0.05, le=2)
    fierce: float = Field(1.2, ge=0, le=8)
    sparks: int = Field(90, ge=0, le=1000)


@layer("eruption", EruptionOptions)
def eruption(scene: Scene, options: EruptionOptions) -> None:
    """Smoke that widens and leans with the wind, lit from the sun's side and red from below."""
    land = scene.depth < FAR_M
    if not land.any():
        return
    rng = scene.rng()
    camera = scene.camera
    summit_row = int(np.argmax(land.any(axis=1)))
    summit_column = float(np.flatnonzero(land[summit_row]).mean())
    x, y = scene.grid(3)
    x = x - np.float32((summit_column - camera.width / 2) / camera.unit_px)
    up = np.float32((summit_row - camera.height / 2) / camera.unit_px) - y
    wind = np.float32(rng.choice([-1, 1]) * rng.uniform(0.15, 0.4))
    noise = scene.noise()
    rise = np.maximum(up, 0)
    u, v = np.broadcast_arrays((x - wind * rise) * 4, up * 4)
    swirl = noise.fbm(u, v, 5, 0.55)
    width = 0.022 + 0.26 * rise + 0.05 * swirl * np.sqrt(rise)
    off = (x - wind * rise * (0.4 + 1.2 * rise)) / np.maximum(width, 0.01)
    dense = (
        np.exp(-(off**2) * 1.4) * smoothstep(-0.015, 0.03, up) * smoothstep(options.tall * 1.2, options.tall * 0.2, up)
    )
    alpha = np.clip(dense * (1.15 + 0.9 * swirl), 0, 1) * smoothstep(0.02, 0.25, dense)
    side = np.float32(np.sign(scene.sun[0]) or 1)
    bright = np.clip(0.45 + 0.3 * side * off + 0.5 * swirl, 0, 1)
    colour = mix(scene.colour(options.smoke), scene.colour(options.lit), bright.astype(np.float32))
    ember = np.exp(-np.hypot(x, up * 0.7) / np.float32(0.05)) * options.fierce
    colour = colour + (0.7 * ember)[..., None].astype(np.float32) * scene.colour(options.fire)
    scene.lay(scene.enlarge(colour.astype(np.float32)), scene.enlarge(alpha.astype(np.float32)))
    scene.picture += scene.enlarge((0.5 * ember).astype(np.float32))[..., None] * scene.colour(options.fire)
    angle, flight = rng.normal(np.pi / 2, 0.45, options.sparks), scene.px(0.16) * rng.random(options.sparks) ** 1.5
    spark_x = summit_column + np.cos(angle) * flight
    spark_y = summit_row - np.sin(angle) * flight + scene.px(0.01)
    size = np.full(options.sparks, scene.px(0.0016))
    glow = dots(land.shape, spark_x, spark_y, size, rng.uniform(0.5, 3, options.sparks))
    scene.picture += glow[..., None] * scene.colour(options.fire)
