"""A banner beside the subject, for a logo that no wall or floor of the scene can show."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ....arrays import Array
from ....brief import Layer, SceneBrief
from ..brush.stamps import contact_shadow
from ..colour import LUMA, linear, mix, smoothstep
from ..registry import Options, Paint, layer, paint_layer
from ..scene import Scene
from .logos import fitted, inside, is_shown, print_on

CARRIERS = {"wall": ("gala", "birthday"), "floor": ("floor", "carpet", "gala")}
"""Layers that a logo can be on; where there are several, the last one covers the others."""
STANDS_M = 3.7
"""How far a banner stands from the camera: beside the subject, a little behind."""
WIDE_M, TALL_M = 0.9, 2.05
LEAST_STRIP = 0.08
"""Of the picture's width: beside a subject that leaves less, a logo could not be read."""
PALE, DARK = (0.95, 0.94, 0.92), (0.12, 0.13, 0.15)


def carrier(brief: SceneBrief) -> int | None:
    """The number of the layer that carries the logo, None where there is no logo or no such layer."""
    if brief.logo is None:
        return None
    kinds = CARRIERS[brief.logo.on]
    return max((number for number, one in enumerate(brief.layers) if one.kind in kinds), default=None)


def raise_banner(scene: Scene, brief: SceneBrief) -> tuple[str, ...]:
    """Put up a banner if the logo is not to be seen so far. Returns what a person should be told."""
    if brief.logo is None or _is_seen(scene):
        return ()
    place = {"wall": "wall", "floor": "floor"}[brief.logo.on]
    if max(b - a for a, b in scene.subject.beside) < LEAST_STRIP:
        return ("There is no room for the logo beside the subject, so it is left out. Choose a wider format.",)
    if scene.ground is None:
        return (
            f"This scene has neither a {place} for the logo nor flat ground for a banner, so the logo is not in it.",
        )
    scene.layer_number = len(brief.layers)
    cloth = brief.brand_colours[0] if brief.brand_colours else _cloth_for(brief.logo.pixels)
    stripe = (brief.brand_colours or brief.logo.colours)[-1]
    paint_layer(scene, Layer(kind="banner", cloth=cloth, stripe=stripe))
    return (f"No {place} of this scene can show the logo, so it is on a banner.",)


def _is_seen(scene: Scene) -> bool:
    """Whether most of what was printed is still in front: what covers it has another depth."""
    return any(is_shown(box, scene.depth > 0.8 * scene.logo_depth_m) for box in scene.logo_boxes)


def _cloth_for(logo: Array) -> tuple[float, float, float]:
    light = np.average(linear(logo[..., :3]) @ LUMA, weights=logo[..., 3] + 1e-6)
    return PALE if light < 0.45 else DARK


class BannerOptions(Options):
    """A banner on a stand, beside the subject. cloth: its colour; stripe: that of its foot."""

    cloth: Paint = PALE
    stripe: Paint = 0
    height_m: float = Field(TALL_M, gt=0.3, le=10)


@layer("banner", BannerOptions)
def banner(scene: Scene, options: BannerOptions) -> None:
    """A roll-up: cloth with the logo on its upper part, a stripe at its foot, a flat metal stand."""
    camera = scene.camera
    strips = {side: b - a for side, (a, b) in zip((-1, 1), scene.subject.beside, strict=True)}
    side = max(strips, key=lambda one: (round(strips[one], 1), one * (scene.seed % 2 * 2 - 1)))
    strip = strips[side] * camera.width
    x = strip / 2 if side < 0 else camera.width - strip / 2
    width = round(min(0.8 * strip, WIDE_M * camera.focal_px / STANDS_M))
    top, foot = (camera.project(0, y, STANDS_M)[1] for y in (options.height_m, 0.05))
    height = round(foot - top)
    if width < 3 or height < 6:
        return
    contact_shadow(scene.picture, (x, foot + 0.012 * height), 1.2 * width, 0.7)
    cloth = _cloth(scene, options, width, height)
    left, first = round(x - width / 2), round(top)
    rows, columns = inside(first, height, camera.height), inside(left, width, camera.width)
    shown = cloth[rows.start - first : rows.stop - first, columns.start - left : columns.stop - left]
    scene.picture[rows, columns] = shown
    scene.depth[rows, columns] = STANDS_M


def _cloth(scene: Scene, options: BannerOptions, width: int, height: int) -> Array:
    """(height, width, 3) linear light: cloth, stripe, logo and stand under the scene's light."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5) / width, (y + 0.5) / height
    stripe = smoothstep(0.805, 0.81, y + 0.07 * (x - 0.5))
    albedo = mix(np.broadcast_to(scene.colour(options.cloth), (height, width, 3)), scene.colour(options.stripe), stripe)
    if scene.logo is not None:
        room = (0.86 * width, 0.3 * height)
        print_on(albedo, fitted(scene.logo.pixels, (width / 2, 0.3 * height), room), scene.logo.pixels)
    metal = np.maximum(smoothstep(0.982, 0.985, y), smoothstep(0.008, 0.005, y))
    albedo = mix(albedo, np.full(3, 0.25, np.float32), metal)
    sway = 0.05 * np.sin(6.3 * (x + 0.35 * scene.noise().fbm(0 * y[:, :1], 1.5 * y[:, :1], 2)))
    edge = 0.10 * np.exp(-np.minimum(x, 1 - x) / 0.03)
    turned = 0.6 + 0.5 * scene.light.strength * (x - 0.5) * scene.sun[0]
    shade = (1 + sway - edge) * (1 - 0.25 * smoothstep(0.5, 1.0, y))
    light = 1.15 * scene.ambient + (turned * 0.75)[..., None] * scene.key
    return cv2.GaussianBlur((albedo * light * shade[..., None]).astype(np.float32), (0, 0), 0.5)
