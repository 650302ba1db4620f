"""Camera set-up and lamps: layers that change how the scene is seen or lit rather than add things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class CameraOptions(Options):
    """eye_m: height of the eye above the floor or table. focal: in units; longer sees less."""

    eye_m: float = Field(1.5, gt=0.02, le=500)
    focal: float = Field(1.25, gt=0.3, le=5)


@layer("camera", CameraOptions)
def camera(scene: Scene, options: CameraOptions) -> None:
    """Set the camera; the first layer where it is needed."""
    scene.camera = replace(scene.camera, eye_m=options.eye_m, focal=options.focal)


class SpotOptions(Options):
    """Beams of stage lamps in haze. lamps: how many along a truss at y (share of the height); reach: length in units;
    spread: half width at the far end as a share of its length; swing: how far they fan out."""

    lamps: int = Field(6, ge=1, le=40)
    y: float = Field(-0.02, ge=-0.5, le=1.5)
    reach: float = Field(1.2, gt=0.05, le=4)
    spread: float = Field(0.10, gt=0.005, le=1)
    swing: float = Field(0.5, ge=0, le=2)
    colours: tuple[Paint, ...] = Field(((1.0, 1.0, 1.0),), min_length=1, max_length=6)
    brightness: float = Field(0.6, ge=0, le=10)
    upward: bool = False
    glare: float = Field(1.0, ge=0, le=10)


@layer("spots", SpotOptions)
def spots(scene: Scene, options: SpotOptions) -> None:
    """Cones of light, brightest at the lamp, drifting smoke inside."""
    rng = scene.rng()
    x, y = scene.grid(4)
    half = scene.camera.width / scene.camera.unit_px / 2
    top = (options.y - 0.5) * scene.camera.height / scene.camera.unit_px
    light: Array = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    smoke = np.clip(0.75 + 0.6 * scene.noise().fbm(x * 1.5, y * 1.5, 4), 0.15, 2)
    for number in range(options.lamps):
        share = (number + 0.5) / options.lamps * 2 - 1
        x0 = share * half * 1.02
        lean = options.swing * (-share * 0.9 + rng.uniform(-0.45, 0.45))
        down = (top - y) if options.upward else (y - top)
        off = np.abs(x - x0 - lean * down)
        width = 0.006 + options.spread * np.maximum(down, 0)
        beam = np.exp(-((off / width) ** 2)) * smoothstep(-0.004, 0.012, down)
        beam = beam * np.exp(-np.maximum(down, 0) / (options.reach * 0.45)) * (0.03 / (0.03 + width)) ** 0.5
        lamp = np.exp(-((x - x0) ** 2 + (y - top) ** 2) / 0.0007) * options.glare
        colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        light += (beam * smoke + lamp)[..., None].astype(np.float32) * colour
    scene.picture += scene.enlarge(light * np.float32(options.brightness))
