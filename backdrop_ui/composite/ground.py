"""Where the subject meets the floor: dark at its soles, a shadow away from the light, an image in a glossy floor."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from ..brief import Light
from ..engines.base import Backdrop, Canvas
from ..framing import extents
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
SOLE = 0.05
"""Half of the stretch of outline within which the lowest point is a sole, as a share of the subject's reach."""
BEHIND = 0.3
"""How dark the contact is behind a flat thing, as a share of how dark it is before it."""
FARTHEST = 0.45
"""A foot may stand that far up the ground towards the horizon, as a share of the way, behind the nearest one."""
TINT = 0.4
"""How much of the ambient light's colour is left in a shadow."""


class _Stand(NamedTuple):
    """The subject on the small grid. base: (w,), the row where it meets the ground, for each column; rests: (w,), how
    surely it touches there. feet, horizon: rows. tall, wide, reach: pixels."""

    alpha: Array
    base: Array
    rests: Array
    feet: float
    horizon: float
    tall: float
    wide: float

    @property
    def reach(self) -> float:
        return min(self.tall, 2 * self.wide)


def ground(picture: Array, canvas: Canvas, backdrop: Backdrop) -> None:
    """Lay shadow and reflection of a whole figure into the scene's picture, (H, W, 3), in place.

    Nothing without a floor, or if the figure is cut off below.
    """
    if backdrop.ground is None or extents(canvas.alpha)[1].cut_at_end:
        return
    stand = _stand(canvas.alpha, backdrop.horizon)
    if backdrop.gloss:
        _mirror(picture, canvas, stand, backdrop.gloss)
    dark = _shadow(stand, backdrop.light)
    tint = np.array(backdrop.light.ambient, np.float32) + np.float32(0.05)
    depth = 1 - np.float32(TINT) * (tint / tint.mean() - 1)
    for rows in strips(canvas.alpha):
        picture[rows] *= 1 - np.minimum(enlarged_rows(dark, canvas.size, rows)[..., None] * depth, 0.9)


def _stand(alpha: Array, horizon: float | None) -> _Stand:
    across, down = extents(alpha)
    size = fitted_size(alpha.shape[1], alpha.shape[0], PROXY_PIXELS)
    scale = size[1] / alpha.shape[0]
    feet = down.last * scale
    line = size[1] * (0.5 if horizon is None else horizon)
    # Seen from above the floor always: a horizon at the feet would have no ground to lie on.
    line = min(line, feet - 0.08 * size[1])
    tall, wide = (down.last - down.first) * scale, (across.last - across.first) * scale
    small = resize(alpha, *size)
    base, rests = _soles(small, feet, line, min(tall, 2 * wide))
    return _Stand(small, base, rests, feet, line, tall, wide)


def _soles(alpha: Array, feet: float, horizon: float, reach: float) -> tuple[Array, Array]:
    """`base` and `rests` of a `_Stand`: the low ends of the outline, the nearer to the lowest the surer.

    Between them and beyond, the ground is taken to run straight on.
    """
    height, width = alpha.shape
    solid = alpha > 0.5
    last = np.where(solid.any(axis=0), height - solid[::-1].argmax(axis=0), 0).astype(np.float32)
    stretch = np.ones((1, 2 * max(1, round(SOLE * reach)) + 1), np.uint8)
    lowest = cv2.dilate(last[None], stretch)[0]
    behind = (feet - last) / (FARTHEST * (feet - horizon))
    rests = np.clip(1 - (lowest - last) / max(0.5 * SOLE * reach, 1), 0, 1) * np.sqrt(np.clip(1 - behind, 0, 1))
    columns = np.flatnonzero(rests > 0.2)
    if not len(columns):
        return np.full(width, feet, np.float32), np.zeros(width, np.float32)
    base = np.interp(np.arange(width), columns, last[columns])
    return base.astype(np.float32), rests.astype(np.float32)


def _shadow(stand: _Stand, light: Light) -> Array:
    """How much darker the ground is, (h, w): the soles' contact, and the outline thrown along the light."""
    dark = _contact(stand) + (0.12 + 0.38 * light.strength) * _cast(stand, light)
    return np.clip(dark, 0, 0.8).astype(np.float32)


def _contact(stand: _Stand) -> Array:
    """Narrow and dark under each sole, wide and faint around it, flat as the ground is; (h, w)."""
    rows = np.arange(len(stand.alpha), dtype=np.float32)[:, None] + np.float32(0.5)
    thick = max(1.0, 0.025 * stand.reach)
    soles = np.clip(1.5 - np.abs(rows - stand.base + 0.5 * thick) / thick, 0, 1) * stand.rests
    dark = np.zeros_like(stand.alpha)
    for share, sigma in ((0.75, 0.012), (0.6, 0.05)):
        sides = max(0.8, sigma * stand.reach)
        dark += np.float32(share) * cv2.GaussianBlur(soles, (0, 0), sides, sigmaY=max(0.6, 0.35 * sides))
    return dark * _behind(stand)


def _behind(stand: _Stand) -> Array:
    """What of the contact's darkness is left, (h, w): little behind what lies flat on the ground and hides no light."""
    rows = np.arange(len(stand.alpha))[:, None]
    solid = stand.alpha > 0.5
    last = np.where(solid, rows, -1).max(axis=0)
    top = np.where(~solid & (rows < last), rows, -1).max(axis=0)
    left = np.where(rows <= top, np.float32(BEHIND), np.float32(1))
    return cv2.GaussianBlur(left, (0, 0), max(0.6, 0.006 * stand.reach))


def _cast(stand: _Stand, light: Light) -> Array:
    """The outline laid on the ground away from the light, (h, w), in the scene's perspective."""
    height, width = stand.alpha.shape
    rows, columns = np.nonzero(stand.alpha > 0.05)
    above = stand.base[columns] - rows - 0.5
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
            away = np.maximum(away, 0.05)
            row = stand.horizon + (stand.base[columns[band]] - stand.horizon) / away
            aside = columns[band] + 0.5 - width / 2 - above[band] * length * np.sin(azimuth)
            column = width / 2 + aside / away
            seen = (row < height) & (column >= 0) & (column < width)
            place = row[seen].astype(np.int64) * width + column[seen].astype(np.int64)
            thrown += np.bincount(place, stand.alpha[rows[band][seen], columns[band][seen]], height * width)
        sigma = max(1.0, (0.015 + 0.05 * (number + 0.5) / BANDS) * stand.reach)
        total += cv2.GaussianBlur(np.minimum(thrown, 1.5).reshape(height, width).astype(np.float32), (0, 0), sigma)
    return np.minimum(total, 1.0) * _fade(stand)


def _fade(stand: _Stand) -> Array:
    """(h, 1): no shadow above the horizon, little where the ground is far."""
    rows = np.arange(len(stand.alpha), dtype=np.float32)[:, None] + 0.5
    return np.clip((rows - stand.horizon) / max(0.5 * (stand.feet - stand.horizon), 1), 0, 1).astype(np.float32)


def _mirror(picture: Array, canvas: Canvas, stand: _Stand, gloss: float) -> None:
    """Lay the subject's image below its soles, fainter and softer the farther down; gloss in [0, 1]."""
    width, height = canvas.size
    scale = height / len(stand.alpha)
    base = cv2.resize(stand.base[None], (width, 1), interpolation=cv2.INTER_LINEAR)[0] * np.float32(scale)
    base = cv2.GaussianBlur(base[None], (0, 0), max(0.5, 0.03 * scale * stand.reach))[0]
    top = int(base.min())
    below = np.arange(top, height, dtype=np.float32)[:, None] + np.float32(0.5) - base
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), below.shape)
    above = base - below - np.float32(0.5)
    share, colour = (
        cv2.remap(p, columns, above, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        for p in (canvas.alpha, canvas.foreground)
    )
    sigma = max(0.8, 0.004 * height)
    fade = np.clip(1 - below / np.maximum(height - base, 1), 0, 1) ** 1.5 * np.float32(0.55 * gloss)
    share = cv2.GaussianBlur(share * (below > 0), (0, 0), sigma) * fade
    picture[top:] += share[..., None] * (cv2.GaussianBlur(colour, (0, 0), sigma) - picture[top:])
