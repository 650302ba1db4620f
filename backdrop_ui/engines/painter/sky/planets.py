"""Worlds in space: banded giants with rings, moons full of craters, each in its own thin air."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix, ramp, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene

RING_M = (1.28, 2.25)
"""Inner and outer edge of the rings, in radii of their planet."""


class PlanetOptions(Options):
    """spots: places to choose from, (x, y, radius): shares of the picture, and units; pick: how many are taken.
    surface: bands of gas, or stone with craters. colours: from dark to light. rings: their opacity, ring: their colour.
    air: colour of the thin air, thick: its strength. brightness: of the lit side; night: what is left on the other."""

    spots: tuple[tuple[float, float, float], ...] = Field(min_length=1, max_length=12)
    pick: int = Field(1, ge=1, le=12)
    surface: Literal["gas", "stone"] = "gas"
    colours: tuple[Paint, ...] = Field((0, 1, 2), min_length=2, max_length=6)
    rings: float = Field(0.0, ge=0, le=1)
    ring: Paint = (0.9, 0.8, 0.7)
    air: Paint = (0.5, 0.7, 1.0)
    thick: float = Field(0.5, ge=0, le=3)
    brightness: float = Field(1.4, ge=0, le=8)
    night: float = Field(0.03, ge=0, le=1)
    jitter: float = Field(0.04, ge=0, le=0.3)


@layer("planets", PlanetOptions)
def planets(scene: Scene, options: PlanetOptions) -> None:
    """The chosen worlds, the smallest, which is the farthest, first."""
    rng = scene.rng()
    taken = rng.permutation(len(options.spots))[: options.pick]
    for number in sorted(taken.tolist(), key=lambda n: options.spots[n][2]):
        _world(scene, options, options.spots[number], number)


def _world(scene: Scene, options: PlanetOptions, spot: tuple[float, float, float], number: int) -> None:
    """Light every pixel of one world, its halo and its rings; axes as the scene's, the nearest point at z = -1."""
    rng = scene.rng(10 + number)
    camera, unit = scene.camera, scene.camera.unit_px
    shift = rng.uniform(-options.jitter, options.jitter, 2)
    radius = spot[2] * rng.uniform(0.88, 1.12)
    column, row = (spot[0] + shift[0]) * camera.width, (spot[1] + shift[1]) * camera.height
    reach = radius * unit * (RING_M[1] if options.rings else 1.4) + 2
    left, right = (int(np.clip(c, 0, camera.width)) for c in (column - reach, column + reach + 1))
    top, bottom = (int(np.clip(r, 0, camera.height)) for r in (row - reach, row + reach + 1))
    if left >= right or top >= bottom:
        return
    pixel = 1 / (radius * unit)
    x = ((np.arange(left, right, dtype=np.float32) + np.float32(0.5 - column)) * np.float32(pixel))[None]
    y = ((np.float32(row - 0.5) - np.arange(top, bottom, dtype=np.float32)) * np.float32(pixel))[:, None]
    x, y = np.broadcast_arrays(x, y)
    region = scene.picture[top:bottom, left:right]
    r = np.hypot(x, y)
    z = -np.sqrt(np.clip(1 - r * r, 0, 1))
    sun = np.array(scene.sun, np.float32)
    # Far from the disc the direction still matters: the halo is brightest over the lit limb.
    toward = (x * sun[0] + y * sun[1]) / np.maximum(r, 1) + z * sun[2]
    axes = _axes(rng)
    air, thick = scene.colour(options.air), np.float32(options.thick)
    colour, lit = _surface(scene, options, (x, y, z), axes, toward, pixel, number)
    if options.rings:
        lit = lit * (1 - 0.75 * _shade_of_rings(scene, options, (x, y, z), axes[1], number))
    veil = np.clip(thick * (0.12 + (1 + z) ** 2.5), 0, 0.9)
    colour = mix(colour, air, veil) * (np.float32(options.night) + options.brightness * lit)[..., None] * scene.key
    disc = smoothstep(pixel, -pixel, r - 1)
    # The halo fades outwards twice: a bright thin line, and a wide breath.
    off = np.maximum(r - 1, 0)
    halo = (0.9 * np.exp(-off / 0.018) + 0.16 * np.exp(-off / 0.10)) * smoothstep(-0.35, 0.7, toward)
    region += (thick * halo * smoothstep(1.4, 1.15, r) * (1 - disc))[..., None] * air
    if not options.rings:
        region[:] = mix(region, colour, disc)
        return
    band, cover, before = _rings(scene, options, (x, y), axes[1], number)
    region[:] = mix(region, band, cover * (1 - before))
    region[:] = mix(region, colour, disc)
    region[:] = mix(region, band, cover * before)


def _axes(rng: np.random.Generator) -> Array:
    """(3, 3) rows: across, the pole, away; the pole leans aside and towards the viewer."""
    lean, nod = rng.choice([-1, 1]) * rng.uniform(0.2, 0.55), rng.uniform(0.2, 0.42)
    pole = np.array([np.sin(lean), np.cos(lean) * np.cos(nod), -np.sin(nod)])
    pole /= np.linalg.norm(pole)
    across = np.cross(pole, (0.0, 0.0, 1.0))
    across /= np.linalg.norm(across)
    return np.stack([across, pole, np.cross(across, pole)]).astype(np.float32)


def _surface(
    scene: Scene,
    options: PlanetOptions,
    at: tuple[Array, Array, Array],
    axes: Array,
    toward: Array,
    pixel: float,
    number: int,
) -> tuple[Array, Array]:
    """(h, w, 3) albedo and (h, w) light of the surface."""
    east, north, away = (axes[k, 0] * at[0] + axes[k, 1] * at[1] + axes[k, 2] * at[2] for k in range(3))
    longitude, latitude = np.arctan2(east, -away), np.arcsin(np.clip(north, -1, 1))
    paints = [scene.colour(c) for c in options.colours]
    stops = np.linspace(-0.6, 0.6, len(paints)).tolist()
    noise = scene.noise(20 + number)
    if options.surface == "gas":
        swirl = noise.fbm(longitude * 1.6, latitude * 6, 4, 0.55)
        bent = latitude + 0.03 * swirl * np.cos(latitude)
        bands = noise.fbm(bent * 3.4 + 9, np.full_like(bent, 3.0), 3, 0.55)
        streaks = noise.fbm(longitude * 1.1 + 0.4 * swirl, bent * 22, 3, 0.55)
        return ramp(0.8 * bands + 0.12 * streaks, stops, paints), smoothstep(-0.10, 0.85, toward)
    plains = noise.fbm(longitude * 1.1, latitude * 1.1, 6, 0.6)
    height = 0.014 * noise.fbm(longitude * 4, latitude * 4, 5, 0.6) + _craters(scene, at, number)
    rise_x, rise_y = (_rise(height, axis, pixel) for axis in (1, 0))
    slope = rise_x * scene.sun[0] - rise_y * scene.sun[1]
    return ramp(plains, stops, paints), smoothstep(-0.04, 0.85, toward - np.clip(slope, -0.8, 0.8) * (-at[2]))


def _rise(height: Array, axis: int, pixel: float) -> Array:
    """(h, w) slope towards the right or down; a single row or column has none."""
    return height * 0 if height.shape[axis] < 2 else (np.gradient(height, axis=axis) / pixel).astype(np.float32)


def _craters(scene: Scene, at: tuple[Array, Array, Array], number: int) -> Array:
    """(h, w) height of bowls with rims, in radii of the world."""
    rng = scene.rng(40 + number)
    height = np.zeros(at[0].shape, np.float32)
    for _ in range(46):
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        way[2] = -abs(way[2])
        size = 0.03 + 0.22 * rng.random() ** 4
        far = np.sqrt(sum((a - np.float32(w)) ** 2 for a, w in zip(at, way, strict=True))) / np.float32(size)
        bowl = np.minimum(far * far - 1, 0) * 0.45
        height += np.float32(size * 0.3) * (bowl + 0.3 * np.exp(-(((far - 1) / 0.22) ** 2))) * (far < 2)
    return height


def _opacity(scene: Scene, options: PlanetOptions, rho: Array, number: int) -> Array:
    """How much the rings cover at a distance from the middle: many fine strands, and gaps."""
    low, high = RING_M
    noise = scene.noise(60 + number)
    fine = noise.fbm(rho * 14, np.full_like(rho, 2.0), 4, 0.75)
    wide = noise.fbm(rho * 3.1, np.full_like(rho, 7.0), 2, 0.6)
    gap = 1 - 0.9 * np.exp(-(((rho - 1.83) / 0.03) ** 2))
    edge = smoothstep(low, low + 0.12, rho) * smoothstep(high, high - 0.08, rho)
    return np.float32(options.rings) * np.clip(0.62 + 0.55 * fine + 0.5 * wide, 0.06, 1) * edge * gap


def _rings(
    scene: Scene, options: PlanetOptions, at: tuple[Array, Array], pole: Array, number: int
) -> tuple[Array, Array, Array]:
    """(h, w, 3) light and (h, w) cover of the rings, and 1 where they lie before the planet."""
    x, y = at
    z = -(x * pole[0] + y * pole[1]) / pole[2]
    rho = np.sqrt(x * x + y * y + z * z)
    sun = scene.sun
    along = x * np.float32(sun[0]) + y * np.float32(sun[1]) + z * np.float32(sun[2])
    off = np.sqrt(np.maximum(rho * rho - along * along, 0))
    open_sky = np.where(along < 0, smoothstep(0.94, 1.04, off), np.float32(1))
    tint = 0.7 + 0.3 * scene.noise(80 + number).fbm(rho * 6, np.full_like(rho, 1.0), 3)
    light = (0.04 + 0.85 * options.brightness * open_sky * tint)[..., None] * scene.colour(options.ring) * scene.key
    return light.astype(np.float32), _opacity(scene, options, rho, number), (z < 0).astype(np.float32)


def _shade_of_rings(
    scene: Scene, options: PlanetOptions, at: tuple[Array, Array, Array], pole: Array, number: int
) -> Array:
    """(h, w) how much of the sun the rings keep from the surface."""
    sun = np.array(scene.sun, np.float32)
    rise = float(sun @ pole)
    if abs(rise) < 0.05:
        return np.zeros(at[0].shape, np.float32)
    steps = -sum(a * p for a, p in zip(at, pole, strict=True)) / np.float32(rise)
    rho = np.sqrt(sum((a + steps * s) ** 2 for a, s in zip(at, sun, strict=True)))
    return _opacity(scene, options, rho, number) * (steps > 0)
