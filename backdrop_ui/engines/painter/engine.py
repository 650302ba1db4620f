"""The engine: a camera for the canvas, the layers one after the other, then film."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import numpy as np

from ...arrays import Array, Mask
from ...brief import Logo, SceneBrief
from ...framing import is_thing
from ...progress import Report
from ..base import Backdrop, Canvas, Engine
from . import interiors, town  # noqa: F401
from .camera import flashes, grading, lens, rig  # noqa: F401
from .camera.film import add_grain, develop
from .colour import encode_srgb
from .events import birthday, bulbs, christmas, disco, fireworks, gala, people, premiere, stadium, stage  # noqa: F401
from .figures import posing  # noqa: F401
from .land import chimneys, eruption, falls, floors, footprints, sea_floor, terrain, water  # noqa: F401
from .plants import (  # noqa: F401
    beds,
    blooms,
    foliage,
    fronds,
    grass,
    grove,
    lawn,
    palms,
    snowy_firs,
    trees,
    vines,
    woodland,
)
from .props import placing  # noqa: F401
from .props.placing import draw_ahead
from .registry import paint_layer
from .scene import UPPER, Camera, Outline, Scene, horizon_for
from .signs import banner, comics  # noqa: F401
from .signs.banner import carrier, raise_banner
from .sky import balloons, cloudscape, heavens, particles, planets, skies, soap, weather  # noqa: F401
from .warm import warm_up


class PainterEngine(Engine):
    """Procedural backdrops: no weights, no network, the same on every machine."""

    name: str = "painter"
    title: str = "Painter, drawn by rules, no AI model"
    good_for: str = "any scene of the wall, in seconds, on any machine"
    licence: str = "MIT"
    needs_weights: bool = False
    is_ai: bool = False
    native_pixels: int = 1_200_000

    def __init__(self) -> None:
        self._idle = Event()
        self._idle.set()

    def prepare(self) -> None:
        """Compile the kernels, step by step, and none while a picture is painted: it compiles what it needs."""
        for _ in warm_up():
            self._idle.wait()

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: Report) -> Backdrop:
        mood = np.random.default_rng([_positive(seed), 2**31])
        scene = _empty_scene(brief, canvas, seed, mood)
        mirrored = mood.random() < 0.5  # Half of the seeds see the scene in a mirror: the cheapest other composition.
        scene.subject, scene.logo, scene.logo_layer = _outline(canvas, mirrored), _logo(brief, mirrored), carrier(brief)
        second_core = ThreadPoolExecutor(1)
        self._idle.clear()
        try:
            for layer in brief.layers:
                if layer.kind == "props":
                    second_core.submit(draw_ahead, scene, layer)
            for number, layer in enumerate(brief.layers):
                report(number / (len(brief.layers) + 1), f"Painting: {layer.kind.replace('_', ' ')}")
                scene.layer_number = number
                paint_layer(scene, layer)
        finally:
            second_core.shutdown(cancel_futures=True)
            self._idle.set()
        notes = raise_banner(scene, brief)
        report(len(brief.layers) / (len(brief.layers) + 1), "Developing")
        picture = develop(scene)
        front = None if scene.front is None else _straight(scene.front)
        light, depth = scene.light, scene.depth
        if mirrored:
            picture = np.ascontiguousarray(picture[:, ::-1])
            front = None if front is None else np.ascontiguousarray(front[:, ::-1])
            depth = np.ascontiguousarray(depth[:, ::-1])
            light = light.model_copy(update={"azimuth_deg": -light.azimuth_deg})
        backdrop = Backdrop(
            picture, light, scene.camera.horizon, scene.ground, front=front, depth=depth, gloss=scene.gloss, notes=notes
        )
        return replace(backdrop, horizon=None) if scene.ground is None else backdrop

    def _touch_up(self, picture: Array, seed: int) -> Array:
        return add_grain(picture, _positive(seed))


def _positive(seed: int) -> int:
    return seed % 2**63


def _outline(canvas: Canvas, mirrored: bool) -> Outline:
    """The subject's outline; on an empty canvas that of somebody who would stand in the middle."""
    width, height = canvas.size
    solid = canvas.alpha > 0.5
    if not solid.any():
        unit = min(height, 1.25 * width)
        half = 0.17 * unit / width
        return Outline(0.5 - half, 0.5 + half, 1 - 0.63 * unit / height)
    if mirrored:
        solid = solid[:, ::-1]
    high_up = solid[: round(UPPER * height)]
    stands = canvas.feet is not None and not is_thing(canvas.alpha)
    top = np.flatnonzero(solid.any(axis=1))[0] / height
    return Outline(*_across(solid), top, stands, _across(high_up) if high_up.any() else None)


def _across(solid: Mask) -> tuple[float, float]:
    """Left and right of a mask, as shares of its width."""
    columns = np.flatnonzero(solid.any(axis=0))
    return columns[0] / solid.shape[1], (columns[-1] + 1) / solid.shape[1]


def _logo(brief: SceneBrief, mirrored: bool) -> Logo | None:
    """The logo the way round that reads right in the finished picture."""
    if brief.logo is None or not mirrored:
        return brief.logo
    return replace(brief.logo, pixels=np.ascontiguousarray(brief.logo.pixels[:, ::-1]))


FLOOR_UNDER_FEET = 0.16
"""At least this share of the height lies between the horizon and somebody's feet: whoever stands has ground below."""


CLOSE_EYE_M = 0.45
"""From so high one photographs what lies or sits on the floor: from a standing person's height, a hat that fills the
picture would be as tall as the palms behind it."""


def _empty_scene(brief: SceneBrief, canvas: Canvas, seed: int, mood: np.random.Generator) -> Scene:
    """Light and camera wander a little from seed to seed, as if one came back at another time and stood elsewhere."""
    azimuth = (brief.light.azimuth_deg + mood.uniform(-10, 10) + 180) % 360 - 180
    elevation = brief.light.elevation_deg * mood.uniform(0.8, 1.2)
    light = brief.light.model_copy(update={"azimuth_deg": azimuth, "elevation_deg": float(np.clip(elevation, -90, 90))})
    horizon = horizon_for(brief.horizon, *canvas.size)
    if canvas.feet is not None:
        horizon = max(min(horizon, canvas.feet - FLOOR_UNDER_FEET), 0.15)
    eye_m = CLOSE_EYE_M if is_thing(canvas.alpha) else Camera.eye_m
    camera = Camera(*canvas.size, horizon, eye_m * mood.uniform(0.85, 1.25), Camera.focal * mood.uniform(0.94, 1.08))
    return Scene(camera, light, brief.palette, _positive(seed))


def _straight(front: Array) -> Array:
    """Premultiplied linear light to straight sRGB."""
    alpha = front[..., 3:]
    colour = encode_srgb(np.clip(front[..., :3] / np.maximum(alpha, 1e-4), 0, 1))
    return np.concatenate([colour, alpha], axis=-1)
