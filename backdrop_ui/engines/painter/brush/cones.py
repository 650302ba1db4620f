"""Beams of light in haze, from a lamp in space towards a point in space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ....arrays import Array
from ..colour import smoothstep
from ..scene import Scene


class Cone(NamedTuple):
    """start, end: metres, (x, y, z). spread: radius at the end as a share of the length. colour: (3,) linear light."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    spread: float
    colour: Array


def add_cones(scene: Scene, cones: Sequence[Cone], smoke: float = 0.6) -> None:
    """Add the light that drifting smoke scatters in each cone; fading with distance from the lamp."""
    x, y = scene.grid(4)
    camera = scene.camera
    unit = camera.unit_px
    banks = np.clip(0.75 + smoke * scene.noise(9).fbm(x * 1.5, y * 1.5, 4), 0.15, 2)
    light: Array = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    for cone in cones:
        (x0, y0), (x1, y1) = (camera.project(px, py, max(pz, 0.6)) for px, py, pz in (cone.start, cone.end))
        ax, ay = (x0 - camera.width / 2) / unit, (y0 - camera.height / 2) / unit
        dx, dy = (x1 - x0) / unit, (y1 - y0) / unit
        length = max(float(np.hypot(dx, dy)), 1e-3)
        dx, dy = dx / length, dy / length
        along = (x - np.float32(ax)) * np.float32(dx) + (y - np.float32(ay)) * np.float32(dy)
        off = np.abs((x - np.float32(ax)) * np.float32(dy) - (y - np.float32(ay)) * np.float32(dx))
        far = np.clip(along / np.float32(length), 0, None)
        # Nearer to the camera the cone is wider, by perspective as well as by its spread.
        scale = camera.focal / (cone.start[2] + (max(cone.end[2], 0.6) - cone.start[2]) * np.clip(far, 0, 1))
        metres = float(np.linalg.norm(np.subtract(cone.end, cone.start)))
        width = scale * np.float32(0.07) + scale * np.float32(cone.spread * metres) * np.clip(far, 0, 2)
        edge = np.exp(-((off / width) ** 2) * 1.4)
        fall = (
            smoothstep(-0.004, 0.006, along)
            * smoothstep(1.5, 0.85, far)
            * np.exp(-1.9 * far)
            * (0.02 / (0.02 + width)) ** 0.45
        )
        light += (edge * fall * banks)[..., None].astype(np.float32) * cone.colour
    scene.picture += scene.enlarge(light)
