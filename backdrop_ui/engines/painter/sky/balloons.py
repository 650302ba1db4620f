"""Hot air balloons: envelopes of sewn gores in many patterns, lit by the sun and from within."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink, blend
from ..colour import Numbers, mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene

GORES = 24
PATTERNS = ("stripes", "bands", "spiral", "zigzag", "checks", "crown", "diamonds")


class BalloonOptions(Options):
    """count: balloons in the air, `near` of them close by, left and right. colours: of the cloth. height_m: of one.
    near_m, far_m: distances. low, high: of their baskets, shares of the sky above the horizon. haze, haze_m: air."""

    colours: tuple[Paint, ...] = Field((0, 1, 2, 3), min_length=2, max_length=8)
    count: int = Field(14, ge=1, le=60)
    near: int = Field(2, ge=0, le=6)
    height_m: float = Field(24.0, gt=1, le=80)
    near_m: float = Field(70.0, gt=5, le=2000)
    far_m: float = Field(1400.0, gt=10, le=20000)
    low: float = Field(0.05, ge=-0.5, le=1)
    high: float = Field(0.85, ge=0, le=1.5)
    haze: Paint = 0
    haze_m: float = Field(1500.0, gt=10, le=50000)


@layer("balloons", BalloonOptions)
def balloons(scene: Scene, options: BalloonOptions) -> None:
    """Far ones first; near ones keep to the sides."""
    rng = scene.rng()
    camera = scene.camera
    count = max(options.near + 1, round(options.count * (camera.width / camera.height / 0.8) ** 0.5))
    far = count - options.near
    away = np.sort(
        options.near_m * 3 * (options.far_m / (3 * options.near_m)) ** ((np.arange(far) + rng.random(far)) / far)
    )
    across = rng.permutation((np.arange(far) + rng.uniform(0.15, 0.85, far)) / far) * 2.1 - 1.05
    side = rng.choice([-1, 1])
    for number, z in enumerate(away[::-1]):
        up = options.low + (options.high - options.low) * rng.random() ** 1.3 * (0.45 + 0.55 * (1 - number / far))
        _fly(scene, options, (float(across[number]), up, float(z)), rng)
    for number in range(options.near):
        place = side * (-1 if number % 2 else 1) * rng.uniform(0.62, 0.82)
        z = options.near_m * (1.0, 1.7, 1.3, 2.2, 1.5, 2.0)[number] * rng.uniform(0.9, 1.15)
        _fly(scene, options, (place, rng.uniform(0.34, 0.55), z), rng)


def _fly(scene: Scene, options: BalloonOptions, place: tuple[float, float, float], rng: np.random.Generator) -> None:
    """One balloon at (share of half the width, basket's height as a share of the sky, distance)."""
    across, up, z = place
    camera = scene.camera
    height = options.height_m * rng.uniform(0.85, 1.15) * camera.focal_px / z
    # As large as the sky allows: in wide pictures the near ones would not fit.
    height = min(height, 0.62 * camera.horizon_px)
    size = max(3, round(height))
    stamp = _balloon(scene, options, size, rng)
    clear = np.float32(np.exp(-z / options.haze_m))
    stamp[..., :3] = stamp[..., :3] * clear + stamp[..., 3:] * (scene.colour(options.haze) * (1 - clear))
    column, row = camera.width * (0.5 + across / 2), camera.horizon_px * (1 - up)
    canvas = np.concatenate([scene.picture, np.ones((*scene.picture.shape[:2], 1), np.float32)], axis=-1)
    blend(canvas, stamp, column - stamp.shape[1] / 2, row - stamp.shape[0])
    scene.picture[:] = canvas[..., :3]


@dataclass(frozen=True)
class _Cloth:
    """Where a pixel lies on the envelope: height (0 mouth, 1 crown), turn about the axis (radians), gore, its share."""

    height: Array
    turn: Array
    gore: Array
    within: Array


def _balloon(scene: Scene, options: BalloonOptions, size: int, rng: np.random.Generator) -> Array:
    """(h, w, 4) premultiplied: envelope, ropes and basket."""
    tall = round(size * 0.8)
    half = round(size * 0.37) + 2
    v = (tall - 0.5 - np.arange(tall, dtype=np.float32))[:, None] / np.float32(tall)
    u = (np.arange(2 * half, dtype=np.float32) + 0.5 - half)[None] / np.float32(tall)
    radius = _profile(v)
    slope = (_profile(v + 0.01) - _profile(v - 0.01)) / np.float32(0.02)
    across = np.clip(u / np.maximum(radius, 1e-3), -1, 1)
    angle = np.arcsin(across)
    spin = rng.uniform(0, 2 * np.pi)
    turns = (angle + np.float32(spin)) * np.float32(GORES / (2 * np.pi))
    gore = np.floor(turns)
    within = turns - gore
    bulge = np.float32(0.32) * (within - 0.5)  # Every gore swells between its tapes.
    normal_x, normal_z = np.sin(angle + bulge), np.cos(angle + bulge)
    normal_y = -slope * np.ones_like(normal_x)
    length = np.sqrt(normal_x**2 + normal_y**2 + normal_z**2)
    sun = scene.sun
    lit = (normal_x * sun[0] + normal_y * sun[1] - normal_z * sun[2]) / length
    cloth = _Cloth(np.broadcast_to(v, within.shape), angle + np.float32(spin), gore, within)
    albedo = _pattern(scene, options, cloth, rng)
    seam = 1 - 0.22 * np.exp(-((np.minimum(within, 1 - within) / 0.05) ** 2)) * min(1.0, size / 200)
    # Thin cloth: what the sun sends in at the back comes through, and the burner warms the lower half.
    through = 0.26 * np.clip(-lit, 0, 1) ** 0.8 + 0.16
    burner = np.float32(rng.uniform(0.0, 0.5)) * np.exp(-(((v - 0.12) / 0.3) ** 2))
    sky = (0.75 + 0.25 * normal_y / length) * seam
    light = (
        scene.ambient * (1.35 * sky)[..., None]
        + scene.key * (1.15 * np.clip(lit + 0.12, 0, 1) ** 1.1 * seam)[..., None]
    )
    light = (
        light
        + scene.key * through[..., None] * np.float32(0.6)
        + scene.colour((1.0, 0.68, 0.35)) * (burner * seam)[..., None]
    )
    pixel = np.float32(1.0 / tall)
    alpha = np.clip((radius - np.abs(u)) / pixel + 0.5, 0, 1) * np.clip((1 - v) / pixel, 0, 1)
    canvas = np.zeros((size, 2 * half, 4), np.float32)
    envelope = np.concatenate([albedo * light * alpha[..., None], alpha[..., None]], axis=-1)
    blend(canvas, _basket(scene, size, half, tall), 0, 0)
    blend(canvas, envelope.astype(np.float32), 0, 0)
    return canvas


def _profile(v: Numbers) -> Array:
    """Radius at height v as shares of the envelope's height: a round crown, a taper to a narrow mouth."""
    t = np.clip(v, 0, 1)
    dome = np.sqrt(np.clip(1 - ((t - 0.60) / 0.40) ** 2, 0, 1))
    taper = 0.16 + 0.84 * np.sin(np.clip(t / 0.60, 0, 1) * np.pi / 2) ** 0.9
    return (0.44 * np.where(t > 0.60, dome, taper)).astype(np.float32)


def _pattern(scene: Scene, options: BalloonOptions, cloth: _Cloth, rng: np.random.Generator) -> Array:
    """(h, w, 3) colours of the cloth."""
    kind = str(rng.choice(PATTERNS))
    picks = rng.choice(len(options.colours), 3, replace=len(options.colours) < 3)
    first, second, third = (scene.colour(options.colours[int(k)]) for k in picks)
    v, turn = cloth.height, cloth.turn
    if kind == "stripes":
        which = np.mod(cloth.gore, 4)
        share = np.select([which == 0, which == 2], [0.0, 1.0], 0.5)
    elif kind == "bands":
        share = 0.5 * np.mod(np.floor(v * 7), 3)
    elif kind == "spiral":
        share = 0.5 * np.mod(np.floor(turn * 6 / (2 * np.pi) + v * 3.2), 3)
    elif kind == "zigzag":
        share = 0.5 * np.mod(np.floor(v * 8 + 1.1 * np.abs(cloth.within - 0.5) * 2), 3)
    elif kind == "checks":
        share = np.mod(np.floor(v * 11) + np.floor(cloth.gore / 2), 2)
    elif kind == "crown":
        edge = v + 0.06 * np.cos(turn * 8)
        share = np.where(edge > 0.74, 1.0, np.where(edge < 0.3, 0.5, 0.0))
    else:
        across = np.abs(np.mod(turn * 8 / (2 * np.pi), 1) - 0.5) * 2
        share = np.where(across + np.abs(np.mod(v * 3.5, 1) - 0.5) * 2 < 0.95, 1.0, 0.0)
        share = np.where((v > 0.86) | (v < 0.16), 0.5, share)
    share = share.astype(np.float32)
    cloth_colour = np.where(
        share[..., None] < 0.5, mix(first, third, 2 * share[..., None]), mix(third, second, 2 * share[..., None] - 1)
    )
    skirt = smoothstep(0.075, 0.06, v)[..., None]
    return mix(cloth_colour, second * np.float32(0.55), skirt)


def _basket(scene: Scene, size: int, half: int, tall: int) -> Array:
    """(size, 2 half, 4): ropes from the mouth, a wicker basket with heads looking out."""
    ink = Ink(2 * half, size)
    brown = scene.colour((0.42, 0.27, 0.16)) * (scene.ambient + 0.5 * scene.key)
    dark = brown * np.float32(0.4)
    wide, top, bottom = size * 0.042, size * 0.905, size * 0.985
    for share in (-1.0, -0.35, 0.35, 1.0):
        rope = np.array([[half + share * tall * 0.068, tall * 0.995], [half + share * wide, top]])
        ink.stroke(rope, np.full(2, max(0.35, size * 0.0022)), dark)
    for share in (-0.5, 0.1, 0.6):
        ink.ellipse(half + share * wide, top - size * 0.006, size * 0.009, size * 0.012, dark)
    ink.convex(
        np.array([(half - wide, top), (half + wide, top), (half + wide * 0.85, bottom), (half - wide * 0.85, bottom)]),
        brown,
    )
    side = float(np.sign(scene.sun[0]) or 1)
    shade = [(half, top), (half - side * wide, top), (half - side * wide * 0.85, bottom), (half, bottom)]
    ink.convex(np.array(shade), brown * np.float32(0.6))
    rim = np.array([[half - wide * 1.06, top], [half + wide * 1.06, top]])
    ink.stroke(rim, np.full(2, max(0.5, size * 0.008)), brown * np.float32(1.3))
    return ink.light()
