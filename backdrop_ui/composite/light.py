"""The subject in the scene's light: its low frequencies move a little in Lab, its edge takes up what shines behind it.

The same curve, v (1 - d + s (1 - v)), is laid over all detail: d and s are smooth, so texture stays. Black stays where
it is; white stays too, or darkens by d in a dark scene; so nothing clips.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from ..brief import Light
from ..engines.base import Canvas
from .over import enlarged_rows, strips

PROXY_PIXELS = 60_000
MAX_LIGHTNESS = 12.0
"""The most that the low frequencies of the subject move in L of Lab; of white in the dark, see below."""
MAX_CHROMA = 7.0
"""The most that they move in the plane of a and b."""
MAX_BEND = 0.5
"""The most that the curve bends: alone it moves no channel of any pixel by more than an eighth of the range."""
MAX_DIM = 0.14
"""The most that white darkens; with the bend that is left then, no channel moves by more than 0.15."""
WHITE_IN_THE_DARK, DIM_WHITE = 12.0, 0.12
"""In the darkest scenes white darkens so much farther, in L and of its value: nothing else there betrays another light
as surely as white does."""
WHITE_LIGHTNESS, WHITE_CHROMA = (66.0, 80.0), (16.0, 10.0)
"""From where on something is white, and where it surely is. Fair skin is as light, but has more colour."""
SMOOTH = 0.05
"""Sigma of what counts as low frequency, as a share of the longer side."""
WRAP = 0.5
"""The share of a white backdrop that the outermost pixels of the subject take up; of a darker one, less."""
WRAP_SIGMA = 0.008


class _Gains(NamedTuple):
    """On a small grid: the d and s of the curve, (h, w, 3), and the light that wraps around the edge: its share and
    colour."""

    dim: Array
    bend: Array
    wrap: Array
    behind: Array


def relit(canvas: Canvas, scene: Array, light: Light, strength: float = 1.0) -> Iterator[tuple[slice, Array]]:
    """The subject's colours in the light of the scene, strip by strip: rows, and (h, W, 3).

    scene: (H, W, 3), looked at now; it may change before the strips are asked for. strength: 0 changes nothing, 1 is
    the whole match.
    """
    return _lit(canvas, _gains(canvas, scene, light, strength))


def _lit(canvas: Canvas, gains: _Gains) -> Iterator[tuple[slice, Array]]:
    for rows in strips(canvas.alpha):
        colour = canvas.foreground[rows]
        dim, bend, wrap, behind = (enlarged_rows(part, canvas.size, rows) for part in gains)
        moved = colour * (1 - dim + bend * (1 - colour))
        moved += wrap[..., None] * np.maximum(behind - moved, 0)
        yield rows, np.clip(moved, 0, 1, out=moved)


def _gains(canvas: Canvas, picture: Array, light: Light, strength: float) -> _Gains:
    size = fitted_size(*canvas.size, PROXY_PIXELS)
    alpha, scene = resize(canvas.alpha, *size), resize(picture, *size)
    sigma = SMOOTH * max(size)
    low = _low_frequencies(resize(canvas.foreground, *size), alpha, sigma)
    lab = cv2.cvtColor(low, cv2.COLOR_RGB2Lab)
    white = _white(lab)
    wanted = lab + np.float32(strength) * _shift(lab, white, alpha, scene, light)
    moved = np.clip(cv2.cvtColor(wanted, cv2.COLOR_Lab2RGB), 0, 1) - cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
    dim = np.clip(-moved / np.maximum(low, 0.05), 0, MAX_DIM + DIM_WHITE * white[..., None])
    bend = (moved + dim * low) / np.maximum(low * (1 - low), 0.05)
    edge = 1 - cv2.GaussianBlur(alpha, (0, 0), max(0.5, WRAP_SIGMA * max(size)))
    behind = cv2.GaussianBlur(scene, (0, 0), max(0.5, 2 * WRAP_SIGMA * max(size)))
    glare = np.clip(cv2.cvtColor(behind, cv2.COLOR_RGB2GRAY), 0, 1) ** 2
    wrap = np.float32(WRAP * strength) * np.clip(2 * edge, 0, 1) * glare
    bend = np.clip(bend, 2 * dim - MAX_BEND, MAX_BEND)  # What is dimmed bends less: both together stay in bounds.
    dim, bend = (cv2.GaussianBlur(part, (0, 0), sigma / 2) for part in (dim, bend))
    return _Gains(dim, bend, wrap, behind)


def _low_frequencies(foreground: Array, alpha: Array, sigma: float) -> Array:
    """A blur of the subject alone, carried on beyond its edge."""
    weight = alpha + np.float32(1e-3)
    blurred = cv2.GaussianBlur(foreground * weight[..., None], (0, 0), sigma)
    return np.clip(blurred / cv2.GaussianBlur(weight, (0, 0), sigma)[..., None], 0, 1).astype(np.float32)


def _shift(lab: Array, white: Array, alpha: Array, scene: Array, light: Light) -> Array:
    """How far the low frequencies should move: (h, w, 3) in Lab, within the bounds."""
    around = cv2.cvtColor(scene, cv2.COLOR_RGB2Lab)
    facing = _facing(alpha, light)
    front = max(0.0, float(np.cos(np.radians(light.azimuth_deg)) * np.cos(np.radians(light.elevation_deg))))
    # A lamp that shines on the subject keeps it bright before a dark scene.
    exposure = 0.2 * (float(around[..., 0].mean()) - 50) * (1 - 0.6 * front * light.strength)
    contrast = float(np.clip(0.12 * (around[..., 0].std() / 22 - 1), -0.1, 0.1))
    middle = float(np.average(lab[..., 0], weights=alpha + 1e-6))
    # As a camera's exposure does, it moves bright places most: black stays black.
    lightness = np.clip(exposure, -9, 5) * lab[..., 0] / 50
    farther = white * np.float32(WHITE_IN_THE_DARK * np.clip(-exposure / 9, 0, 1))
    lightness += contrast * (lab[..., 0] - middle) + 10 * light.strength * facing
    cast = 0.22 * light.strength * _chroma(light.colour) + 0.08 * _chroma(light.ambient)
    cast = cast + 0.15 * around[..., 1:].mean(axis=(0, 1))
    cast *= min(1.0, MAX_CHROMA / max(float(np.hypot(*cast)), 1e-6))
    shift = np.empty_like(lab)
    shift[..., 0] = np.clip(lightness, -MAX_LIGHTNESS, MAX_LIGHTNESS) - farther
    shift[..., 1:] = cast * np.clip(lab[..., :1] / 45, 0, 1)  # Black stays black in any light.
    return shift


def _white(lab: Array) -> Array:
    """How surely each place is white, (h, w) in [0, 1]."""
    bright, grey = (
        np.clip((values - least) / (most - least), 0, 1)
        for values, (least, most) in (
            (lab[..., 0], WHITE_LIGHTNESS),
            (np.hypot(lab[..., 1], lab[..., 2]), WHITE_CHROMA),
        )
    )
    return np.asarray(bright * grey, np.float32)


def _facing(alpha: Array, light: Light) -> Array:
    """How much each place faces the light, (h, w) in about [-1, 1], as if the subject were a cushion of its outline.

    The mean over the subject is 0: what it gains on one side it loses on the other.
    """
    azimuth, elevation = np.radians(light.azimuth_deg), np.radians(light.elevation_deg)
    sigma = 0.1 * max(alpha.shape)
    cushion = cv2.GaussianBlur(alpha, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT) * np.float32(2.8 * sigma)
    right, down = (cv2.Sobel(cushion, cv2.CV_32F, dx, 1 - dx, scale=1 / 8) for dx in (1, 0))
    length = np.sqrt(1 + right**2 + down**2)
    towards = (np.sin(azimuth) * np.cos(elevation), -np.sin(elevation), np.cos(azimuth) * np.cos(elevation))
    facing = (-right * towards[0] - down * towards[1] + towards[2]) / length
    weights = alpha + np.float32(1e-6)
    return (facing - np.average(facing, weights=weights)).astype(np.float32)


def _chroma(colour: tuple[float, float, float]) -> Array:
    """(2,): a and b of a colour at full brightness."""
    rgb = np.array(colour, np.float32) / np.float32(max(*colour, 1e-3))
    chroma: Array = cv2.cvtColor(rgb[None, None], cv2.COLOR_RGB2Lab)[0, 0, 1:]
    return chroma
