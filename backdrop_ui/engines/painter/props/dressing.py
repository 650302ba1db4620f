"""What lies on a sculpted form: markings, scales, hair."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ....arrays import Array
from .noise import noise, strands
from .parts import Cut, Patch, Vec, f32
from .solids import Surface
from .view import View

_BAND = 40


def bands(height: int) -> Iterator[slice]:
    """Rows in bands small enough to stay in cache, and in memory that need not be asked for again."""
    return (slice(row, min(row + _BAND, height)) for row in range(0, height, _BAND))


def paint(surface: Surface, patch: Patch, places: tuple[Array, Array], seed: int) -> None:
    """Mix a patch's colour in where the surface lies inside its ellipsoid."""
    x, y = places
    offset = x - patch.centre[0], y - patch.centre[1], surface.z - patch.centre[2]
    form = (patch.pose / f32(patch.radii)).T.astype(np.float32)
    size = min(patch.radii)
    edge = np.sqrt(sum((row[0] * offset[0] + row[1] * offset[1] + row[2] * offset[2]) ** 2 for row in form))
    if patch.ragged:
        edge += 0.3 * patch.ragged * noise(x, y, max(size * 0.35, 0.012), seed + 3)
    inside = np.clip((1 - edge) / patch.softness + 0.5, 0, 1)
    inside = inside * inside * (3 - 2 * inside) * patch.strength
    surface.colour += (f32(patch.colour)[:, None, None] - surface.colour) * inside


def trim(surface: Surface, cut: Cut, places: tuple[Array, Array]) -> None:
    """Take away what lies beyond a cut."""
    x, y, z = (axis - start for axis, start in zip((*places, surface.z), cut.point, strict=True))
    beyond = cut.normal[0] * x + cut.normal[1] * y + cut.normal[2] * z
    np.maximum(surface.distance, beyond, out=surface.distance)


def pebble(surface: Surface, strength: float, relief: Array, grain_px: float) -> None:
    """Scales: tilt the normals by the relief's slope, darken its grooves."""
    slope = 0.3 * strength * grain_px * 0.125
    across, down = cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=slope), cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=slope)
    for band in bands(relief.shape[0]):
        surface.normal[0, band] -= across[band]
        surface.normal[1, band] += down[band]
        surface.colour[:, band] *= (1 - 0.22 * strength) + (0.35 * strength) * relief[band]


def lie(surface: Surface, away_from: Vec, places: tuple[Array, Array]) -> tuple[Array, Array]:
    """The direction of hair on the picture (x right, y down): along the skin, standing off it, most at outlines."""
    nx, ny, nz = surface.normal
    away = [p - np.float32(f) for p, f in zip((*places, surface.z), away_from, strict=True)]
    along = away[0] * nx + away[1] * ny + away[2] * nz
    flow_x, flow_y = away[0] - along * nx, away[1] - along * ny
    length = np.sqrt(flow_x**2 + flow_y**2 + (away[2] - along * nz) ** 2) + 1e-4
    off = 1.0 - 0.65 * np.clip(nz, 0, 1)
    flow_x, flow_y = flow_x / length + off * nx, flow_y / length + off * ny
    length = np.maximum(np.sqrt(flow_x**2 + flow_y**2), 0.35)
    return flow_x / length, -flow_y / length


def comb(surface: Surface, flow: tuple[Array, Array], fur: float, view: View, seed: int) -> None:
    """Hair: strands along the flow tilt the normals, shade the colour and fray the outline."""
    places = view.grid(slice(0, view.height), slice(0, view.width))
    grain = cv2.addWeighted(noise(*places, fur * 0.16, seed + 4), 0.6, noise(*places, fur * 0.5, seed + 5), 0.7, 0)
    hair = strands(*flow, grain, fur * view.scale)
    slope = 0.02 * fur * view.scale * 0.125
    across, down = cv2.Sobel(hair, cv2.CV_32F, 1, 0, scale=slope), cv2.Sobel(hair, cv2.CV_32F, 0, 1, scale=slope)
    for band in bands(view.height):
        lock = hair[band]
        surface.normal[0, band] -= np.clip(across[band], -0.35, 0.35)
        surface.normal[1, band] += np.clip(down[band], -0.35, 0.35)
        surface.colour[:, band] *= np.clip(1 + 0.10 * lock, 0.7, 1.3)
        surface.distance[band] -= np.clip((0.15 * fur) * lock, -0.3 * fur, 0.3 * fur)
        surface.z[band] += (0.25 * fur) * lock
