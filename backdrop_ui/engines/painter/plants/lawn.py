"""Lawns and pitches: mown in stripes, single blades where one stands."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, opaque
from ..colour import mix, smoothstep
from ..land.floors import STANDING, ground_rows
from ..registry import Options, Paint, layer
from ..scene import Scene


class LawnOptions(Options):
    """light, dark: of the mown stripes, stripe_m wide. markings: of a football pitch, in `line`,
    with its goal line at goal_m. blades: of grass near
    the camera, tall_m high. far_m: where it ends."""

    light: Paint = 0
    dark: Paint = 1
    line: Paint = (0.95, 0.97, 0.95)
    markings: bool = False
    goal_m: float = Field(57.0, gt=30, le=200)
    far_m: float = Field(60.0, gt=5, le=1000)
    tall_m: float = Field(0.034, gt=0.002, le=0.5)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=1, le=5000)
    stripe_m: float = Field(5.5, gt=0.2, le=30)
    blades: int = Field(26000, ge=0, le=100000)
    sun: float = Field(0.9, ge=0, le=6)


@layer("lawn", LawnOptions)
def lawn(scene: Scene, options: LawnOptions) -> None:
    """Stripes across and along, white lines, blades of grass towards the feet."""
    ground = ground_rows(scene, options.far_m)
    if ground is None:
        return
    rng = scene.rng()
    noise = scene.noise()
    x, z = ground.x, np.broadcast_to(ground.z, ground.x.shape)
    shift = rng.uniform(0, options.stripe_m)
    band = np.sin((z + shift) * np.pi / options.stripe_m) * np.clip(1.6 - 2 * ground.footprint / options.stripe_m, 0, 1)
    stripe = smoothstep(-0.25, 0.25, band)
    fine = noise.fbm(x * 14, z * 9, 3, 0.65, ground.footprint * 12)
    patch = noise.fbm(x * 0.5, z * 0.4, 4, 0.55, ground.footprint * 0.5)
    albedo = mix(scene.colour(options.dark), scene.colour(options.light), stripe) * (1 + 0.30 * fine + 0.16 * patch)[
        ..., None
    ].astype(np.float32)
    if options.markings:
        ahead_px = z * z / np.float32(scene.camera.eye_m * scene.camera.focal_px)
        lines = _lines((x, z), (ground.footprint, ahead_px), (float(rng.uniform(9, 14)), options.goal_m))
        albedo = mix(albedo, scene.colour(options.line), 0.9 * lines * np.clip(0.85 + 0.3 * fine, 0, 1))
    fall = np.float32(options.sun) * (0.75 + 0.35 * np.exp(-(((z - 16) / 26) ** 2)))
    colour = (albedo * (0.8 * scene.ambient + fall[..., None] * scene.key)).astype(np.float32)
    if options.haze is not None:
        colour = mix(colour, scene.colour(options.haze), 1 - np.exp(-z / np.float32(options.haze_m))[..., None])
    scene.lay(colour, np.ones(x.shape, np.float32), ground.top, z)
    scene.ground = STANDING
    if options.blades:
        lay_splats(scene.picture, _blades(scene, options, float(ground.z[-1, 0]), shift, rng), "leaf")


def _lines(place: tuple[Array, Array], pixel: tuple[Array, Array], pitch: tuple[float, float]) -> Array:
    """Share of each pixel, (h, w), that is painted white: half-way line and circle, the goal line, both areas and the
    arc before it. pixel: metres that one covers across and ahead; pitch: distance of half-way and goal line."""
    x, z = place
    half_way, goal = pitch
    ahead: Array = np.maximum(pixel[1], pixel[0])

    def cover(gap: Array, foot: Array) -> Array:
        """Exactly as much of the pixel as the 12 cm wide line covers: a preview's far lines are as bright."""
        return np.clip((foot / 2 + 0.06 - np.abs(gap)) / foot, 0, np.minimum(1, 0.12 / foot))

    def ring(middle: float) -> Array:
        radius = np.maximum(np.hypot(x, z - middle), 1e-3).astype(np.float32)
        slant = np.abs(z - middle) / radius
        return cover((radius - 9.15).astype(np.float32), ahead * slant + pixel[0] * (1 - slant))

    lines: list[Array] = [
        cover(z - np.float32(half_way), ahead),
        ring(half_way),
        cover(z - np.float32(goal), ahead),
        ring(goal - 11) * (z < goal - 16.5),
    ]
    for half, deep in ((20.16, 16.5), (9.16, 5.5)):
        lines.append(cover(z - np.float32(goal - deep), ahead) * (np.abs(x) < half))
        lines.append(cover((np.abs(x) - half).astype(np.float32), pixel[0]) * (np.abs(z - goal + deep / 2) < deep / 2))
    return np.maximum.reduce(lines).astype(np.float32)


def _blades(scene: Scene, options: LawnOptions, nearest: float, shift: float, rng: np.random.Generator) -> Splats:
    camera = scene.camera
    count = options.blades
    z = np.sort(nearest * 0.95 * (9 / nearest) ** (rng.random(count) ** 1.4))[::-1]
    x = rng.uniform(-1.05, 1.05, count) * camera.half_width_m(1.0) * z
    size = camera.focal_px / z
    tall = options.tall_m * rng.uniform(0.5, 1.2, count) * size
    turn = -np.pi / 2 + rng.normal(0, 0.35, count)
    share = smoothstep(-0.25, 0.25, np.sin((z + shift) * np.pi / options.stripe_m))
    base = scene.colour(options.dark) + share[:, None] * (scene.colour(options.light) - scene.colour(options.dark))
    tone = rng.uniform(0.5, 1.45, (count, 1))
    colour = base * tone * (0.8 * scene.ambient + np.float32(options.sun) * scene.key)
    row = camera.horizon_px + camera.eye_m * size - tall * 0.6
    return Splats(camera.width / 2 + x * size, row, tall, np.maximum(0.0035 * size, 0.3), turn, opaque(colour, 0.85))
