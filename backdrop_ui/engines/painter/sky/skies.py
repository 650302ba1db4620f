"""Skies: gradients with a sun, clouds in perspective, and the moon."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix, ramp, smoothstep
from ..registry import Options, Paint, layer
from ..scene import FAR_M, Scene


class SkyOptions(Options):
    """colours: from the horizon up. gamma: over 1 keeps the horizon's colour longer. glow: light around the sun.
    disc: brightness of the sun itself, size: its radius in units."""

    colours: tuple[Paint, ...] = Field((1, 0), min_length=2, max_length=6)
    gamma: float = Field(1.0, gt=0.2, le=4)
    glow: float = Field(0.0, ge=0, le=6)
    disc: float = Field(0.0, ge=0, le=60)
    size: float = Field(0.035, gt=0, le=0.5)


@layer("sky", SkyOptions)
def sky(scene: Scene, options: SkyOptions) -> None:
    """A gradient over the whole picture, mirrored below the horizon, which haze and reflections look up."""
    up = np.abs(scene.camera.slope_y)
    top = max(float(scene.camera.slope_y.max()), 0.15)
    t = np.clip(up / np.float32(top), 0, 1) ** np.float32(options.gamma)
    stops = np.linspace(0, 1, len(options.colours)).tolist()
    scene.picture[:] = ramp(t, stops, [scene.colour(c) for c in options.colours])
    scene.depth[:] = FAR_M
    where = sun_px(scene)
    if where is None or not (options.glow or options.disc):
        return
    r = _radius(scene, where, step=4)
    halo = 0.55 * np.exp(-r / 0.09) + 0.3 * np.exp(-r / 0.32)
    scene.picture += scene.enlarge(np.float32(options.glow) * halo)[..., None] * scene.key
    if options.disc:
        r = _radius(scene, where, step=1)
        disc = smoothstep(options.size * 1.08, options.size * 0.92, r)
        scene.picture += disc[..., None] * (np.float32(options.disc) * scene.key)


def sun_px(scene: Scene) -> tuple[float, float] | None:
    """Where the key light stands in the picture plane, in pixels; None when it is behind the camera."""
    x, y, z = scene.sun
    if z < 0.05:
        return None
    return scene.camera.width / 2 + scene.camera.focal_px * x / z, (
        scene.camera.horizon_px - scene.camera.focal_px * y / z
    )


def _radius(scene: Scene, where: tuple[float, float], step: int) -> Array:
    """Distance from a pixel in units, on a coarse grid."""
    x, y = scene.grid(step)
    unit = scene.camera.unit_px
    radius: Array = np.hypot(
        x - np.float32((where[0] - scene.camera.width / 2) / unit),
        y - np.float32((where[1] - scene.camera.height / 2) / unit),
    )
    return radius


class CloudOptions(Options):
    """cover: share of the sky. scale: size of the billows. stretch: over 1 draws them out sideways. soft: of their
    edges. lit, shade: their colours towards and away from the light. lining: glow of their edges near the sun.
    from_above: for a sea of clouds, below the horizon."""

    cover: float = Field(0.5, ge=0, le=1)
    scale: float = Field(1.0, gt=0.05, le=10)
    stretch: float = Field(1.0, gt=0.1, le=10)
    soft: float = Field(0.5, gt=0.02, le=2)
    lit: Paint = (1.0, 1.0, 1.0)
    shade: Paint = (0.55, 0.6, 0.7)
    opacity: float = Field(0.9, ge=0, le=1)
    lining: float = Field(0.6, ge=0, le=4)
    from_above: bool = False


@layer("clouds", CloudOptions)
def clouds(scene: Scene, options: CloudOptions) -> None:
    """Billows on a plane overhead, lit from where the sun stands, thinning into the horizon's haze."""
    camera = scene.camera
    step = 2
    sign = -1 if options.from_above else 1
    rows = np.float32(sign) * camera.slope_y[::step]
    above = rows[:, 0] > 0
    if not above.any():
        return
    up = np.maximum(rows, 0) + np.float32(0.12)
    reach = np.float32(0.9 / options.scale) / up
    x = camera.slope_x[:, ::step] * reach * np.float32(1.6 / options.stretch)
    y = np.broadcast_to(reach * np.float32(1.5), np.broadcast_shapes(x.shape, up.shape)).astype(np.float32)
    noise = scene.noise()
    drift = np.float32(scene.rng(1).uniform(0, 50))
    wisp = noise.fbm(x * 2.5 + 9, y * 2.5, 2)
    density = _density(noise.fbm(x + drift + 0.12 * wisp, y + 0.12 * wisp, 6, 0.52), options)
    sx, sy = _towards_sun(scene, x.shape, step)
    beyond = _density(noise.fbm(x + drift + 0.22 * sx, y + 0.22 * sy, 4, 0.52), options)
    lit = np.exp(-1.5 * beyond - 0.5 * density)
    colour = mix(scene.colour(options.shade), scene.colour(options.lit), lit[..., None])
    where = sun_px(scene)
    if where is not None and options.lining:
        near = np.exp(-_radius(scene, where, step) / 0.22) * (1 - density) * density * 4
        colour = colour + (np.float32(options.lining) * near)[..., None] * scene.key
    alpha = density * np.float32(options.opacity) * smoothstep(0.0, 0.16, np.maximum(rows, 0))
    alpha[~above] = 0
    scene.lay(scene.enlarge(colour), scene.enlarge(alpha))


def _density(noise: Array, options: CloudOptions) -> Array:
    edge = 1.1 - 2.0 * options.cover
    return smoothstep(edge, edge + options.soft * 1.4, noise)


def _towards_sun(scene: Scene, shape: tuple[int, ...], step: int) -> tuple[Array, Array]:
    """Unit vectors across the cloud plane towards the sun; straight up the picture when it is behind the camera."""
    where = sun_px(scene) or (scene.camera.width / 2, -scene.camera.height)
    x = np.arange(shape[1], dtype=np.float32)[None] * step - np.float32(where[0])
    y = np.arange(shape[0], dtype=np.float32)[:, None] * step - np.float32(where[1])
    length = np.hypot(x, y) + 1
    return -x / length, y / length


class MoonOptions(Options):
    """x, y: place as a share of the picture. radius: units."""

    x: float = Field(0.75, ge=0, le=1)
    y: float = Field(0.2, ge=0, le=1)
    radius: float = Field(0.07, gt=0, le=0.6)
    colour: Paint = (1.0, 0.97, 0.88)
    brightness: float = Field(1.2, ge=0, le=8)
    glow: float = Field(0.4, ge=0, le=3)


@layer("moon", MoonOptions)
def moon(scene: Scene, options: MoonOptions) -> None:
    """A full moon with maria and a halo."""
    jitter = scene.rng().uniform(-0.05, 0.05, 2)
    where = ((options.x + jitter[0]) * scene.camera.width, (options.y + jitter[1]) * scene.camera.height)
    camera, unit = scene.camera, scene.camera.unit_px
    colour = scene.colour(options.colour)
    halo = np.exp(-_radius(scene, where, step=4) / np.float32(2.6 * options.radius)) * np.float32(0.5 * options.glow)
    scene.picture += scene.enlarge(halo)[..., None] * colour
    reach = options.radius * unit + 2
    rows = slice(max(0, int(where[1] - reach)), max(0, min(camera.height, int(where[1] + reach))))
    x, y = scene.grid()
    u = (x - np.float32((where[0] - camera.width / 2) / unit)) / np.float32(options.radius)
    v = (y[rows] - np.float32((where[1] - camera.height / 2) / unit)) / np.float32(options.radius)
    r = np.hypot(u, v)
    face = 0.82 + 0.28 * np.clip(scene.noise().fbm(u * 0.8, v * 0.8, 4), -1, 1)
    face *= np.float32(options.brightness) * (0.6 + 0.4 * np.sqrt(np.clip(1 - r * r, 0, 1)))
    pixel = np.float32(1.2 / (options.radius * unit))
    scene.lay(face[..., None] * colour, np.clip((1 - r) / pixel + 0.5, 0, 1), rows.start)
