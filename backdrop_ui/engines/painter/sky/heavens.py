"""What shines in the dark: stars, nebulae, northern lights."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.stamps import dots
from ..colour import mix, ramp, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene


class StarOptions(Options):
    """count: of stars. down_to: y they fade out at, as a share of the picture. size: of the largest, units."""

    count: int = Field(700, ge=0, le=6000)
    brightness: float = Field(1.0, ge=0, le=10)
    down_to: float = Field(1.0, ge=0, le=1)
    size: float = Field(0.0014, gt=0, le=0.02)


@layer("stars", StarOptions)
def stars(scene: Scene, options: StarOptions) -> None:
    """Stars of many sizes, bluish to orange; few are large."""
    rng = scene.rng()
    x, y = rng.random((2, options.count))
    faint = rng.random(options.count)
    radius = scene.px(options.size) * (0.3 + 0.7 * faint**10)
    energy = options.brightness * (0.12 + 2.2 * faint**8) * smoothstep(options.down_to, options.down_to * 0.5, y)
    warmth = rng.random(options.count)
    camera = scene.camera
    for share, colour in ((0, (0.75, 0.86, 1.0)), (1, (1.0, 0.88, 0.72))):
        some = (warmth > 0.7) == bool(share)
        light = dots(
            (camera.height, camera.width), x[some] * camera.width, y[some] * camera.height, radius[some], energy[some]
        )
        scene.picture += light[..., None] * scene.colour(colour)


class NebulaOptions(Options):
    """colours: from thin to dense. density: how much of the picture it fills. brightness: of its light."""

    colours: tuple[Paint, ...] = Field((0, 1, 2), min_length=2, max_length=6)
    density: float = Field(0.5, ge=0, le=1)
    brightness: float = Field(1.0, ge=0, le=6)
    scale: float = Field(1.0, gt=0.1, le=8)
    dust: float = Field(0.5, ge=0, le=1)


@layer("nebula", NebulaOptions)
def nebula(scene: Scene, options: NebulaOptions) -> None:
    """Glowing gas, folded by noise that displaces noise, with dark dust lanes in front."""
    x, y = scene.grid(2)
    scale = np.float32(1.1 / options.scale)
    x, y = np.broadcast_arrays(x * scale, y * scale)
    warp, gas, lane = scene.noise(), scene.noise(1), scene.noise(2)
    u, v = x + 0.18 * warp.fbm(x, y, 3), y + 0.18 * warp.fbm(x + 31, y + 17, 3)
    cloud = gas.fbm(u * 0.8, v * 0.8, 7, 0.6)
    slope = scene.rng().uniform(-0.9, 0.9)
    band = np.exp(-(((y - slope * x) / (0.45 * scale)) ** 2)).astype(np.float32)
    dense = np.clip(0.35 + 0.55 * cloud + 0.55 * band - (1 - options.density) * 0.8, 0, 1.4)
    stops = np.linspace(0, 1.1, len(options.colours)).tolist()
    colour = ramp(dense, stops, [scene.colour(c) for c in options.colours])
    light = colour * (options.brightness * dense**1.7)[..., None].astype(np.float32)
    light *= (1 - options.dust * smoothstep(0.0, 0.7, lane.fbm(u * 1.7, v * 1.7, 5)))[..., None]
    scene.picture += scene.enlarge(light.astype(np.float32))


class AuroraOptions(Options):
    """colours: from the lower edge of a curtain up. y: of the curtains' feet, a share of the sky above the horizon."""

    colours: tuple[Paint, ...] = Field((1, 2), min_length=2, max_length=4)
    brightness: float = Field(1.0, ge=0, le=5)
    y: float = Field(0.62, ge=0, le=1)
    curtains: int = Field(3, ge=1, le=8)


@layer("aurora", AuroraOptions)
def aurora(scene: Scene, options: AuroraOptions) -> None:
    """Curtains of light: a sharp wavering foot, rays fading upwards."""
    x, y = scene.grid(2)
    top = -scene.camera.height / 2 / scene.camera.unit_px
    sky_height = scene.camera.horizon_px / scene.camera.unit_px
    rng = scene.rng()
    light: Array = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    stops = np.linspace(0, 1, len(options.colours)).tolist()
    colours = [scene.colour(c) for c in options.colours]
    for number in range(options.curtains):
        noise = scene.noise(number)
        depth = number / max(options.curtains - 1, 1)
        foot = top + sky_height * (options.y - 0.34 * depth + rng.uniform(-0.06, 0.06))
        slant = rng.uniform(-0.2, 0.2)
        edge = foot + slant * x + 0.16 * noise.fbm(x * 0.9, np.full_like(x, number), 3, 0.55)
        tall = sky_height * (0.34 + 0.3 * depth) * (1 + 0.35 * noise.octave(x * 1.3, np.full_like(x, 5), 4))
        up = (edge - y) / np.maximum(tall, 0.02)
        rays = 0.62 + 0.5 * noise.fbm(x * 5 + 0.25 * up, up * 0.16 + 3, 4, 0.6)
        foot_glow = smoothstep(-0.22, 0.06, up)
        body = foot_glow * np.exp(-2.1 * np.maximum(up, 0)) * np.clip(rays, 0, 2)
        patches = 0.35 + 0.65 * smoothstep(-0.5, 0.5, noise.octave(x * 0.7, np.full_like(x, 9), 6))
        colour = ramp(np.clip(up * 1.1, 0, 1), stops, colours)
        light += colour * (body * patches * (1 - 0.45 * depth))[..., None]
    scene.picture += scene.enlarge(light * np.float32(options.brightness))


class EarthOptions(Options):
    """The planet as seen from afar. x, y: place as a share of the picture. radius: units."""

    x: float = Field(0.72, ge=0, le=1)
    y: float = Field(0.2, ge=0, le=1)
    radius: float = Field(0.09, gt=0, le=0.6)
    sea: Paint = (0.06, 0.22, 0.5)
    land: Paint = (0.42, 0.40, 0.24)
    brightness: float = Field(1.6, ge=0, le=8)


@layer("earth", EarthOptions)
def earth(scene: Scene, options: EarthOptions) -> None:
    """A globe: seas, land, whirling clouds, polar ice, lit by the sun of the scene, in a thin shell of blue air."""
    camera, unit = scene.camera, scene.camera.unit_px
    jitter = scene.rng().uniform(-0.06, 0.06, 2)
    where = (options.x + jitter[0]) * camera.width, (options.y + jitter[1]) * camera.height
    x, y = scene.grid()
    u = (x - np.float32((where[0] - camera.width / 2) / unit)) / np.float32(options.radius)
    v = (y - np.float32((where[1] - camera.height / 2) / unit)) / np.float32(options.radius)
    r = np.hypot(u, v)
    near = np.sqrt(np.clip(1 - r * r, 0, 1))
    sun = scene.sun
    lit = smoothstep(-0.12, 0.5, u * sun[0] - v * sun[1] - near * sun[2])
    bend = np.float32(1.3) / (0.35 + near)  # Land is drawn together towards the rim, as on a globe.
    noise, weather = scene.noise(), scene.noise(1)
    ground = smoothstep(0.0, 0.22, noise.fbm(u * bend * 0.8, v * bend * 0.8, 5))
    surface = mix(scene.colour(options.sea), scene.colour(options.land), ground)
    surface = mix(
        surface, np.ones(3, np.float32), smoothstep(0.80, 0.90, np.abs(v) + 0.05 * noise.octave(u * 4, v * 4))
    )
    whirl = weather.fbm(u * bend, v * bend, 3)
    cover = smoothstep(0.0, 0.7, weather.fbm(u * bend * 1.2 + 0.5 * whirl, v * bend * 2.2 + 0.3 * whirl, 6, 0.6))
    surface = mix(surface, np.ones(3, np.float32), cover)
    air = scene.colour((0.45, 0.68, 1.0))
    surface = mix(surface, air, (0.75 * (1 - near) ** 2).astype(np.float32)) * lit[..., None]
    pixel = np.float32(1.2 / (options.radius * unit))
    halo = np.exp(-np.abs(r - 1) / np.float32(0.035)) * smoothstep(-0.2, 0.8, u * sun[0] - v * sun[1] - near * sun[2])
    scene.picture += (np.float32(0.35) * halo)[..., None] * air
    scene.lay(surface * np.float32(options.brightness), np.clip((1 - r) / pixel + 0.5, 0, 1))
