"""Great fronds: fern and palm leaves that arch into the picture from its edges or rise in a row."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import soften
from ..colour import Numbers, mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .leaves import light_on_picture


class FrondOptions(Options):
    """place: "corners" arch in from the lower corners, "above" hang from the upper ones, "row" rise in tufts along y
    (share of the height). length: units, of the longest. leaflets: pairs on a frond. wide: of a leaflet's length as a
    share of the frond's. slim: half of its breadth as a share of the way to the next. clear: share of half the width
    that a row leaves free. haze: mixed over by `air`."""

    place: Literal["corners", "above", "row"] = "corners"
    light: Paint = 0
    dark: Paint = 1
    count: int = Field(12, ge=1, le=200)
    length: float = Field(0.5, gt=0.02, le=2)
    wide: float = Field(0.24, gt=0.02, le=0.8)
    leaflets: int = Field(26, ge=4, le=80)
    slim: float = Field(0.42, gt=0.02, le=1)
    y: float = Field(0.7, ge=-0.5, le=1.5)
    clear: float = Field(0.3, ge=0, le=1)
    haze: Paint | None = None
    air: float = Field(0.0, ge=0, le=1)
    exposure: float = Field(1.0, ge=0, le=4)
    depth_m: float = Field(6.0, gt=0.3, le=2000)
    blur: float = Field(0.0, ge=0, le=0.05)
    front: bool = False


@layer("fronds", FrondOptions)
def fronds(scene: Scene, options: FrondOptions) -> None:
    """Leaf by leaf: the lower half of each lies in its own shade, light falls through towards the tips."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    toward = light_on_picture(scene.sun)
    low, high = scene.colour(options.dark) * (2 * scene.ambient), scene.colour(options.light) * (0.4 + 0.9 * scene.key)
    wide = max(camera.width / camera.height / 0.8, 0.8)
    count = round(options.count * (wide if options.place == "row" else wide**0.4))
    for _ in range(count):
        root, angle, length = _place(scene, options, rng)
        tone = np.float32(options.exposure * rng.uniform(0.7, 1.15))
        frond(ink, options, (root, angle, length), (low * tone, high * tone), (toward, rng))
    light = soften(ink.light(), scene.px(options.blur))
    if options.haze is not None:
        haze = scene.colour(options.haze)
        light[..., :3] = mix(light[..., :3], haze * light[..., 3:], options.air)
    if options.front:
        scene.lay_front(light)
    else:
        scene.lay_premultiplied(light, options.depth_m)


def _place(scene: Scene, options: FrondOptions, rng: np.random.Generator) -> tuple[Array, float, float]:
    """Root in pixels, angle it starts at (0 = right, up positive) and length in pixels."""
    camera, side = scene.camera, float(rng.choice([-1, 1]))
    length = min(scene.px(options.length), 0.8 * options.length * camera.height) * rng.uniform(0.6, 1.0)
    if options.place == "row":
        tuft = np.sign(rng.random() - 0.5) * (options.clear + (1.05 - options.clear) * rng.random())
        x, y = camera.width * (0.5 + 0.5 * tuft), (options.y + rng.uniform(-0.012, 0.012)) * camera.height
        return np.array([x, y], np.float32), np.pi / 2 - rng.uniform(-1.15, 1.15), length
    along = rng.uniform(-0.03, 0.20)
    x = camera.width * (0.5 + side * (0.53 - along))
    if options.place == "corners":
        root = np.array([x, camera.height + scene.px(0.02)], np.float32)
        return root, np.pi / 2 + side * rng.uniform(-0.35, 0.75), length * (1 - 1.6 * max(along, 0))
    root = np.array(
        [camera.width * (0.5 + side * rng.uniform(0.40, 0.6)), scene.px(rng.uniform(-0.08, 0.05))], np.float32
    )
    return root, -np.pi / 2 + side * rng.uniform(-0.9, 0.5), length


def frond(
    ink: Ink,
    options: FrondOptions,
    place: tuple[Array, float, float],
    colours: tuple[Array, Array],
    mood: tuple[tuple[float, float], np.random.Generator],
) -> None:
    """One frond: a spine that bends under its weight, leaflets in pairs, longest below the middle."""
    (root, angle, length), (low, high), (toward, rng) = place, colours, mood
    bend = -np.cos(angle) * rng.uniform(0.7, 1.3) + rng.normal(0, 0.2)
    t = np.linspace(0, 1, options.leaflets + 1)
    # The tip sinks towards the ground, whichever side the frond leans to.
    turn = angle - np.sign(np.cos(angle) + 1e-6) * abs(bend) * t**1.5 * (1.0 if np.sin(angle) > -0.5 else 0.2)
    step = length / options.leaflets
    way = np.stack([np.cos(turn), -np.sin(turn)], -1)
    spine = root + np.concatenate([[[0, 0]], np.cumsum(way[:-1] * step, axis=0)])
    reach = options.wide * length * np.sin(np.pi * np.clip(0.12 + 0.88 * t, 0, 1)) ** 0.75
    for k in range(options.leaflets, 1, -1):
        for side in (-1, 1):
            lean = turn[k] + side * (1.05 - 0.55 * t[k]) + rng.normal(0, 0.05)
            out = np.array([np.cos(lean), -np.sin(lean)])
            facing = 0.5 + 0.5 * float(
                np.clip(-out[1] * side * np.cos(turn[k]) * 1.6 + 0.5 * (out @ np.array(toward)), -1, 1)
            )
            tone = 0.12 + 0.62 * facing * (0.35 + 0.65 * t[k]) + rng.uniform(0, 0.12)
            _leaflet(ink, spine[k], out, float(reach[k]), options.slim * step, mix(low, high, tone))
    ink.stroke(spine, np.maximum(0.012 * length * (1.1 - t), 0.6), mix(low, high, 0.25))


def _leaflet(ink: Ink, base: Numbers, out: Numbers, reach: float, breadth: float, colour: Array) -> None:
    """A pointed leaflet that droops a little."""
    across = np.array([-out[1], out[0]]) * min(breadth, 0.12 * reach)
    droop = np.array([0, 0.12 * reach])
    middle, tip = base + 0.45 * reach * out + 0.2 * droop, base + reach * out + droop
    ink.convex(np.stack([base, middle + across, tip, middle - across]).astype(np.float32), colour)
