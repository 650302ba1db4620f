"""Velvet ropes between posts of polished brass."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene


class RopeOptions(Options):
    """Velvet ropes on brass posts along both sides of a carpet."""

    half_m: float = Field(1.8, gt=0.2, le=20)
    near_m: float = Field(3.2, gt=0.5, le=100)
    far_m: float = Field(6.4, gt=0.6, le=200)
    posts: int = Field(4, ge=2, le=12)
    rope: Paint = 0
    brass: Paint = (0.85, 0.66, 0.33)
    light: float = Field(1.0, ge=0, le=6)


@layer("ropes", RopeOptions)
def ropes(scene: Scene, options: RopeOptions) -> None:
    """Posts and hanging ropes, far to near, with their shadows."""
    ink = Ink(scene.camera.width, scene.camera.height)
    stations = np.linspace(options.far_m, options.near_m, options.posts)
    for side in (-1, 1):
        for number, z in enumerate(stations):
            if number:
                _rope(scene, ink, options, side, (float(stations[number - 1]), float(z)))
        for z in stations:
            _post(scene, ink, options, side * options.half_m, float(z))
    scene.lay_premultiplied(ink.light(), depth=(options.near_m + options.far_m) / 2)


def _rope(scene: Scene, ink: Ink, options: RopeOptions, side: int, span: tuple[float, float]) -> None:
    t = np.linspace(0, 1, 24)
    z = span[0] + (span[1] - span[0]) * t
    y = 0.90 - 0.27 * (1 - (2 * t - 1) ** 2)
    x = np.full_like(t, side * options.half_m)
    scale = scene.camera.focal_px / z
    points = np.stack(
        [scene.camera.width / 2 + x * scale, scene.camera.horizon_px - (y - scene.camera.eye_m) * scale], -1
    )
    colour = scene.colour(options.rope) * np.float32(options.light)
    lift = np.stack([np.zeros_like(t), -0.25 * 0.034 * scale], -1)
    for width, share, tone in ((0.062, 0.0, 0.30), (0.046, 0.5, 0.75), (0.018, 1.1, 1.7)):
        ink.stroke(points + lift * share, width * scale, np.clip(colour * np.float32(tone), 0, 1))
    for end in (0, -1):
        hook = points[end : end + 1] if end == 0 else points[-1:]
        ink.ellipse(hook[0, 0], hook[0, 1], 0.032 * scale[end], 0.04 * scale[end], scene.colour(options.brass) * 0.8)


BRASS = ((-1.0, 0.20), (-0.72, 0.42), (-0.45, 0.95), (-0.2, 1.9), (0.0, 1.0), (0.25, 0.5), (0.55, 0.26), (0.8, 0.5))
"""Left edge of a strip across a polished cylinder, and its brightness."""


def _post(scene: Scene, ink: Ink, options: RopeOptions, x: float, z: float) -> None:
    """A turned brass post: weighted foot, shaft, collar and ball."""
    brass = scene.colour(options.brass) * np.float32(options.light)
    column, foot = scene.camera.project(x, 0, z)
    scale = scene.camera.focal_px / z
    tilt = scene.camera.eye_m / z
    ink.ellipse(column, foot, 0.20 * scale, 0.20 * scale * tilt, np.zeros(3, np.float32))
    for radius, lift, tone in ((0.165, 0.0, 0.25), (0.16, 0.025, 0.8), (0.10, 0.05, 1.2), (0.06, 0.07, 0.5)):
        ink.ellipse(
            column, foot - lift * scale, radius * scale, radius * scale * tilt, np.clip(brass * np.float32(tone), 0, 1)
        )
    for bottom, top, radius in ((0.06, 0.92, 0.026), (0.82, 0.90, 0.042)):
        edges = [strip[0] for strip in BRASS] + [1.0]
        for (left, tone), right in zip(BRASS, edges[1:], strict=True):
            corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
            points = np.array([(column + u * radius * scale, foot - v * scale) for u, v in corners], np.float32)
            ink.convex(points, np.clip(brass * np.float32(tone), 0, 1))
    for share, tone in ((1.0, 0.45), (0.8, 0.9), (0.5, 1.4), (0.22, 3.0)):
        shift = (1 - share) * 0.35 * 0.055 * scale
        ink.ellipse(
            column - shift,
            foot - 0.955 * scale - shift,
            0.055 * share * scale,
            0.055 * share * scale,
            np.clip(brass * np.float32(tone), 0, 1),
        )
