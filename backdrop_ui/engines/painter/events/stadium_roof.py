"""The roof of a stadium: its underside on trusses, floodlights along its edge, their beams."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..brush.cones import Cone, add_cones
from ..brush.ink import Ink
from ..brush.splats import Splats, lay_splats, light
from ..scene import Scene
from .stands import END_Z, along, band, points_at, project

HIGH_M, ROOF_BACK, ROOF_FRONT = 25.0, 33.5, 3.0
"""At most so high is the front edge of the roof; how far behind the stands' inner edge it begins and ends."""


def roof_m(scene: Scene) -> float:
    """Height of the roof's front edge, low enough for a wide picture to show its lamps."""
    far = END_Z + ROOF_FRONT
    return min(HIGH_M, scene.camera.eye_m + 0.86 * scene.camera.horizon_px / scene.camera.focal_px * far)


def paint_roof(scene: Scene, ink: Ink, form: tuple[Array, float], concrete: Array) -> None:
    """The underside, lit from below, on trusses that reach from the back to the front edge."""
    path, high = form
    sheets = 12
    for k in range(sheets):
        share, end = k / sheets, (k + 1) / sheets
        reach = ROOF_FRONT - ROOF_BACK
        tone = concrete * np.float32(0.12 + 0.5 * share**1.5) * np.float32(1.0 if k % 2 else 0.86)
        band(
            scene,
            ink,
            path,
            (high + 3.5 * (1 - share), ROOF_BACK + reach * share),
            (high + 3.5 * (1 - end), ROOF_BACK + reach * end),
            tone,
        )
    steel = concrete * np.float32(0.75)
    for metres in np.arange(3.0, along(path)[-1], 6.5):
        foot = points_at(path, np.array([metres]))
        backs = np.linspace(ROOF_BACK, ROOF_FRONT, 12)
        to_front = np.linspace(0, 1, 12)
        upper, z = project(scene, np.repeat(foot, 12, axis=0), high + 3.5 * (1 - to_front), backs)
        lower, _ = project(scene, np.repeat(foot, 12, axis=0), high + 2.7 - 2.6 * to_front, backs)
        if z.min() < 6:
            continue
        thick = 0.22 * scene.camera.focal_px / z
        ink.stroke(lower, thick, steel)
        zigzag = np.stack([upper, lower], axis=1)[::2].reshape(-1, 2)
        ink.stroke(zigzag, np.full(len(zigzag), 0.5 * thick.mean()), steel * np.float32(0.7))
    band(scene, ink, path, (high + 1.1, ROOF_FRONT), (high - 0.2, ROOF_FRONT), concrete * np.float32(0.75))


def add_floodlights(scene: Scene, lamps_on: float, form: tuple[Array, float]) -> None:
    """Banks of two rows of lamps under the roof's edge, their haloes, streaks and beams."""
    path, high = form
    rng = scene.rng(3)
    starts = np.arange(float(rng.uniform(1, 6)), along(path)[-1], 6.5)
    offsets = np.linspace(-2.0, 2.0, 8)
    lamps = points_at(path, (starts[:, None] + offsets).ravel())
    white = scene.key * np.float32(lamps_on)
    for height in (high + 0.62, high + 0.18):
        pixels, z = project(scene, lamps, height, ROOF_FRONT - 0.3)
        size = scene.camera.focal_px / z
        for radius, power in ((0.12, 9.0), (0.5, 0.35)):
            glow = light(np.tile(white * np.float32(power), (len(z), 1)))
            lay_splats(
                scene.picture, Splats(pixels[:, 0], pixels[:, 1], radius * size, radius * size, 0 * z, glow), "glow"
            )
    banks = points_at(path, starts)
    pixels, z = project(scene, banks, high + 0.4, ROOF_FRONT - 0.3)
    size = scene.camera.focal_px / z
    air = white * np.array([0.62, 0.78, 1.0], np.float32)
    star = (np.arange(len(z)) % 3 == int(rng.integers(3))).astype(np.float32)
    for long, wide, turn, power in (
        (4.5, 3.0, 0.0, 0.05 + 0 * star),
        (7.0, 0.045, 0.0, 0.25 * star),
        (2.4, 0.04, 1.05, 0.3 * star),
        (2.4, 0.04, -1.05, 0.3 * star),
    ):
        glow = light(air * power[:, None])
        lay_splats(
            scene.picture, Splats(pixels[:, 0], pixels[:, 1], long * size, wide * size, turn + 0 * z, glow), "glow"
        )
    beams = []
    for x, z_lamp, angle in banks:
        foot = x + (ROOF_FRONT - 0.3) * np.cos(angle), max(z_lamp + (ROOF_FRONT - 0.3) * np.sin(angle), 2.0)
        aim = 0.3 * foot[0] + rng.normal(0, 4), 0.0, 0.4 * foot[1]
        beams.append(Cone((float(foot[0]), high, float(foot[1])), aim, 0.085, 0.24 * air))
    add_cones(scene, beams)
