"""Light on surfaces: key, sky, bounce, rim, highlights, mirrored surroundings, creases and cast shadow."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .stage import CHANNELS, Stage


def linear(srgb: Array) -> Array:
    """sRGB to linear light, by the square-and-cube fit: within 0.004 of the standard and far cheaper than a power."""
    return np.asarray(srgb * (srgb * (srgb * np.float32(0.305306011) + np.float32(0.682171111)) + np.float32(0.012522878)))  # noqa: E501


def encode(light: Array) -> Array:
    """Linear light to sRGB, after a shoulder that keeps bright colours from clipping flat."""
    x = np.maximum(light, 0)
    x = np.where(x > 0.7, 0.7 + 0.3 * np.tanh((x - 0.7) / 0.45), x).astype(np.float32)
    root = np.sqrt(x)
    half, quarter = np.sqrt(root), np.sqrt(np.sqrt(root))
    srgb = 0.662002687 * root + 0.684122060 * half - 0.323583601 * quarter - 0.0225411470 * x
    return np.asarray(np.clip(srgb, 0, 1), np.float32)


def towards(light: Light) -> Array:
    """The unit vector to the light: x right, y up, z to the viewer."""
    azimuth, elevation = np.radians(light.azimuth_deg), np.radians(light.elevation_deg)
    flat = np.cos(elevation)
    return np.array([np.sin(azimuth) * flat, np.sin(elevation), np.cos(azimuth) * flat], np.float32)


def tone(colour: Rgb) -> Array:
    """A light's colour as (3, 1, 1) linear light."""
    return linear(np.float32(colour))[:, None, None]


def shade(stage: Stage, light: Light) -> Array:
    """(3, H, W) sRGB of a stage under a light."""
    values = stage.finish()
    z, albedo = values[CHANNELS["z"]], linear(np.clip(values[CHANNELS["colour"]], 0, 1))
    gloss, metal, glow, sheer = (values[CHANNELS[name]] for name in ("gloss", "metal", "glow", "sheer"))
    normal = values[CHANNELS["normal"]]
    normal = normal / (np.sqrt((normal * normal).sum(0)) + np.float32(1e-5))
    nx, ny, nz = normal
    to_light = towards(light)
    hard = np.float32(light.strength)
    key, fill = tone(light.colour) * (0.30 + 0.85 * hard), _fill(light) * (0.78 - 0.44 * hard)

    open_sky, lit = _creases(z, stage.alpha, stage.view.scale), _cast(z, stage.alpha, to_light, stage.view.scale)
    facing = to_light[0] * nx + to_light[1] * ny + to_light[2] * nz
    wrap = 0.12 + 0.5 * sheer
    diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) * (0.15 + 0.85 * lit)
    sky = fill * (0.72 + 0.38 * ny + 0.10 * nz) * open_sky
    warm = np.float32([0.16, 0.05, 0.02])[:, None, None] * np.clip(sheer * (0.5 - np.abs(facing - 0.1)), 0, 1)
    colour = albedo * (key * (diffuse + warm) + sky + 0.06 * fill * np.clip(-ny, 0, 1))

    edge = np.clip(1 - np.abs(nz), 0, 1) ** 3
    behind = np.clip(0.35 - to_light[2], 0, 1) + 0.18
    rim = edge * open_sky * np.clip(0.3 + 0.5 * ny + 0.9 * facing, 0, 1)
    colour += (0.25 + albedo) * rim * (key * behind * 0.75 + 0.10 * fill)

    half = to_light + np.float32([0, 0, 1.0])
    half /= np.linalg.norm(half) + 1e-6
    spark = np.clip(half[0] * nx + half[1] * ny + half[2] * nz, 0, 1)
    spark = spark * spark
    spark = spark**4 * 0.10 + spark**30 * (1.2 * gloss)
    colour += key * spark * gloss * (0.4 + 0.6 * lit)
    mirror = surroundings(nx * nz * 2, ny * nz * 2, key, fill)
    tint = albedo * metal + (0.04 + 0.30 * edge) * gloss * (1 - metal)
    colour = colour * (1 - 0.85 * metal) + mirror * tint * (0.5 + 0.5 * open_sky)
    colour = colour * (1 - glow) + albedo * glow * (1.15 - 0.25 * edge)
    return encode(colour)


def surroundings(across: Array, up: Array, key: Array, fill: Array) -> Array:
    """What a mirror sees in the direction (across, up): a bright sky, a dark band of horizon, a window to each side."""
    sky = np.clip(0.35 + up * 1.1, 0.08, 1.3)
    window = np.clip(1 - np.abs(np.abs(across) - 0.62) * 5, 0, 1) * np.clip(0.75 - np.abs(up) * 0.6, 0, 1)
    ground = np.clip(-up - 0.25, 0, 1) * 0.5
    return np.asarray(fill * (sky + ground) * 1.5 + key * window * 1.1, np.float32)


def _fill(light: Light) -> Array:
    """Ambient light relative to the mid-grey that leaves colours as they are, kept from going black."""
    relative = tone(light.ambient) / np.float32(0.214)
    return np.asarray(np.clip(relative, 0.06, 2.5) ** 0.75, np.float32)


def _creases(z: Array, alpha: Array, scale: float) -> Array:
    """How much sky a point sees: less where its surroundings, near and wide, stand in front of it."""
    small = _half(z * alpha), _half(alpha)
    shut = np.zeros_like(small[0])
    for reach, weight in ((0.018, 9.0), (0.06, 3.5), (0.16, 1.1)):
        size = max(3, int(reach * scale / 2) * 2 + 1)
        mean, weights = (cv2.blur(cv2.blur(v, (size, size)), (size, size)) for v in small)
        here = small[0] / np.maximum(small[1], 1e-3)
        shut += np.clip(mean / np.maximum(weights, 0.05) - here, 0, 0.12) * np.float32(weight)
    return cv2.resize(np.clip(1 - 1.25 * shut, 0.15, 1), z.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _cast(z: Array, alpha: Array, to_light: Array, scale: float) -> Array:
    """Soft cast shadow: walk the height map towards the light and see whether it rises above the ray."""
    height = np.where(_half(alpha) > 0.5, _half(z * alpha) / np.maximum(_half(alpha), 1e-3), -10).astype(np.float32)
    blocked = np.zeros_like(height)
    for walk in (0.03, 0.06, 0.1, 0.15, 0.22, 0.3):
        dx, dy = to_light[0] * walk * scale / 2, -to_light[1] * walk * scale / 2
        move = np.float32([[1, 0, -dx], [0, 1, -dy]])
        there = cv2.warpAffine(height, move, height.shape[::-1], borderValue=-10.0)
        above = there - (height + to_light[2] * walk)
        # What stands much nearer than the ray passes behind the blocker: the map has no backs.
        blocked = np.maximum(blocked, np.clip((above - 0.012) / 0.06, 0, 1) * np.clip((0.3 - above) / 0.1, 0, 1))
    blocked = cv2.GaussianBlur(blocked, (0, 0), max(0.8, 0.008 * scale))
    return cv2.resize(1 - blocked, z.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _half(picture: Array) -> Array:
    return cv2.resize(picture, (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2)), interpolation=cv2.INTER_AREA)  # noqa: E501
