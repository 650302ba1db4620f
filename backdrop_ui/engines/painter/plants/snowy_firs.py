"""Firs under fresh snow, some with fairy lights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ....arrays import Array
from ..brush.splats import lay_splats, light, round_splats
from ..brush.stamps import contact_shadow, soften
from ..colour import mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .firs import Needles, needle_splats, needles


class SnowyFirOptions(Options):
    """Firs between near_m and far_m. clear: share of half the width free of them. snow: how much lies on the boughs.
    lights: share of the firs that bear fairy lights. haze_m: distance that hides two thirds. blur: units. fine: boughs
    of a fir; those far away need fewer."""

    needle: Paint = (0.13, 0.22, 0.2)
    white: Paint = (0.95, 0.97, 1.0)
    fairy: Paint = (1.0, 0.78, 0.45)
    count: int = Field(8, ge=1, le=80)
    height_m: float = Field(5.5, gt=0.3, le=40)
    vary: float = Field(0.25, ge=0, le=0.8)
    near_m: float = Field(8.0, gt=0.5, le=500)
    far_m: float = Field(18.0, gt=0.5, le=1000)
    clear: float = Field(0.3, ge=0, le=1.2)
    snow: float = Field(0.7, ge=0, le=1)
    lights: float = Field(0.0, ge=0, le=1)
    fine: int = Field(240, ge=10, le=600)
    haze: Paint = 0
    haze_m: float = Field(60.0, gt=1, le=5000)
    blur: float = Field(0.0, ge=0, le=0.05)


class _Fir(NamedTuple):
    """A fir with its snow: all pieces, and which of them are snow, (N,)."""

    all: Needles
    is_snow: npt.NDArray[np.bool_]


@layer("snowy_firs", SnowyFirOptions)
def snowy_firs(scene: Scene, options: SnowyFirOptions) -> None:
    """The farthest first; every one turned another way."""
    rng = scene.rng()
    camera = scene.camera
    stock = [_grown(options, rng) for _ in range(min(3, options.count))]
    count = max(1, round(options.count * (camera.width / camera.height / 0.8) ** 0.6))
    away = np.sort(
        options.near_m * (options.far_m / options.near_m) ** ((np.arange(count) + rng.random(count)) / count)
    )
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0) * rng.choice([-1, 1])
    across = side * (options.clear + (1.12 - options.clear) * rng.permutation(np.linspace(0, 1, count)))
    canvas = np.zeros((*scene.picture.shape[:2], 4), np.float32)
    glows = []
    for number in range(count)[::-1]:
        z = float(away[number])
        foot = (float(across[number]) * camera.half_width_m(z), 0.0, z)
        height = options.height_m * (1 + options.vary * rng.uniform(-1, 1))
        fir = _turned(stock[number % len(stock)], rng.uniform(0, 2 * np.pi))
        contact_shadow(scene.picture, camera.project(*foot), 0.6 * height * camera.focal_px / z, 0.45)
        colours, thick = _lit(scene, options, fir, z, rng)
        lay_splats(canvas, needle_splats(scene, fir.all, height, foot, colours, thick * height), "leaf")
        if rng.random() < options.lights:
            glows.append(fir.all.tips * height + foot)
    scene.lay_premultiplied(soften(canvas, scene.px(options.blur)), float(np.sqrt(options.near_m * options.far_m)))
    for tips in glows:
        _lights(scene, options, tips, rng)


def _grown(options: SnowyFirOptions, rng: np.random.Generator) -> _Fir:
    fir = needles(options.fine, 8, rng, spread=rng.uniform(0.25, 0.33))
    lying = rng.random(len(fir.starts)) < 0.42 * options.snow * np.clip(1.3 * fir.outer, 0, 1)
    cushion = fir.starts[lying] + [0, 0.006, 0]
    along = (fir.ends - fir.starts)[lying] * [1, 0.25, 1]
    both = Needles(
        np.concatenate([fir.starts, cushion - 0.25 * along]).astype(np.float32),
        np.concatenate([fir.ends, cushion + 0.75 * along]).astype(np.float32),
        np.concatenate([fir.outer, fir.outer[lying]]),
        fir.tips,
    )
    return _Fir(both, np.arange(len(both.starts)) >= len(fir.starts))


def _turned(fir: _Fir, angle: float) -> _Fir:
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], np.float32)
    whole = fir.all
    return _Fir(Needles(whole.starts @ turn, whole.ends @ turn, whole.outer, whole.tips @ turn), fir.is_snow)


def _lit(scene: Scene, options: SnowyFirOptions, fir: _Fir, z: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """(N, 3) colours and (N,) widths as shares of the fir's height."""
    snow = fir.is_snow[:, None]
    middle = fir.all.starts
    flat = middle * [1, 0, 1] / np.maximum(np.hypot(middle[:, 0], middle[:, 2]), 1e-4)[:, None]
    sun = np.array(scene.sun)
    facing = np.clip(0.35 + 0.65 * (flat @ sun) + 0.25 * sun[1], 0, 1)[:, None] * fir.all.outer[:, None]
    sky = (0.25 + 0.75 * fir.all.outer[:, None]) * (0.8 + 0.2 * middle[:, 1:2])
    albedo = np.where(snow, scene.colour(options.white), scene.colour(options.needle)) * rng.uniform(
        0.8, 1.15, snow.shape
    )
    colour = albedo * (1.45 * sky * scene.ambient + 0.8 * facing * scene.key)
    colour = mix(colour.astype(np.float32), scene.colour(options.haze), float(1 - np.exp(-z / options.haze_m)))
    return colour, np.where(fir.is_snow, rng.uniform(0.008, 0.016, len(snow)), 0.0034)


def _lights(scene: Scene, options: SnowyFirOptions, tips: Array, rng: np.random.Generator) -> None:
    """Warm points on the boughs that face the camera."""
    camera = scene.camera
    near = tips[tips[:, 2] < np.median(tips[:, 2])]
    near = near[rng.permutation(len(near))[:64]]
    scale = camera.focal_px / np.maximum(near[:, 2], 0.5)
    x, y = camera.width / 2 + near[:, 0] * scale, camera.horizon_px - (near[:, 1] - camera.eye_m) * scale
    colour = scene.colour(options.fairy) * rng.uniform(0.4, 1.1, (len(near), 1))
    for size, power in ((0.017, 4.5), (0.065, 0.3), (0.3, 0.012)):
        lay_splats(scene.picture, round_splats(x, y, size * scale, light(power * colour)), "glow")
