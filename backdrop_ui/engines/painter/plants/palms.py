"""Coconut palms: slender curved trunks that lean into the picture from its sides, crowns of feathery leaves."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.stamps import contact_shadow
from ..colour import Numbers, mix
from ..registry import Options, Paint, layer
from ..scene import Scene
from .fronds import FrondOptions, frond
from .leaves import light_on_picture

RINGS = 46
PLACES = ((-1, 0.92, 0.62, 0.13, 7.5), (-1, 1.1, 0.88, 0.27, 8.5), (1, 0.98, 0.74, 0.2, 8.0), (1, 1.12, 0.9, 0.1, 9.5))
"""Palms that seeds choose from: side; foot and crown as shares of half the width; the crown's height as a share of the
picture's; distance in metres."""


class PalmOptions(Options):
    """light, dark: of leaves that the sun shines through and of those in shade. count: of palms, 1 to 4. crown: length
    of a leaf, metres. haze: colour mixed over by `air`."""

    light: Paint = 0
    dark: Paint = 1
    trunk: Paint = (0.2, 0.15, 0.12)
    count: int = Field(3, ge=1, le=len(PLACES))
    leaves: int = Field(15, ge=3, le=60)
    crown_m: float = Field(1.8, gt=0.2, le=8)
    haze: Paint | None = None
    air: float = Field(0.0, ge=0, le=1)


@layer("palms", PalmOptions)
def palms(scene: Scene, options: PalmOptions) -> None:
    """The farthest first: trunk, the leaves behind it, nuts, the leaves before it."""
    rng = scene.rng()
    ink = Ink(scene.camera.width, scene.camera.height)
    chosen = sorted(rng.permutation(len(PLACES))[: options.count].tolist(), key=lambda n: -PLACES[n][4])
    for number in chosen:
        _palm(scene, options, ink, number, rng)
    light = ink.light()
    if options.haze is not None:
        light[..., :3] = mix(light[..., :3], scene.colour(options.haze) * light[..., 3:], options.air)
    scene.lay_premultiplied(light, min(place[4] for place in PLACES))


def _palm(scene: Scene, options: PalmOptions, ink: Ink, number: int, rng: np.random.Generator) -> None:
    side, foot_at, crown_at, height, z = PLACES[number]
    camera = scene.camera
    z *= float(rng.uniform(0.9, 1.1))
    scale = camera.focal_px / z
    half = camera.width / 2
    foot = np.array([half * (1 + side * (foot_at + rng.uniform(-0.05, 0.1))), camera.project(0, 0, z)[1]])
    top = np.array([half * (1 + side * (crown_at + rng.uniform(-0.08, 0.08))),
                    camera.height * (height + rng.uniform(-0.05, 0.05))])  # fmt: skip
    contact_shadow(scene.picture, (float(foot[0]), float(foot[1])), 0.9 * scale, 0.4)
    _trunk(scene, options, ink, _bow(foot, top, float(rng.uniform(0.3, 0.7))), scale)
    _crown(scene, options, ink, top, scale, rng)


def _bow(foot: Numbers, top: Numbers, bend: float) -> Numbers:
    """(RINGS, 2): a trunk that leaves the ground at a slant and then rises ever more steeply."""
    t = np.linspace(0, 1, RINGS)[:, None]
    middle = foot + np.array([1.0, 0.5]) * (top - foot) * [bend + 0.35, 0.9]
    path = np.asarray((1 - t) ** 2 * foot + 2 * t * (1 - t) * middle + t**2 * top)
    path[0] = path[1] + [0, path[0, 1] - path[1, 1]]  # Cut level with the ground.
    return path


def _trunk(scene: Scene, options: PalmOptions, ink: Ink, path: Numbers, scale: float) -> None:
    """Rings of old leaf scars; the side towards the sun is lit, the rest stands against the light."""
    bark = scene.colour(options.trunk)
    shade, lit = bark * (1.1 * scene.ambient), bark * (0.6 * scene.ambient + 1.1 * scene.key)
    t = np.linspace(0, 1, RINGS)
    wide = scale * (0.15 + 0.1 * t * (t - 2) + 0.1 * np.exp(-14 * t)) + 0.8
    ink.stroke(path, wide, shade)
    toward = light_on_picture(scene.sun)
    sunny = 1.0 if toward[0] >= 0 else -1.0
    ink.stroke(path + np.stack([sunny * 0.36 * wide, np.zeros(RINGS)], -1), 0.22 * wide, mix(shade, lit, 0.75))
    for ring in range(1, RINGS - 1):
        across = np.array([wide[ring] / 2, 0.06 * wide[ring]])
        scar = np.stack([path[ring] - across, path[ring] + [0, 0.1 * wide[ring]], path[ring] + across * [1, -1]])
        ink.stroke(scar, np.full(3, max(0.09 * wide[ring], 0.5)), shade * np.float32(0.55))


def _crown(scene: Scene, options: PalmOptions, ink: Ink, top: Numbers, scale: float, rng: np.random.Generator) -> None:
    """Leaves all round: those that hang lie behind and are darker, those that rise catch the light."""
    low = scene.colour(options.dark) * (1.6 * scene.ambient)
    high = scene.colour(options.light) * (0.3 + 0.9 * scene.key)
    shape = FrondOptions(wide=0.23, leaflets=44, slim=0.26)
    toward = light_on_picture(scene.sun)
    sunward = _sunward(scene, top)
    rise = np.linspace(-0.5, 1.45, options.leaves)
    for k, angle in enumerate(rise.tolist()):
        up = angle + float(rng.normal(0, 0.12))
        side = 1 if k % 2 else -1
        turn = up if side > 0 else np.pi - up
        length = options.crown_m * scale * float(rng.uniform(0.75, 1.05)) * (1.0 - 0.18 * max(up, 0))
        towards = float(np.cos(turn) * sunward[0] - np.sin(turn) * sunward[1])
        tone = np.float32((0.28 + 0.35 * k / options.leaves) * rng.uniform(0.75, 1.2) + 0.55 * max(towards, 0))
        frond(ink, shape, (top.astype(np.float32), turn, length), (low * tone, high * tone), (toward, rng))
        if k == options.leaves // 3:
            _nuts(scene, ink, top, scale, rng)


def _sunward(scene: Scene, point: Numbers) -> Numbers:
    """(2,): the way from a point of the picture to the sun, y down: the sun itself may stand in the picture."""
    x, y, z = scene.sun
    if z < 0.1:
        return np.array(light_on_picture(scene.sun))
    camera = scene.camera
    sun = np.array([camera.width / 2 + x / z * camera.focal_px, camera.horizon_px - y / z * camera.focal_px])
    return np.asarray((sun - point) / max(float(np.hypot(*(sun - point))), 1e-6))


def _nuts(scene: Scene, ink: Ink, top: Numbers, scale: float, rng: np.random.Generator) -> None:
    shell: Array = np.array([0.03, 0.022, 0.01], np.float32) * (0.5 + scene.key)
    for _ in range(6):
        x, y = top + scale * np.array([rng.uniform(-0.22, 0.22), rng.uniform(0.02, 0.26)])
        ink.ellipse(float(x), float(y), 0.1 * scale, 0.12 * scale, shell * np.float32(rng.uniform(0.7, 1.4)))
