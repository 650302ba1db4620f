"""Surfaces of rooms and furniture; see `materials`, which lists them with the others."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..colour import mix, smoothstep
from ..noise import Noise


def hash01(number: Array) -> Array:
    """A number to a repeatable one in [0, 1)."""
    product = np.sin(number * np.float32(12.9898)) * np.float32(4375.85)
    hashed: Array = product - np.floor(product)
    return hashed


def line(position: Array, pixel: Array, half_width: float) -> Array:
    """1 on lines at whole positions, smoothed over a pixel and fading where lines merge."""
    distance = np.abs(position - np.round(position))
    soft = np.maximum(pixel, 1e-4)
    marks = np.clip((half_width - distance) / soft + 0.5, 0, 1) * np.clip(1.5 - 2.5 * pixel, 0, 1)
    return marks.astype(np.float32)


def plaster(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Lime plaster: clouds of tone, and the trowel's broad strokes."""
    cloud = noise.fbm(u * 0.6, v * 0.6, 4, 0.55, footprint * 0.6)
    bend = noise.fbm(u * 0.9, v * 0.9, 2, 0.5)
    strokes = noise.fbm(u * 3.1 + 1.6 * bend, v * 8.0 - 2.0 * bend, 3, 0.55, footprint * 8)
    grain = noise.fbm(u * 45, v * 45, 2, 0.6, footprint * 45)
    return mix(dark, light, np.clip(0.62 + 0.26 * cloud + 0.12 * strokes + 0.05 * grain, 0, 1.15)[..., None])


def oak(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Planks along v, 18 cm wide, quiet grain with a cathedral here and there."""
    wide_m, long_m = 0.18, 2.2
    plank = np.floor(u / wide_m)
    along = v / long_m + hash01(plank) * 7
    piece = hash01(plank * 3.1 + np.floor(along) * 17.7)
    seam = np.maximum(line(u / wide_m, footprint / wide_m, 0.008), line(along, footprint / long_m, 0.0008))
    return _grain(noise, u, v, footprint, piece, (light, dark)) * (1 - np.float32(0.55) * seam)[..., None]


def herringbone(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Parquet of blocks 9 x 45 cm that meet at right angles."""
    wide_m, blocks = 0.09, 5
    x, y = (u + v) / (wide_m * 1.41421356), (v - u) / (wide_m * 1.41421356)
    i, j = np.floor(x), np.floor(y)
    turn = np.mod(i - j, 2 * blocks)
    lying = turn < blocks
    start = np.where(lying, i - turn, j - np.mod(j - i - 1, 2 * blocks))
    along = np.where(lying, x - start, y - start)
    across = np.where(lying, y - j, x - i)
    piece = hash01(np.where(lying, j * 7.3 + start * 3.7, i * 5.9 - start * 2.3 + 91))
    pixel = footprint / wide_m
    rim = np.minimum(np.minimum(across, 1 - across), np.minimum(along, blocks - along))
    seam = np.clip((0.025 - rim) / np.maximum(pixel, 1e-4) + 0.5, 0, 1) * np.clip(1.3 - 1.5 * pixel, 0, 1)
    wood = _grain(noise, across * wide_m, along * wide_m, footprint, piece, (light, dark))
    return wood * (1 - np.float32(0.5) * seam)[..., None]


def _grain(noise: Noise, u: Array, v: Array, footprint: Array, piece: Array, colours: tuple[Array, Array]) -> Array:
    broad = noise.fbm(u * 4 + piece * 31, v * 0.45 + piece * 13, 2, 0.5, footprint * 4)
    rings = np.sin(((u + 0.04 * broad) * 190 + piece * 40 + 3 * broad).astype(np.float32))
    fine = noise.fbm(u * 55 + piece * 7, v * 1.3, 2, 0.6, footprint * 40)
    calm = np.clip(1.5 - 70 * footprint, 0, 1)
    shade = 0.58 + 0.34 * (piece - 0.5) + 0.12 * broad + 0.06 * rings * calm + 0.12 * fine
    return mix(colours[1], colours[0], np.clip(shade, 0, 1.1)[..., None])


def terrazzo(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Chips of stone, grey, dark and pale, in cement."""
    ground = light * (1 + 0.05 * noise.fbm(u * 2, v * 2, 3, 0.5, footprint * 2))[..., None]
    for number, size_m in enumerate((0.021, 0.034, 0.055)):
        x, y = u / size_m + 0.37 * number, v / size_m + 0.61 * number
        i, j = np.floor(x), np.floor(y)
        key = i * 7.1 + j * 13.7 + 5 * number
        one, two, three = hash01(key), hash01(key + 2.7), hash01(key + 9.1)
        turn = (one * 6.28).astype(np.float32)
        a, b = x - i - 0.35 - 0.3 * one, y - j - 0.35 - 0.3 * two
        a, b = a * np.cos(turn) + b * np.sin(turn), 1.5 * (b * np.cos(turn) - a * np.sin(turn))
        reach = np.abs(a) + np.abs(b) * 0.8 + 0.35 * np.abs(a + b)
        pixel = footprint / size_m
        chip = np.clip((0.16 + 0.16 * three - reach) / np.maximum(pixel, 1e-3) + 0.5, 0, 1) * (two > 0.35)
        stone = mix(dark, light * 1.25, (three**0.8)[..., None])
        ground = mix(ground, stone, chip * np.clip(1.3 - 0.6 * pixel, 0.35, 1))
    return ground


def linen(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Threads across and along, thick and thin."""
    across = noise.fbm(u * 9, v * 260, 2, 0.6, footprint * 230)
    along = noise.fbm(u * 260, v * 9, 2, 0.6, footprint * 230)
    fold = noise.fbm(u * 1.1, v * 1.1, 3, 0.5, footprint)
    return mix(dark, light, np.clip(0.62 + 0.2 * across + 0.2 * along + 0.14 * fold, 0, 1.1)[..., None])


def travertine(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Stone in beds along u, with pores."""
    bend = noise.fbm(u * 0.5, v * 0.8, 3, 0.5)
    beds = noise.fbm(u * 0.7 + bend, v * 7 + 1.3 * bend, 4, 0.6, footprint * 7)
    pores = smoothstep(0.55, 0.85, noise.fbm(u * 16, v * 48, 2, 0.5, footprint * 36))
    shade = np.clip(0.66 + 0.26 * beds + 0.08 * bend, 0, 1.1)
    return mix(dark, light, shade[..., None]) * (1 - np.float32(0.45) * pores)[..., None]


def leather(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Worn paler where it is touched, with creases."""
    worn = noise.fbm(u * 3, v * 3, 4, 0.55, footprint * 3)
    crease = 1 - np.abs(noise.fbm(u * 14, v * 14, 3, 0.55, footprint * 14)) * 2
    shade = 0.55 + 0.3 * worn - 0.14 * np.clip(crease, 0, 1) ** 6
    return mix(dark, light, np.clip(shade, 0, 1)[..., None])


def metro(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Glazed tiles, 20 x 7.5 cm, laid like bricks, none quite like its neighbour; `dark` is the grout."""
    return _tiled(noise, u, v, footprint, (0.2, 0.075, 0.5), (light, dark))


def zellige(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """Hand-made square tiles, 10 cm, glaze thick and thin."""
    return _tiled(noise, u, v, footprint, (0.1, 0.1, 0.0), (light, dark))


def _tiled(
    noise: Noise, u: Array, v: Array, footprint: Array, laid: tuple[float, float, float], colours: tuple[Array, Array]
) -> Array:
    wide_m, high_m, shift = laid
    course = np.floor(v / high_m)
    along = u / wide_m + shift * course
    tone = hash01(course * 7.7 + np.floor(along) * 3.3)
    glaze = noise.fbm(u * 7 + tone * 31, v * 7, 3, 0.55, footprint * 7)
    light, dark = colours
    tile = light * (0.9 + 0.24 * (tone - 0.5) + 0.1 * glaze)[..., None]
    joint = np.maximum(
        line(v / high_m, footprint / high_m, 0.018), line(along, footprint / wide_m, 0.018 * high_m / wide_m)
    )
    return mix(tile, dark, 0.85 * joint)


def canvas(noise: Noise, u: Array, v: Array, footprint: Array, light: Array, dark: Array) -> Array:
    """A painted backdrop: washes of one colour over the other, dabbed on with a wide brush."""
    bend = noise.fbm(u * 0.7, v * 0.7, 3, 0.5)
    wash = noise.fbm(u * 0.8 + 0.2 * bend, v * 0.8 - 0.2 * bend, 5, 0.6, footprint)
    return mix(dark, light, np.clip(0.55 + 0.42 * wash + 0.1 * bend, 0, 1)[..., None])
