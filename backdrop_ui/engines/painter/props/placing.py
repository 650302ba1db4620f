"""Props in their places: standing on the ground by world position, floating, or peeping over the lower edge."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from pydantic import Field, field_validator

from ....arrays import Array
from ....brief import Layer
from ..brush.ink import blend
from ..brush.sprites import blurred, looks, scaled, stock
from ..brush.stamps import contact_shadow
from ..registry import Options, Paint, layer
from ..scene import COLOURS_UNCOVERED, Scene
from . import PROPS

SIDELONG = 0.6
"""Under light that comes more from the side than this, props are not mirrored: their lit sides would contradict it."""


class PropsOptions(Options):
    """What to place and where.

    height_m: of each, varied by vary. variants: how many different ones of a kind are drawn. near_m, far_m: distances.
    place: "sides" leaves the middle free, by clear (share of half the width); "scatter" does not; "front" puts them
    over the subject's feet, at most a fifth of the picture high. inward: they look towards the middle, and their heads
    rather than their middles stand at their places. above_m: lowest and highest feet above the ground, for what
    floats. shadow: darkness of the contact shadow. haze, haze_m: colour and distance of the air between. blur: radius
    of what is far behind, units. light: exposure. cast: colour of the light, multiplied in.
    """

    kinds: tuple[str, ...] = Field(min_length=1)
    count: int = Field(5, ge=1, le=200)
    variants: int = Field(4, ge=1, le=20)
    height_m: float = Field(1.0, gt=0.01, le=100)
    vary: float = Field(0.15, ge=0, le=0.9)
    near_m: float = Field(4.0, gt=0.3, le=500)
    far_m: float = Field(8.0, gt=0.3, le=1000)
    place: Literal["sides", "scatter", "front"] = "sides"
    clear: float = Field(0.5, ge=0, le=1.2)
    reach: float = Field(1.0, gt=0.05, le=1.6)
    above_m: tuple[float, float] = (0.0, 0.0)
    tints: tuple[Paint, ...] = Field((), max_length=8)
    shadow: float = Field(0.6, ge=0, le=1)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=0.5, le=5000)
    blur: float = Field(0.0, ge=0, le=0.05)
    focus_m: float = Field(3.5, gt=0.1, le=100)
    light: float = Field(1.0, ge=0, le=8)
    inward: bool = False
    cast: Paint | None = None

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            if kind not in PROPS:
                raise ValueError(f"no prop {kind!r}; there is {', '.join(sorted(PROPS))}")
        return kinds


@layer("props", PropsOptions)
def props(scene: Scene, options: PropsOptions) -> None:
    """Place the props, farthest first."""
    camera = scene.camera
    if options.place == "front":
        _front(scene, options)
        return
    rng = scene.rng()
    wide = camera.width / camera.height / 0.8
    count = options.count
    if count > 2:  # One or two were placed on purpose; more of them are a crowd that fills the width.
        count = round(count * min(max(wide, 0.8) ** 0.6, 2))
    across = slots_across(rng, count, options.place == "scatter", (options.clear, options.reach))
    away = options.near_m * (options.far_m / options.near_m) ** spread_out(rng, count)
    order = np.argsort(-away)
    for number, place in enumerate(order):
        z = float(away[place])
        x = float(across[place]) * camera.half_width_m(z)
        _stand(scene, options, number, (x, float(rng.uniform(*options.above_m)), z), rng)


def slots_across(rng: np.random.Generator, count: int, scattered: bool, band: tuple[float, float]) -> Array:
    """(count,) places across, -1 at the left edge, 1 at the right; neighbours keep apart.

    scattered: over the whole width; otherwise to both sides only, within the band (clear, reach).
    """
    clear, reach = band
    slots = (np.arange(count) + rng.uniform(0.2, 0.8, count)) / count
    if scattered:
        return (reach * (2 * rng.permutation(slots) - 1)).astype(np.float32)
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0) * rng.choice([-1, 1])
    half = (np.arange(count) // 2 + rng.uniform(0.15, 0.85, count)) / max(-(-count // 2), 1)
    return (side * (clear + (reach - clear) * half)).astype(np.float32)


def spread_out(rng: np.random.Generator, count: int) -> Array:
    """(count,) numbers in [0, 1], evenly spread in random order."""
    return rng.permutation((np.arange(count) + rng.random(count)) / count).astype(np.float32)


def _stand(
    scene: Scene, options: PropsOptions, number: int, place: tuple[float, float, float], rng: np.random.Generator
) -> None:
    """One prop at (x, above the ground, z), with its shadow, the air before it and the lens' blur."""
    x, above, z = place
    column, row = scene.camera.project(x, above, z)
    height_m = options.height_m * (1 + options.vary * rng.uniform(-1, 1))
    sprite = _sprite(scene, options, number, height_m * scene.camera.focal_px / z, rng)
    if options.inward:
        side = -1.0 if x < 0 else 1.0
        if looks(sprite) * side > 0:
            sprite = np.ascontiguousarray(sprite[:, ::-1])
        column += side * sprite.shape[1] / 2
    height, width = sprite.shape[:2]
    if options.shadow and above <= 0:
        contact_shadow(scene.picture, (column, row), width, options.shadow)
    sigma = scene.px(options.blur) * 0.5 * max(0.0, 1 - options.focus_m / z)
    sprite, left, top = _visible(scene, sprite, (round(column - width / 2), round(row - height)), round(3 * sigma))
    if not sprite.size:
        return
    _light(scene, options, sprite, z)
    height, width = sprite.shape[:2]
    sprite = blurred(sprite, sigma)
    lay_sprite(scene, sprite, left - (sprite.shape[1] - width) // 2, top - (sprite.shape[0] - height), z)


def _visible(scene: Scene, sprite: Array, corner: tuple[int, int], margin: int) -> tuple[Array, int, int]:
    """The part of a stamp within `margin` pixels of the picture, and its new left and top."""
    left, top = corner
    x0, y0 = max(0, -margin - left), max(0, -margin - top)
    x1, y1 = max(0, scene.camera.width + margin - left), max(0, scene.camera.height + margin - top)
    return sprite[y0:y1, x0:x1], left + x0, top + y0


def _light(scene: Scene, options: PropsOptions, sprite: Array, z: float) -> None:
    """Exposure, the colour of the light and the air before it, in place."""
    light = np.full(3, options.light, np.float32)
    if options.cast is not None:
        light *= scene.colour(options.cast)
    if options.haze is None or z == 0:
        sprite[..., :3] *= light
        return
    clear = np.float32(np.exp(-z / options.haze_m))
    sprite[..., :3] *= light * clear
    sprite[..., :3] += sprite[..., 3:] * (scene.colour(options.haze) * (1 - clear))


def _sprite(scene: Scene, options: PropsOptions, number: int, height_px: float, rng: np.random.Generator) -> Array:
    """A prop as premultiplied linear light."""
    kind = options.kinds[number % len(options.kinds)]
    variant = int(rng.integers(options.variants)) if options.place != "front" else number % options.variants
    tint = None
    if options.tints:
        paint = options.tints[number % len(options.tints)]
        tint = scene.palette[paint % len(scene.palette)] if isinstance(paint, int) else paint
    mirrored = rng.random() < 0.5 and abs(scene.sun[0]) < SIDELONG
    return scaled(stock(scene, kind, variant, tint, _tallest(scene, options)), height_px, mirrored)


def _tallest(scene: Scene, options: PropsOptions) -> float:
    return options.height_m if options.place == "front" else options.height_m * scene.camera.focal / options.near_m


def draw_ahead(scene: Scene, layer: Layer) -> None:
    """Draw what a props layer will need, so that a second core does it while the first paints what lies behind."""
    options = PropsOptions.model_validate(layer.options)
    if options.tints:
        return  # which prop has which tint is settled only when they are placed
    count = min(options.count, options.variants * len(options.kinds))
    for number in range(count):
        kind, variant = options.kinds[number % len(options.kinds)], number // len(options.kinds)
        stock(scene, kind, variant, None, _tallest(scene, options))


def lay_sprite(scene: Scene, sprite: Array, column: int, row: int, z: float) -> None:
    height, width = sprite.shape[:2]
    x0, y0 = max(column, 0), max(row, 0)
    x1, y1 = min(column + width, scene.camera.width), min(row + height, scene.camera.height)
    if x0 >= x1 or y0 >= y1:
        return
    part = sprite[y0 - row : y1 - row, x0 - column : x1 - column]
    region = scene.picture[y0:y1, x0:x1]
    region *= cv2.transform(part, COLOURS_UNCOVERED)
    region += part[..., :3]
    scene.depth[y0:y1, x0:x1][part[..., 3] > 0.5] = z


def _front(scene: Scene, options: PropsOptions) -> None:
    """A row along the lower edge, over the subject; low in the middle, higher towards the sides."""
    camera = scene.camera
    rng = scene.rng()
    canvas = np.zeros((camera.height, camera.width, 4), np.float32)
    wide = camera.width / camera.height / 0.8
    count = max(1, round(options.count * max(wide, 0.8) ** 0.8))
    places = (np.arange(count) + rng.uniform(0.25, 0.75, count)) / count
    for number in rng.permutation(count):
        x = float(places[number])
        visible = (0.105 + 0.095 * min(1.0, abs(2 * x - 1) * 1.3)) * rng.uniform(0.9, 1.05)
        height = options.height_m * scene.px(1)
        tall = height * (1 + options.vary * rng.uniform(-1, 1))
        sprite = _sprite(scene, options, int(number), tall, rng)
        _light(scene, options, sprite, 0)
        sprite = blurred(sprite, scene.px(options.blur) * 0.3)
        shown = min(visible * camera.height, sprite.shape[0] * 0.97)
        blend(canvas, sprite, x * camera.width - sprite.shape[1] / 2, camera.height - shown)
    scene.lay_front(canvas)
