"""Where the subject meets the floor: dark at its soles, a shadow away from the light, an image in a glossy floor."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from ..brief import Light
from ..engines.base import Backdrop, Canvas
from ..placement import extents
from .over import enlarged_rows, strips

PROXY_PIXELS = 200_000
FOCAL = 1.25
"""Focal length of the scenes' camera, in sides of the square with the picture's area."""
LOWEST_SUN_DEG = 18.0
"""A lower sun would throw the shadow out of the picture."""
THICKNESS = 0.12
"""Half of the subject's depth along the view, as a share of its width: an outline alone would throw a line."""
BANDS = 4
"""Heights are blurred in so many steps: the higher what throws the shadow, the softer it is."""


class _Stand(NamedTuple):
    """The subject on the small grid. feet, horizon: rows. tall, wide: pixels."""

    alpha: Array
    feet: float
    horizon: float
    tall: float
    wide: float


def ground(picture: Array, canvas: Canvas, backdrop: Backdrop) -> None:
    """Lay shadow and reflection of a whole figure into the scene's picture, (H, W, 3), in place.

    Nothing without a floor, or if the figure is cut off below.
    """
    down = extents(canvas.alpha)[1]
    if backdrop.ground is None or down.cut_at_end:
        return
    if backdrop.gloss:
        _mirror(picture, canvas, down.last, backdrop.gloss)
    lit = 1 - _shadow(_stand(canvas.alpha, backdrop.horizon), backdrop.light)
    for rows in strips(canvas.alpha):
        picture[rows] *= enlarged_rows(lit, canvas.size, rows)[..., None]


def _stand(alpha: Array, horizon: float | None) -> _Stand:
    across, down = extents(alpha)
    size = fitted_size(alpha.shape[1], alpha.shape[0], PROXY_PIXELS)
    scale = size[1] / alpha.shape[0]
    feet = down.last * scale
    line = size[1] * (0.5 if horizon is None else horizon)
    # Seen from above the floor always: a horizon at the feet would have no ground to lie on.
    line = min(line, feet - 0.08 * size[1])
    return _Stand(
        resize(alpha, *size), feet, line, (down.last - down.first) * scale, (across.last - across.first) * scale
    )


def _shadow(stand: _Stand, light: Light) -> Array:
    """How much darker the ground is, (h, w): the soles' contact, and the outline thrown along the light."""
    reach = min(stand.tall, stand.wide)
    soles = stand.alpha.copy()
    soles[: max(0, round(stand.feet - 0.06 * stand.tall))] = 0
    squash = np.array([[1, 0, 0], [0, 0.35, stand.feet * 0.65]], np.float32)
    contact = cv2.warpAffine(soles, squash, soles.shape[::-1], flags=cv2.INTER_LINEAR)
    close = cv2.GaussianBlur(contact, (0, 0), max(0.8, 0.010 * reach))
    wide = cv2.GaussianBlur(contact, (0, 0), max(1.5, 0.06 * reach))
    dark = 0.5 * close + 0.45 * wide + (0.12 + 0.38 * light.strength) * _cast(stand, light)
    return np.clip(dark, 0, 0.75).astype(np.float32)


def _cast(stand: _Stand, light: Light) -> Array:
    """The outline laid on the ground away from the light, (h, w), in the scene's perspective."""
    height, width = stand.alpha.shape
    rows, columns = np.nonzero(stand.alpha > 0.05)
    above = stand.feet - rows - 0.5
    keep = above > 0
    rows, columns, above = rows[keep], columns[keep], above[keep]
    azimuth = np.radians(light.azimuth_deg)
    length = 1 / np.tan(np.radians(np.clip(light.elevation_deg, LOWEST_SUN_DEG, 85)))
    focal_px = FOCAL * np.sqrt(width * height)
    total = np.zeros((height, width), np.float32)
    for number in range(BANDS):
        band = (above >= stand.tall * number / BANDS) & (above < stand.tall * (number + 1) / BANDS)
        thrown = np.zeros(height * width)
        for depth in (-1.0, -0.5, 0.0, 0.5, 1.0):
            away = 1 + (above[band] * length * np.cos(azimuth) + depth * THICKNESS * stand.wide) / focal_px
            row = stand.horizon + (stand.feet - stand.horizon) / np.maximum(away, 0.05)
            aside = columns[band] + 0.5 - width / 2 - above[band] * length * np.sin(azimuth)
            column = width / 2 + aside / np.maximum(away, 0.05)
            seen = (row < height) & (column >= 0) & (column < width) & (away > 0.05)
            place = row[seen].astype(np.int64) * width + column[seen].astype(np.int64)
            thrown += np.bincount(place, stand.alpha[rows[band][seen], columns[band][seen]], height * width)
        sigma = max(1.0, (0.015 + 0.05 * (number + 0.5) / BANDS) * min(stand.tall, 2 * stand.wide))
        total += cv2.GaussianBlur(np.minimum(thrown, 1.5).reshape(height, width).astype(np.float32), (0, 0), sigma)
    return np.minimum(total, 1.0) * _fade(stand)


def _fade(stand: _Stand) -> Array:
    """(h, 1): no shadow above the horizon, little where the ground is far."""
    rows = np.arange(len(stand.alpha), dtype=np.float32)[:, None] + 0.5
    return np.clip((rows - stand.horizon) / max(0.5 * (stand.feet - stand.horizon), 1), 0, 1).astype(np.float32)


def _mirror(picture: Array, canvas: Canvas, feet: int, gloss: float) -> None:
    """Lay the subject's image below its feet, fainter and softer the farther down; gloss in [0, 1]."""
    height = len(picture)
    below = min(height - feet, feet)
    if below <= 0:
        return
    colour = canvas.foreground[feet - below : feet][::-1]
    share = canvas.alpha[feet - below : feet][::-1]
    sigma = max(0.8, 0.004 * height)
    fade = np.linspace(1, 0, below, dtype=np.float32)[:, None] ** 1.5 * np.float32(0.55 * gloss)
    share = cv2.GaussianBlur(share, (0, 0), sigma) * fade
    rows = slice(feet, feet + below)
    picture[rows] += share[..., None] * (cv2.GaussianBlur(colour, (0, 0), sigma) - picture[rows])
