"""Figures on the ground, in the air, or over the lower edge, each seen in the picture's own perspective."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from pydantic import Field, field_validator

from ....arrays import Array
from ..brush.ink import blend
from ..brush.sprites import blurred
from ..brush.stamps import contact_shadow, soften
from ..props.placing import lay_sprite, slots_across, spread_out
from ..registry import Options, Paint, layer
from ..scene import PORTRAIT_HEIGHT, Scene
from . import FIGURES, model

Spot = tuple[float, float, float, float]


class FiguresOptions(Options):
    """Who stands where.

    figure: a name, see `figures`. size_m: metres to a unit of the figure, varied by vary. spots: places chosen on
    purpose, (across, metres ahead, metres above the ground, facing): across and facing from -1, left, to 1; pick: how
    many of them are taken; jitter: how far they are off. Without spots `count` stand at near_m to far_m: "sides" leaves
    the middle free, by clear (share of half the width); turn: where they face, 1 = the middle. place "front" puts them
    over the subject's feet, size_m units tall. shadow: darkness of their shadows. bounce: colour the ground throws
    back. haze, haze_m: colour and distance of the air between. light: exposure. blur: radius, units. first: number of
    the first, as neighbours in number differ.
    """

    figure: str
    count: int = Field(4, ge=1, le=60)
    spots: tuple[Spot, ...] = Field((), max_length=20)
    pick: int = Field(20, ge=1, le=20)
    size_m: float = Field(1.0, gt=0.01, le=200)
    vary: float = Field(0.1, ge=0, le=0.9)
    near_m: float = Field(4.0, gt=0.3, le=500)
    far_m: float = Field(8.0, gt=0.3, le=1000)
    place: Literal["sides", "scatter", "front"] = "sides"
    clear: float = Field(0.5, ge=0, le=1.2)
    reach: float = Field(1.0, gt=0.05, le=1.6)
    turn: float = Field(1.0, ge=-1, le=1)
    jitter: float = Field(0.08, ge=0, le=0.5)
    shadow: float = Field(0.55, ge=0, le=1)
    bounce: Paint | None = None
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=0.5, le=5000)
    light: float = Field(1.0, ge=0, le=8)
    blur: float = Field(0.0, ge=0, le=0.05)
    first: int = Field(0, ge=0, le=99)

    @field_validator("figure")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in FIGURES:
            raise ValueError(f"no figure {name!r}; there is {', '.join(sorted(FIGURES))}")
        return name


@layer("figures", FiguresOptions)
def figures(scene: Scene, options: FiguresOptions) -> None:
    """Stand the figures, farthest first."""
    if options.place == "front":
        _front(scene, options)
        return
    rng = scene.rng()
    first = options.first + int(rng.integers(40))
    spots = _spots(scene, options, rng)
    low_sky = min(1.0, scene.camera.horizon_px / scene.px(0.6 * PORTRAIT_HEIGHT))
    for number in sorted(range(len(spots)), key=lambda n: -spots[n][1]):
        across, z, above, facing = spots[number]
        x = across * scene.camera.half_width_m(z)
        size = options.size_m * (1 + options.vary * rng.uniform(-1, 1))
        if above > 0:  # Under a low sky what flies is smaller and lower, rather than out of the picture.
            size, above = size * low_sky, above * low_sky
        _stand(scene, options, first + number, (x, above, z), (size, facing))


def _spots(scene: Scene, options: FiguresOptions, rng: np.random.Generator) -> list[Spot]:
    if options.spots:
        near = rng.uniform(-1, 1, (len(options.spots), 2)) * options.jitter
        taken = rng.permutation(len(options.spots))[: options.pick].tolist()
        chosen = [(options.spots[k], near[k]) for k in sorted(taken)]
        return [(x + float(a), z * (1 + float(b)), above, facing) for (x, z, above, facing), (a, b) in chosen]
    wide = scene.camera.width / scene.camera.height / 0.8
    count = round(options.count * min(max(wide, 0.8) ** 0.6, 2)) if options.count > 2 else options.count
    across = slots_across(rng, count, options.place == "scatter", (options.clear, options.reach))
    away = options.near_m * (options.far_m / options.near_m) ** spread_out(rng, count)
    return [(float(x), float(z), 0.0, -options.turn * float(np.sign(x))) for x, z in zip(across, away, strict=True)]


def _stand(
    scene: Scene,
    options: FiguresOptions,
    number: int,
    place: tuple[float, float, float],
    looks: tuple[float, float],
) -> None:
    """One figure at (x, above the ground, z), of a size and facing, with its shadow and the air before it."""
    from .shooting import Lamps, shoot  # compiles loops

    (x, above, z), (size, facing) = place, looks
    scale = scene.camera.focal_px / z * size
    if scale < 2:
        return
    rng = scene.rng(100 + number)
    figure = model(options.figure)(number, rng, facing)
    bounce = _bounce(scene, options)
    eye = (-x / size, (scene.camera.eye_m - above) / size, z / size)
    column, row = scene.camera.project(x, above, z)
    frame = (column / scale, row / scale, (scene.camera.width - column) / scale, (scene.camera.height - row) / scale)
    seen = shoot(figure, scale, Lamps.of(scene, options.light, bounce), number, eye, frame)
    if seen is None:
        return
    sprite = soften(seen.light, scene.px(options.blur) * 0.5)
    left, top = round(column - seen.x), round(row - seen.y)
    if options.shadow and above <= 0:
        _shadow(scene, sprite[..., 3], (left, top), (column, row), options.shadow)
    if options.haze is not None:
        clear = np.float32(np.exp(-z / options.haze_m))
        sprite[..., :3] *= clear
        sprite[..., :3] += sprite[..., 3:] * (scene.colour(options.haze) * (1 - clear))
    lay_sprite(scene, sprite, left, top, z)


def _bounce(scene: Scene, options: FiguresOptions) -> Array | None:
    """What the ground throws up: the light it gets, tinted by its colour, as it is never all one colour."""
    return None if options.bounce is None else scene.ambient * (0.35 + scene.colour(options.bounce))


def _shadow(scene: Scene, alpha: Array, corner: tuple[int, int], foot: tuple[float, float], strength: float) -> None:
    """A soft pool under the feet, and the outline thrown along the ground away from the light."""
    height, width = alpha.shape
    sun_x, sun_y, sun_z = scene.sun
    long = min(0.35 / max(sun_y, 0.2), 0.6)
    fall = 0.42 * long * (1 if sun_z > 0 else -1)
    lean = -long * sun_x / max(abs(sun_z), 0.3)
    stood = foot[1] - corner[1]
    # A pixel up the figure lands `fall` rows down (or up) the ground, shifted aside.
    move = np.array([[1, -lean, corner[0] + lean * stood], [0, -fall, foot[1] + fall * stood]], np.float64)
    size = (scene.camera.width, scene.camera.height)
    rows = slice(max(0, int(foot[1] - 0.35 * height)), min(size[1], int(foot[1] + 0.5 * height) + 1))
    if rows.start >= rows.stop:
        return
    move[1, 2] -= rows.start
    thrown = cv2.warpAffine(alpha, move, (size[0], rows.stop - rows.start), flags=cv2.INTER_AREA)
    dark = 1 - np.float32(0.6 * strength * scene.light.strength) * soften(thrown, 0.02 * width)
    scene.picture[rows] *= dark[..., None]
    contact_shadow(scene.picture, foot, width * 0.8, strength)


def _front(scene: Scene, options: FiguresOptions) -> None:
    """A row along the lower edge, over the subject; low in the middle, tall towards the sides."""
    from .shooting import Lamps, shoot  # compiles loops

    camera, rng = scene.camera, scene.rng()
    canvas = np.zeros((camera.height, camera.width, 4), np.float32)
    wide = camera.width / camera.height / 0.8
    count = max(2, round(options.count * max(wide, 0.8) ** 0.8))
    places = (np.arange(count) + rng.uniform(0.3, 0.7, count)) / count
    bounce = _bounce(scene, options)
    first = options.first + int(rng.integers(40))
    for number in sorted(range(count), key=lambda n: abs(places[n] - 0.5)):
        side = float(2 * places[number] - 1)
        scale = scene.px(options.size_m) * (1 + options.vary * rng.uniform(-1, 1)) * (0.8 + 0.3 * abs(side))
        shown = camera.height * (0.13 + 0.30 * min(max(abs(side) - 0.45, 0.0) * 1.8, 1.0))
        figure = model(options.figure)(first + number, scene.rng(100 + number), -side)
        tall = float(figure.extent()[1][1])
        shown = min(shown, 0.9 * tall * scale)
        frame = (1e3, 1e3, 1e3, shown / scale - tall)
        seen = shoot(figure, scale, Lamps.of(scene, options.light, bounce), number, (0.0, 1.2 * tall, 4.0), frame)
        if seen is not None:
            sprite = blurred(seen.light, scene.px(options.blur))
            blend(canvas, sprite, places[number] * camera.width - seen.x, camera.height - shown + tall * scale - seen.y)
    scene.lay_front(canvas)
