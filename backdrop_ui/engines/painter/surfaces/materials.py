"""Surfaces: albedo in linear light from metres on the surface, calm where a pixel covers more than a detail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from ....arrays import Array
from ..colour import mix
from ..noise import Noise
from . import finishes
from .finishes import hash01, line

Material = Literal[
    "plain",
    "wood",
    "tiles",
    "marble",
    "concrete",
    "carpet",
    "sand",
    "snow",
    "brick",
    "asphalt",
    "grass",
    "plaster",
    "oak",
    "herringbone",
    "terrazzo",
    "linen",
    "travertine",
    "leather",
    "metro",
    "zellige",
    "canvas",
]

Surface = Callable[[Noise, Array, Array, Array, Array, Array], Array]
"""(noise, u, v, footprint, light colour, dark colour) -> (h, W, 3); u runs across, v away or up, in metres."""


def _plain(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    cloud = noise.fbm(u * 0.35, v * 0.35, 4, 0.55, footprint * 0.35)
    return mix(dark, light, np.clip(0.72 + 0.25 * cloud, 0, 1)[..., None])


def _wood(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Boards along v, 14 cm wide, each cut and toned on its own."""
    board_m, length_m = 0.14, 1.9
    board = np.floor(u / board_m)
    tone = hash01(board)
    along = v / length_m + tone * 7
    piece = hash01(board * 3.1 + np.floor(along) * 17.7)
    grain = noise.fbm(u * 26 + piece * 31, v * 0.9 + piece * 13, 3, 0.6, footprint * 14)
    broad = noise.fbm(u * 5 + piece * 11, v * 0.5 + piece * 5, 2, 0.5, footprint * 5)
    shade = 0.52 + 0.30 * (piece - 0.5) + 0.17 * grain + 0.16 * broad
    seam = np.maximum(line(u / board_m, footprint / board_m, 0.03), line(along, footprint / length_m, 0.0025))
    wood: Array = mix(dark, light, np.clip(shade, 0, 1)[..., None]) * (1 - np.float32(0.6) * seam)[..., None]
    return wood


def _tiles(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    size_m = 0.6
    tone = hash01(np.floor(u / size_m) * 5.3 + np.floor(v / size_m) * 11.9)
    vein = noise.fbm(u * 1.2 + tone * 9, v * 1.2, 4, 0.55, footprint * 1.2)
    seam = np.maximum(line(u / size_m, footprint / size_m, 0.012), line(v / size_m, footprint / size_m, 0.012))
    return mix(mix(dark, light, np.clip(0.7 + 0.18 * (tone - 0.5) + 0.14 * vein, 0, 1)[..., None]), dark, 0.7 * seam)


def _marble(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    bend = noise.fbm(u * 0.7, v * 0.7, 4, 0.55)
    ridge = 1 - np.abs(noise.fbm(u * 0.9 + 0.9 * bend, v * 0.9 + 0.9 * bend + 7, 4, 0.5, footprint)) * 1.6
    fine = 1 - np.abs(noise.fbm(u * 2.6 + bend, v * 2.6 + 3, 3, 0.5, footprint * 3)) * 1.8
    vein = 0.8 * np.clip(ridge, 0, 1) ** 9 + 0.25 * np.clip(fine, 0, 1) ** 8
    return mix(light * (0.94 + 0.05 * bend)[..., None], dark, np.clip(vein, 0, 1))


def _concrete(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    stains = noise.fbm(u * 0.4, v * 0.4, 5, 0.6, footprint * 0.4)
    grain = noise.fbm(u * 40, v * 40, 2, 0.7, footprint * 40)
    return mix(dark, light, np.clip(0.55 + 0.22 * stains + 0.1 * grain, 0, 1)[..., None])


def _carpet(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Pile: fibres that catch light on one side, trodden and brushed in broad soft strokes."""
    pile = noise.fbm(u * 75, v * 60, 2, 0.7, footprint * 70)
    tufts = noise.fbm(u * 14, v * 10, 2, 0.6, footprint * 13)
    brushed = noise.fbm(u * 0.9, v * 0.35, 3, 0.5, footprint)
    shade = 0.55 + 0.24 * pile + 0.13 * tufts + 0.17 * brushed
    return mix(dark, light, np.clip(shade, 0, 1.3)[..., None])


def _sand(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    bend = noise.fbm(u * 0.3, v * 0.3, 3)
    ripples = np.sin((v * 7.5 + 5 * bend + 0.7 * u).astype(np.float32)) * np.clip(1.4 - footprint * 9, 0, 1)
    grain = noise.fbm(u * 60, v * 60, 2, 0.7, footprint * 60)
    return mix(dark, light, np.clip(0.62 + 0.13 * ripples + 0.12 * grain + 0.2 * bend, 0, 1)[..., None])


def _snow(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    drifts = noise.fbm(u * 0.3, v * 0.22, 5, 0.5, footprint * 0.3)
    grain = noise.fbm(u * 50, v * 50, 2, 0.7, footprint * 50)
    return mix(dark, light, np.clip(0.7 + 0.32 * drifts + 0.06 * grain, 0, 1)[..., None])


def _brick(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    course_m, length_m = 0.075, 0.24
    course = np.floor(v / course_m)
    along = u / length_m + 0.5 * (course % 2)
    tone = hash01(course * 7.7 + np.floor(along) * 3.3)
    rough = noise.fbm(u * 18, v * 18, 3, 0.6, footprint * 18)
    brick = mix(dark, light, np.clip(0.5 + 0.6 * (tone - 0.5) + 0.15 * rough, 0, 1)[..., None])
    joint = np.maximum(line(v / course_m, footprint / course_m, 0.07), line(along, footprint / length_m, 0.02))
    return mix(brick, (light + dark) * 0.5 + 0.08, 0.75 * joint)


def _asphalt(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    grain = noise.fbm(u * 70, v * 70, 2, 0.8, footprint * 70)
    patch = noise.fbm(u * 0.5, v * 0.3, 4, 0.55, footprint * 0.5)
    return mix(dark, light, np.clip(0.45 + 0.3 * grain + 0.25 * patch, 0, 1)[..., None])


def _grass(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """The lawn under and behind single blades: tufts stretched along the view, mown light and dark."""
    blades = noise.fbm(u * 22, v * 6, 3, 0.7, footprint * 14)
    tufts = noise.fbm(u * 2.2, v * 1.1, 4, 0.55, footprint * 2)
    patches = noise.fbm(u * 0.25, v * 0.2, 3, 0.5, footprint * 0.3)
    return mix(dark, light, np.clip(0.5 + 0.24 * blades + 0.2 * tufts + 0.28 * patches, 0, 1)[..., None])


SURFACES: dict[Material, Surface] = {
    "plain": _plain,
    "wood": _wood,
    "tiles": _tiles,
    "marble": _marble,
    "concrete": _concrete,
    "carpet": _carpet,
    "sand": _sand,
    "snow": _snow,
    "brick": _brick,
    "asphalt": _asphalt,
    "grass": _grass,
    "plaster": finishes.plaster,
    "oak": finishes.oak,
    "herringbone": finishes.herringbone,
    "terrazzo": finishes.terrazzo,
    "linen": finishes.linen,
    "travertine": finishes.travertine,
    "leather": finishes.leather,
    "metro": finishes.metro,
    "zellige": finishes.zellige,
    "canvas": finishes.canvas,
}
