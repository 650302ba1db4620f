"""Masts on tall roofs, and the red lamps that warn of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..brush.ink import Ink
from ..brush.stamps import dots, soften
from ..scene import Scene

if TYPE_CHECKING:
    from .towers import TowersOptions


def mast(
    scene: Scene, options: TowersOptions, foot: tuple[float, float, float], tall: float
) -> tuple[float, float, float, float]:
    """A mast on a roof; returns pixel place, size and distance of its lamp."""
    x, y, z = foot
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    base, tip = np.array(camera.project(x, y - 1, z)), np.array(camera.project(x, y + tall, z))
    thick = max(camera.focal_px / z * 1.6, 0.8)
    air = np.float32(np.exp(-z / options.haze_m))
    colour = scene.colour(options.wall) * 0.3 * air + scene.colour(options.haze) * (1 - air)
    ink.stroke(np.stack([base, tip]), np.array([thick, 0.3 * thick]), colour)
    arm = np.array([thick * 1.6, 0])
    for share in (0.3, 0.55):
        at = base + (tip - base) * share
        ink.stroke(np.stack([at - arm, at + arm]), np.array([0.5, 0.5]) * thick, colour)
    scene.lay_premultiplied(ink.light(), depth=z)
    return float(tip[0]), float(tip[1]), float(np.clip(camera.focal_px / z * 1.2, 0.6, scene.px(0.0025))), z


def red_lamps(scene: Scene, lamps: list[tuple[float, float, float, float]]) -> None:
    """Lamps on the masts that no nearer tower hides."""
    height, width = scene.depth.shape
    free = [
        lamp[:3]
        for lamp in lamps
        if 0 <= lamp[0] < width and 0 <= lamp[1] < height and scene.depth[int(lamp[1]), int(lamp[0])] >= lamp[3] * 0.99
    ]
    if not free:
        return
    x, y, radius = np.array(free).T
    light = dots((height, width), x, y, radius, np.full(len(x), 3.0))
    light = light + soften(light, scene.px(0.005))
    scene.picture += light[..., None] * np.array([1.0, 0.08, 0.05], np.float32)
