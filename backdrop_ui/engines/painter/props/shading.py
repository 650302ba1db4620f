"""Light on surfaces: key, sky, bounce, rim, highlights, mirrored surroundings, creases and cast shadow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .dressing import bands
from .parts import f32
from .stage import COLOUR, GLOSS, NORMAL, Stage, Z

_BLOOD = f32([0.16, 0.05, 0.02])[:, None, None]  # what light does under thin skin and in deep hair


def linear(srgb: Array) -> Array:
    """sRGB to linear light, by the square-and-cube fit: within 0.004 of the standard and far cheaper than a power."""
    return f32(srgb * (srgb * (srgb * 0.305306011 + 0.682171111) + 0.012522878))


@lru_cache(maxsize=1)
def _curve() -> Array:
    """sRGB of linear light from 0 to 4, by the light's square root, with a shoulder that keeps whites from clipping."""
    x = np.linspace(0, 2, 4096) ** 2
    x = np.where(x > 0.7, 0.7 + 0.3 * np.tanh((x - 0.7) / 0.45), x)
    return np.where(x < 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055).astype(np.float32)


def encode(light: Array) -> Array:
    """Linear light to sRGB in [0, 1]."""
    index = np.sqrt(np.clip(light, 0, 3.99)) * 2047.5
    return np.asarray(_curve()[index.astype(np.int16)], np.float32)


def towards(light: Light) -> Array:
    """The unit vector to the light: x right, y up, z to the viewer."""
    azimuth, elevation = np.radians(light.azimuth_deg), np.radians(light.elevation_deg)
    flat = np.cos(elevation)
    return np.array([np.sin(azimuth) * flat, np.sin(elevation), np.cos(azimuth) * flat], np.float32)


def tone(colour: Rgb) -> Array:
    """A light's colour as (3, 1, 1) linear light."""
    return linear(f32(colour))[:, None, None]


@dataclass(frozen=True)
class Lamps:
    """A `Light` in linear light: where the key comes from, its colour, and the fill from everywhere, (3, 1, 1) each."""

    towards: Array
    key: Array
    fill: Array

    @classmethod
    def of(cls, light: Light) -> Lamps:
        hard = light.strength
        return cls(towards(light), tone(light.colour) * (0.30 + 0.85 * hard), _fill(light) * (0.78 - 0.44 * hard))


def shade(stage: Stage, light: Light) -> Array:
    """(H, W, 3) sRGB of a stage under a light; black where nothing is."""
    lamps = Lamps.of(light)
    z, alpha, scale = stage.values[Z], stage.alpha, stage.view.scale
    open_sky, lit = _creases(z, alpha, scale), _cast(z, alpha, lamps.towards, scale)
    picture = np.zeros((*alpha.shape, 3), np.float32)
    for rows in bands(alpha.shape[0]):
        seen = np.flatnonzero(alpha[rows].any(0))
        if seen.size:
            here = rows, slice(seen[0], seen[-1] + 1)
            values = f32(stage.values[:, *here] / np.maximum(alpha[here], 1e-4))
            picture[here] = np.moveaxis(encode(_lit(values, lamps, open_sky[here], lit[here])), 0, -1)
    return picture


def _lit(values: Array, lamps: Lamps, open_sky: Array, lit: Array) -> Array:
    """Linear light that a band of surfaces sends to the viewer."""
    gloss, metal, glow, sheer = values[GLOSS:]
    albedo, normal = linear(np.clip(values[COLOUR], 0, 1)), values[NORMAL]
    normal = normal / (np.sqrt((normal * normal).sum(0)) + 1e-5)
    key, fill, (lx, ly, lz) = lamps.key, lamps.fill, lamps.towards
    nx, ny, nz = normal

    facing = lx * nx + ly * ny + lz * nz
    wrap = 0.12 + 0.5 * sheer
    diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) * (0.15 + 0.85 * lit)
    warm = _BLOOD * np.clip(sheer * (0.5 - np.abs(facing - 0.1)), 0, 1)
    sky = (0.72 + 0.38 * ny + 0.10 * nz) * open_sky + 0.06 * np.clip(-ny, 0, 1)
    through = 0.5 * sheer * sheer * np.clip(-facing, 0, 1) * (0.4 + 0.6 * lit)
    colour = albedo * (key * (diffuse + warm + through) + fill * sky)

    edge = np.clip(1 - np.abs(nz), 0, 1)
    edge = edge * edge * edge
    rim = edge * open_sky * np.clip(0.3 + 0.5 * ny + 0.9 * facing, 0, 1)
    colour += (0.25 + albedo) * rim * (key * ((max(0.35 - lz, 0) + 0.18) * 0.75) + 0.10 * fill)
    if gloss.any() or metal.any():
        spark = _spark(lamps, nx, ny, nz)
        colour += key * ((spark**4 * 0.10 + spark**30 * (1.2 * gloss)) * gloss * (0.4 + 0.6 * lit))
        tint = albedo * metal + (0.04 + 0.30 * edge) * gloss * (1 - metal)
        mirror = surroundings(nx * nz * 2, ny * nz * 2, key, fill)
        colour = colour * (1 - 0.85 * metal) + mirror * tint * (0.5 + 0.5 * open_sky)
    if glow.any():
        colour = colour * (1 - glow) + albedo * glow * (1.15 - 0.25 * edge)
    return np.asarray(colour, np.float32)


def _spark(lamps: Lamps, nx: Array, ny: Array, nz: Array) -> Array:
    """Squared cosine between the normals and halfway from the viewer to the key: where highlights sit."""
    half = lamps.towards + f32([0, 0, 1])
    half /= np.linalg.norm(half) + 1e-6
    spark = np.clip(half[0] * nx + half[1] * ny + half[2] * nz, 0, 1)
    return np.asarray(spark * spark, np.float32)


def surroundings(across: Array, up: Array, key: Array, fill: Array) -> Array:
    """What a mirror sees in the direction (across, up): a bright sky, a dark band of horizon, a window to each side."""
    sky = np.clip(0.22 + up * 1.3, 0.05, 1.5)
    window = np.clip(1.1 - np.abs(np.abs(across) - 0.66) * 5, 0, 1) * np.clip(0.85 - np.abs(up) * 0.6, 0, 1)
    glint = np.clip(1 - np.abs(across + 0.25) * 14, 0, 1) * 0.5
    ground = np.clip(-up - 0.25, 0, 1) * 0.4
    return np.asarray(fill * (sky + ground) * 1.4 + key * (window + glint) * 1.2, np.float32)


def _fill(light: Light) -> Array:
    """Ambient light relative to the mid-grey that leaves colours as they are, kept from going black."""
    relative = tone(light.ambient) / 0.214
    return f32(np.clip(relative, 0.06, 2.5) ** 0.75)


def _creases(z: Array, alpha: Array, scale: float) -> Array:
    """From premultiplied z, how much sky a point sees: less where what is around it, near or wide, stands higher."""
    small = _half(z), _half(alpha)
    shut = np.zeros_like(small[0])
    for reach, weight in ((0.018, 9.0), (0.06, 3.5), (0.16, 1.1)):
        size = max(3, int(reach * scale / 2) * 2 + 1)
        mean, weights = (cv2.blur(cv2.blur(v, (size, size)), (size, size)) for v in small)
        here = small[0] / np.maximum(small[1], 1e-3)
        shut += np.clip(mean / np.maximum(weights, 0.05) - here, 0, 0.12) * weight
    return f32(cv2.resize(np.clip(1 - 1.25 * shut, 0.15, 1), z.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _cast(z: Array, alpha: Array, to_light: Array, scale: float) -> Array:
    """Soft cast shadow from premultiplied z: walk the height map towards the light; does it rise above the ray?"""
    height = np.where(_half(alpha) > 0.5, _half(z) / np.maximum(_half(alpha), 1e-3), -10).astype(np.float32)
    blocked = np.zeros_like(height)
    for walk in (0.03, 0.06, 0.1, 0.15, 0.22, 0.3):
        dx, dy = to_light[0] * walk * scale / 2, -to_light[1] * walk * scale / 2
        move = f32([[1, 0, -dx], [0, 1, -dy]])
        there = cv2.warpAffine(height, move, height.shape[::-1], borderValue=-10.0)
        above = there - (height + to_light[2] * walk)
        # What stands much nearer than the ray passes behind the blocker: the map has no backs.
        blocked = np.maximum(blocked, np.clip((above - 0.012) / 0.06, 0, 1) * np.clip((0.3 - above) / 0.1, 0, 1))
    blocked = cv2.GaussianBlur(blocked, (0, 0), max(0.8, 0.008 * scale))
    return f32(cv2.resize(1 - blocked, z.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _half(picture: Array) -> Array:
    size = max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2)
    return f32(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
