"""Rock chimneys: cones of soft tuff under harder caps, in groups on a plain."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import blend
from ..colour import mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class ChimneyOptions(Options):
    """rock, dark: of the layers of stone. height_m: of the tallest. near_m, far_m: distances. haze_m: distance that
    hides two thirds. clear: share of half the width that near ones keep free."""

    rock: Paint = 0
    dark: Paint = 1
    count: int = Field(30, ge=1, le=200)
    height_m: float = Field(22.0, gt=1, le=200)
    near_m: float = Field(60.0, gt=5, le=5000)
    far_m: float = Field(500.0, gt=5, le=9000)
    clear: float = Field(0.35, ge=0, le=1)
    haze: Paint = 2
    haze_m: float = Field(700.0, gt=1, le=50000)


@layer("chimneys", ChimneyOptions)
def chimneys(scene: Scene, options: ChimneyOptions) -> None:
    """In groups, the farthest first."""
    rng = scene.rng()
    camera = scene.camera
    count = max(1, round(options.count * (camera.width / camera.height / 0.8) ** 0.7))
    away = options.near_m * (options.far_m / options.near_m) ** rng.random(count)
    groups = rng.uniform(-1.1, 1.1, max(4, count // 4))
    canvas = np.zeros((*scene.picture.shape[:2], 4), np.float32)
    depth = float(np.sqrt(options.near_m * options.far_m))
    for z in np.sort(away)[::-1]:
        across = float(rng.choice(groups)) + rng.normal(0, 0.14)
        near = np.exp(-(z - options.near_m) / (0.5 * options.near_m))
        if abs(across) < options.clear * near:
            across = float(np.sign(across) or 1) * (options.clear + 0.5 * rng.random())
        scale = camera.focal_px / z
        height = options.height_m * rng.uniform(0.4, 1.0) * scale
        column, row = camera.project(across * camera.half_width_m(z), 0.0, z)
        stamp = _chimney(scene, options, max(3, round(height)), rng)
        clear = np.float32(np.exp(-z / options.haze_m))
        stamp[..., :3] = stamp[..., :3] * clear + stamp[..., 3:] * (scene.colour(options.haze) * (1 - clear))
        blend(canvas, stamp, column - stamp.shape[1] / 2, row - stamp.shape[0])
    scene.lay_premultiplied(canvas, depth)


def _chimney(scene: Scene, options: ChimneyOptions, size: int, rng: np.random.Generator) -> Array:
    """(size, w, 4) premultiplied: a body of revolution whose outline weather has gnawed at."""
    noise = scene.noise(int(rng.integers(1000)))
    half = round(size * 0.62) + 2
    v = (size - 0.5 - np.arange(size, dtype=np.float32))[:, None] / np.float32(size)
    u = (np.arange(2 * half, dtype=np.float32) + 0.5 - half)[None] / np.float32(size)
    lean = np.float32(rng.uniform(-0.08, 0.08))
    u = u - lean * v
    cap = rng.uniform(0.74, 0.9) if rng.random() < 0.6 else 2.0
    base = np.float32(rng.uniform(0.26, 0.42))
    pixel = np.full_like(v + u, 1.0 / size)
    rough = noise.fbm(u * 3 + 9, v * 4, 5, 0.55, pixel * 4)
    gully = noise.fbm(u * 9 + 3, v * 1.2, 3, 0.55, pixel * 9)
    body = base * (1 - 0.86 * v**0.75) + 0.035 * np.exp(-v * 9)
    top = (
        smoothstep(cap - 0.02, cap + 0.01, v)
        * (0.10 + 0.05 * base)
        * np.sqrt(np.clip((1 - v) / max(1 - cap, 0.05), 0, 1))
    )
    radius = np.maximum(body * np.sqrt(np.clip((1 - v) / 0.06, 0, 1)), top) * (1 + 0.16 * rough)
    across = np.clip(u / np.maximum(radius, 1e-3), -1, 1)
    tilt = across + 0.35 * gully + 0.25 * rough
    facing = np.sqrt(np.clip(1 - across**2, 0, 1))
    sun = scene.sun
    lit = np.clip(tilt * sun[0] + 0.35 * sun[1] - facing * sun[2], 0, 1)
    layers = 0.5 + 0.5 * np.sin(v * 34 + 5 * rough + rng.uniform(0, 6))
    albedo = mix(
        scene.colour(options.rock),
        scene.colour(options.dark),
        np.clip(0.22 * layers + 0.28 * gully + (v > cap) * 0.35, 0, 1),
    )
    shade = 0.75 + 0.25 * facing - 0.3 * smoothstep(cap - 0.09, cap, v) * (v < cap)
    light = scene.ambient * (1.1 * shade)[..., None] + scene.key * (1.25 * lit)[..., None]
    edge = np.float32(1.2 / size)
    alpha = np.clip((radius - np.abs(u)) / edge + 0.5, 0, 1) * smoothstep(0.0, 0.03, v)
    return np.concatenate([albedo * light * alpha[..., None], alpha[..., None]], axis=-1).astype(np.float32)
