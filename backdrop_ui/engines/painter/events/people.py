"""Silhouettes of people: a crowd before a stage, photographers behind ropes."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import add_stamp, soften, star_burst
from ..colour import Numbers
from ..registry import Options, Paint, layer
from ..scene import Scene


class CrowdOptions(Options):
    """People at near_m to far_m, farther than side_m from the middle. base_m: of what they stand on. rim: light on
    their upper edges. raised: share with a raised arm; cameras: share with a camera before the face; flashes: how many
    of the cameras go off. blur: units."""

    near_m: float = Field(5.0, gt=0.5, le=200)
    far_m: float = Field(7.0, gt=0.5, le=200)
    side_m: float = Field(2.2, ge=0, le=50)
    count: int = Field(40, ge=1, le=400)
    colour: Paint = (0.02, 0.02, 0.03)
    rim: Paint | None = None
    raised: float = Field(0.25, ge=0, le=1)
    cameras: float = Field(0.0, ge=0, le=1)
    flashes: int = Field(0, ge=0, le=60)
    flash: float = Field(4.0, ge=0, le=40)
    base_m: float = Field(0.0, ge=-20, le=20)
    blur: float = Field(0.0, ge=0, le=0.05)


@layer("crowd", CrowdOptions)
def crowd(scene: Scene, options: CrowdOptions) -> None:
    """Heads, shoulders, some raised arms, far to near; then the flashes."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    body = scene.colour(options.colour)
    lenses = []
    for z in np.sort(rng.uniform(options.near_m, options.far_m, options.count))[::-1].tolist():
        half = max(camera.half_width_m(z) * 1.05, options.side_m + 0.3)
        x = float(rng.choice([-1, 1]) * rng.uniform(options.side_m, half))
        tall = float(rng.normal(1.70, 0.08))
        arm = int(rng.random() < options.raised) * int(rng.choice([-1, 1]))
        shooting = bool(rng.random() < options.cameras)
        if options.rim is not None:
            _person(scene, ink, (x, options.base_m + 0.018, z), (tall, arm, shooting), scene.colour(options.rim))
        _person(scene, ink, (x, options.base_m, z), (tall, arm, shooting), body * np.float32(rng.uniform(0.6, 1.4)))
        if shooting:
            lenses.append(camera.project(x, options.base_m + tall * 0.94, z))
    scene.lay_premultiplied(soften(ink.light(), scene.px(options.blur)), depth=(options.near_m + options.far_m) / 2)
    for place in rng.permutation(np.array(lenses).reshape(-1, 2))[: options.flashes]:
        size = 0.3 + 0.7 * rng.random() ** 2
        stamp = star_burst(max(1, round(scene.px(0.17 * size))), 6, rng.uniform(0, 0.5))
        light = np.array([0.92, 0.96, 1.0], np.float32) * np.float32(options.flash * (0.3 + 0.7 * size))
        add_stamp(scene.picture, stamp, place[0], place[1], light)


BODY = np.array(
    [(-0.19, 0.0), (-0.17, 0.45), (-0.20, 0.66), (-0.225, 0.76), (-0.20, 0.805), (-0.12, 0.832), (-0.055, 0.85),
     (0.055, 0.85), (0.12, 0.832), (0.20, 0.805), (0.225, 0.76), (0.20, 0.66), (0.17, 0.45), (0.19, 0.0)]
)  # fmt: skip
"""Half an outline would do, but nobody would know: metres across, shares of the height up."""


def _person(
    scene: Scene, ink: Ink, place: tuple[float, float, float], pose: tuple[float, int, bool], colour: Array
) -> None:
    tall, arm, shooting = pose
    scale = scene.camera.focal_px / place[2]
    column, foot = scene.camera.project(*place)
    ink.polygon((BODY * [1, -tall] * scale + [column, foot]).astype(np.float32), colour)
    ink.ellipse(column, foot - (tall - 0.115) * scale, 0.080 * scale, 0.112 * scale, colour)
    ink.ellipse(column, foot - tall * 0.85 * scale, 0.05 * scale, 0.07 * scale, colour)
    if arm:
        joints = np.array([(0.20, 0.79), (0.30, 0.93), (0.22, 1.10)]) * [arm, tall]
        _limb(ink, joints, (column, foot, scale), colour)
        ink.ellipse(column + 0.22 * arm * scale, foot - 1.13 * tall * scale, 0.045 * scale, 0.06 * scale, colour)
    if shooting:
        for side in (-1, 1):
            _limb(
                ink, np.array([(0.20, 0.78), (0.27, 0.70), (0.08, 0.915)]) * [side, tall], (column, foot, scale), colour
            )
        box = np.array([(-0.085, 0.895), (0.085, 0.895), (0.085, 0.955), (-0.085, 0.955)]) * [1, -tall]
        ink.convex((box * scale + [column, foot]).astype(np.float32), colour)


def _limb(ink: Ink, joints: Numbers, frame: tuple[float, float, float], colour: Array) -> None:
    column, foot, scale = frame
    points = np.stack([column + joints[:, 0] * scale, foot - joints[:, 1] * scale], -1)
    ink.stroke(points, np.array([0.10, 0.085, 0.06]) * scale, colour)
