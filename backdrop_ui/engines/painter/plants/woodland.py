"""The floor of a wood: earth and moss, a winding path, fallen leaves, and the light that falls through the crowns."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, opaque
from ..colour import Numbers, mix, smoothstep
from ..land.floors import STANDING, Ground, ground_rows
from ..registry import Options, Paint, layer
from ..scene import Scene


class WoodlandOptions(Options):
    """earth, moss: of the ground; path: of the path, half_m wide to either side. bend: how much it winds. litter:
    colours of what has fallen, count pieces of size_m. open: share of the ground in the sun. on_path: share of the
    litter that lies on the path too. sun: strength of the light patches."""

    earth: Paint = 0
    moss: Paint = 1
    path: Paint = 2
    half_m: float = Field(1.1, ge=0, le=8)
    bend: float = Field(1.0, ge=0, le=4)
    litter: tuple[Paint, ...] = Field((0, 1), min_length=1, max_length=6)
    count: int = Field(30000, ge=0, le=120000)
    size_m: float = Field(0.09, gt=0.002, le=0.5)
    on_path: float = Field(0.35, ge=0, le=1)
    open: float = Field(0.4, ge=0, le=1)
    sun: float = Field(1.3, ge=0, le=6)
    ambient: float = Field(0.9, ge=0, le=4)
    far_m: float = Field(90.0, gt=5, le=1000)
    haze: Paint | None = None
    haze_m: float = Field(45.0, gt=1, le=5000)


@layer("woodland", WoodlandOptions)
def woodland(scene: Scene, options: WoodlandOptions) -> None:
    """The ground from the horizon to the feet, then the litter from far to near."""
    ground = ground_rows(scene, options.far_m)
    if ground is None:
        return
    noise = scene.noise()
    z = np.broadcast_to(ground.z, ground.x.shape)
    rough = noise.fbm(ground.x * 0.9, z * 0.9, 5, 0.6, ground.footprint)
    fine = noise.fbm(ground.x * 9, z * 6, 3, 0.65, ground.footprint * 8)
    albedo = mix(scene.colour(options.earth), scene.colour(options.moss), smoothstep(-0.35, 0.55, rough))
    beside = np.abs(ground.x - _way(scene, options, z)) - options.half_m * (1 + 0.16 * rough + 0.06 * fine)
    track = smoothstep(0.25, -0.25, beside)
    worn = scene.colour(options.path) * (0.85 + 0.25 * smoothstep(0, -0.9, beside))[..., None]
    albedo = mix(albedo, worn, track) * (1 + 0.35 * fine)[..., None]
    dapple = _dapples(scene, options, ground.x, z)
    colour = albedo * (
        np.float32(options.ambient) * scene.ambient + (np.float32(options.sun) * dapple)[..., None] * scene.key
    )
    colour = _air(scene, options, colour, z)
    alpha = np.ones(z.shape, np.float32)
    alpha[: max(1, round(scene.px(0.006)))] *= np.linspace(0.2, 1, max(1, round(scene.px(0.006))))[: len(alpha), None]
    scene.lay(colour, alpha, ground.top, z)
    scene.ground = STANDING
    if options.count:
        _litter(scene, options, ground)


def _way(scene: Scene, options: WoodlandOptions, z: Numbers) -> Array:
    """x of the middle of the path at distance z: under the feet, then winding out of sight."""
    rng = scene.rng(3)
    side = rng.choice([-1, 1])
    wave = np.sin(z / rng.uniform(6.5, 9.5)) - 0.35 * np.sin(z / 3.1)
    return (options.bend * side * wave * smoothstep(2.5, 14, z)).astype(np.float32)


def _dapples(scene: Scene, options: WoodlandOptions, x: Array, z: Array) -> Array:
    """(...,) light through the gaps of the crowns: round patches, drawn out away from the sun."""
    sun = scene.sun
    flat = float(np.hypot(sun[0], sun[2])) or 1.0
    along = (x * sun[0] + z * sun[2]) / np.float32(flat)
    across = (x * sun[2] - z * sun[0]) / np.float32(flat)
    stretch = np.float32(max(sun[1], 0.25))
    noise = scene.noise(2)
    wide = noise.fbm(across * 0.16, along * 0.16 * stretch, 3, 0.55)
    fine = noise.fbm(across * 0.8 + 7, along * 0.8 * stretch, 4, 0.6)
    level = 0.9 - 1.5 * options.open
    return smoothstep(level - 0.12, level + 0.5, wide + 0.55 * fine + 0.15)


def _air(scene: Scene, options: WoodlandOptions, colour: Array, z: Array) -> Array:
    if options.haze is None:
        return colour
    return mix(colour, scene.colour(options.haze), 1 - np.exp(-z / np.float32(options.haze_m))[..., None])


def _litter(scene: Scene, options: WoodlandOptions, ground: Ground) -> None:
    """Fallen leaves, evenly over the picture's rows rather than over the ground: far ones would be too many to see."""
    rng = scene.rng(1)
    camera = scene.camera
    nearest = float(ground.z[-1, 0]) * 0.96
    count = options.count // 64 * 64
    z = np.sort(nearest * (min(options.far_m, 40.0) / nearest) ** rng.random(count) ** 1.3)[::-1]
    x = rng.uniform(-1.05, 1.05, count) * camera.half_width_m(1.0) * z
    beside = np.abs(x - _way(scene, options, z)) - options.half_m
    # OpenCV looks up noise in pictures, which must not be wider than 2**15.
    flat_x, flat_z = (a.reshape(64, -1).astype(np.float32) for a in (x, z))
    drift = scene.noise(4).fbm(flat_x * 0.7, flat_z * 0.7, 3).ravel()
    sunlit = _dapples(scene, options, flat_x, flat_z).ravel()
    heap = np.where(beside > 0, 0.75 + 0.6 * np.exp(-beside / 0.5), options.on_path * (1 + np.exp(beside / 0.3)))
    kept = rng.random(count) < heap * (0.75 + 0.8 * drift)
    x, z, sunlit = (a[kept].astype(np.float32) for a in (x, z, sunlit))
    count = len(x)
    scale = camera.focal_px / z
    size = options.size_m * rng.uniform(0.6, 1.35, count) * scale * 0.5
    slope = camera.eye_m / np.hypot(z, camera.eye_m)
    curl = np.clip(slope * rng.uniform(0.5, 1.3, count) + rng.uniform(0, 0.25, count), 0.12, 1)
    turn = np.arctan2(np.sin(t := rng.uniform(0, np.pi, count)) * curl, np.cos(t))
    thin = rng.uniform(0.4, 0.75, count) * np.sqrt(np.cos(t) ** 2 * curl**2 + np.sin(t) ** 2)
    column, row = camera.width / 2 + x * scale, camera.horizon_px + camera.eye_m * scale
    paints = np.stack([scene.colour(p) for p in options.litter])[rng.integers(len(options.litter), size=count)]
    tone = rng.uniform(0.5, 1.15, (count, 1)).astype(np.float32)
    gleam = (options.sun * sunlit * rng.uniform(0.5, 1.2, count))[:, None]
    colour = paints * tone * (np.float32(options.ambient * 1.1) * scene.ambient + gleam * scene.key)
    colour = _air(scene, options, colour.astype(np.float32), z)
    # The shadow below a leaf lifts it off the ground.
    shade = opaque(np.zeros((count, 3), np.float32), np.full(count, 0.45))
    below = Splats(column, row + 0.5 * size * thin, size * 1.05, size * thin * 1.1, turn, shade)
    leaf = Splats(column, row, size, size * thin, turn, opaque(colour))
    pairs = (np.stack([getattr(below, f), getattr(leaf, f)], 1) for f in ("x", "y", "long", "wide", "turn", "paint"))
    lay_splats(scene.picture, Splats(*(p.reshape(2 * count, *p.shape[2:]) for p in pairs)), "leaf")
