"""Many small lights at once: gaussian dots for stars, snow and dust; discs as a lens draws points out of focus."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ....arrays import Array
from ..colour import Numbers


def dots(shape: tuple[int, int], x: Numbers, y: Numbers, radius: Numbers, energy: Numbers) -> Array:
    """Gaussian dots added up, (H, W).

    x, y, radius: (N,), pixels. energy: (N,), brightness of a dot's middle; dots smaller than a pixel get dimmer
    rather than wider, so that a small preview is as bright as the large picture.
    """
    height, width = shape
    sigma = np.maximum(radius, 0.5)
    peak = energy * (radius / sigma) ** 2
    canvas = np.zeros((height, width, 1), np.float32)
    large = sigma > 1.2
    for k in np.flatnonzero(large):
        bell = _gaussian(round(float(sigma[k]), 1))
        add_stamp(canvas, bell, float(x[k]), float(y[k]), peak[k : k + 1])
    x, y, sigma, peak = x[~large], y[~large], sigma[~large], peak[~large]
    window = np.arange(-3, 4)
    column = np.floor(x).astype(int)[:, None, None] + window
    row = np.floor(y).astype(int)[:, None, None] + window[:, None]
    distance2 = (column + 0.5 - x[:, None, None]) ** 2 + (row + 0.5 - y[:, None, None]) ** 2
    value = peak[:, None, None] * np.exp(-distance2 / (2 * sigma[:, None, None] ** 2))
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    small = np.bincount((row * width + column)[inside], value[inside], height * width)
    return canvas[..., 0] + small.reshape(shape).astype(np.float32)


@lru_cache(maxsize=64)
def _gaussian(sigma: float) -> Array:
    reach = int(np.ceil(2.6 * sigma))
    axis = np.arange(-reach, reach + 1, dtype=np.float32)
    bell = np.exp(-(axis**2) / np.float32(2 * sigma * sigma))
    return bell[:, None] * bell


@lru_cache(maxsize=64)
def disc(radius_px: int) -> Array:
    """A point out of focus: a soft-edged disc, a little brighter at its rim; (2r + 5, 2r + 5), peak about 1."""
    reach = radius_px + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    r = np.hypot(x, y)
    inside = np.clip((radius_px + 0.5 - r) / max(1.0, 0.08 * radius_px), 0, 1)
    rim = 0.66 + 0.34 * (np.minimum(r, radius_px) / max(radius_px, 1)) ** 5
    return (inside * rim).astype(np.float32)


def add_stamp(picture: Array, stamp: Array, x: float, y: float, colour: Numbers) -> None:
    """Add stamp * colour to the picture, in place, with the stamp's middle at pixel (x, y)."""
    height, width = stamp.shape
    left, top = round(x - width / 2), round(y - height / 2)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
    if x0 < x1 and y0 < y1:
        picture[y0:y1, x0:x1] += stamp[y0 - top : y1 - top, x0 - left : x1 - left, None] * colour


def star_burst(radius_px: int, spikes: int, turn: float) -> Array:
    """A flash as a lens sees it: a core, a halo and thin spikes; (2r + 1, 2r + 1), peak 1."""
    y, x = np.mgrid[-radius_px : radius_px + 1, -radius_px : radius_px + 1].astype(np.float32) / max(radius_px, 1)
    r = np.hypot(x, y) + 1e-4
    angle = np.arctan2(y, x) + turn
    across = np.abs(np.sin(angle * spikes / 2)) * r
    spike = np.exp(-(((across / 0.02) ** 2) ** 0.5)) * np.exp(-4.5 * r)
    glow = np.exp(-((r / 0.07) ** 2)) + 0.22 * np.exp(-6 * r)
    edge = np.clip(1.6 * (1 - r), 0, 1)
    return ((0.55 * spike + glow) * edge).astype(np.float32)


def soften(picture: Array, sigma_px: float) -> Array:
    """Gaussian blur; unchanged below a third of a pixel, at lower resolution where nobody can tell."""
    if sigma_px < 0.33:
        return picture
    step = 1 if sigma_px < 8 else 2 if sigma_px < 16 else 4
    height, width = picture.shape[:2]
    if step == 1 or min(height, width) < 4 * step:
        return cv2.GaussianBlur(picture, (0, 0), sigma_px)
    small = cv2.resize(picture, (width // step, height // step), interpolation=cv2.INTER_AREA)
    return cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma_px / step), (width, height), interpolation=cv2.INTER_LINEAR)


def contact_shadow(picture: Array, foot: tuple[float, float], width_px: float, strength: float) -> None:
    """Darken the ground under something `width_px` wide, in place: a soft ellipse, as the ground is seen at a slant."""
    half_w, half_h = max(2, round(width_px * 0.75)), max(1, round(width_px * 0.16))
    y, x = np.mgrid[-half_h : half_h + 1, -half_w : half_w + 1].astype(np.float32)
    fall = np.clip(1 - np.hypot(x / half_w, y / half_h), 0, 1)
    dark = 1 - np.float32(strength) * fall**1.2
    left, top = round(foot[0]) - half_w, round(foot[1]) - half_h
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + dark.shape[1], picture.shape[1]), min(top + dark.shape[0], picture.shape[0])
    if x0 < x1 and y0 < y1:
        picture[y0:y1, x0:x1] *= dark[y0 - top : y1 - top, x0 - left : x1 - left, None]
