"""From a model's blurry probability to a soft alpha at the photo's own resolution.

Only the band around the edge is touched: sure subject becomes exactly 1, sure background exactly 0. The band is solved
at reduced size; what is found there, alpha as a local function of colour, is then applied to every pixel of the photo.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from .band import Band, ball, band_of
from .laplacian import MattingLaplacian, Plane, solve

LEVELS = ((50_000, 40), (200_000, 20))
"""Size in pixels and rounds of the solver: what is far apart finds together first, then what is fine."""
SURE_WEIGHT, THIN_WEIGHT, MODEL_WEIGHT, UNCLEAR_WEIGHT, COLOUR_WEIGHT, LEAST_WEIGHT = 10.0, 0.1, 0.05, 0.03, 0.05, 1e-4
"""How much is held on to: what is sure, the model in thin parts, where it is not vague, where colours are unclear, and
the colour line. The Laplacian itself weighs about 1 where a photo has texture, and next to nothing where it is even.
"""
FAR_WEIGHT = np.float32(0.01)
"""Of colours four times as far away: what speaks where there is nothing sure nearby, as at the ends of hair."""
LOW, HIGH = 0.05, 0.95
"""Stretched to 0 and 1, so that faint veils and pinholes vanish."""
STRIP_ROWS = 512


def refine(pixels: Array, probability: Array) -> Array:
    """Find the alpha in the band around a model's edge, from the photo's colours: hair, whiskers and hard edges alike.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        probability: (H, W) in [0, 1].
    Returns:
        alpha, (H, W) in [0, 1]; exactly 0 and 1 outside the band.
    Source:
        The papers named in `laplacian.py`, and He & Sun, "Fast Guided Filter", 2015, for the way back to full size.
    """
    height, width = probability.shape
    finest = fitted_size(width, height, LEVELS[-1][0])
    fine, fine_vague = resize(pixels, *finest), resize(probability, *finest)
    alpha: Array | None = None
    for max_pixels, rounds in LEVELS:
        size = fitted_size(width, height, max_pixels)
        small, vague = resize(fine, *size), resize(fine_vague, *size)
        band = band_of(vague)
        start = vague if alpha is None else cv2.resize(alpha, size, interpolation=cv2.INTER_LINEAR)
        alpha = _solve_band(small, vague, band, start, rounds)
    assert alpha is not None
    return to_full_size(pixels, fine, alpha, band)


def to_full_size(pixels: Array, small: Array, alpha: Array, band: Band) -> Array:
    """Bring a reduced alpha back to the photo: around each pixel, alpha is the function of colour that it is there.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        small, alpha, band: the reduced photo, (h, w, 3), its alpha, (h, w), and its band.
    Returns:
        alpha, (H, W) in [0, 1]; exactly 0 and 1 outside the band.
    """
    height, width = pixels.shape[:2]
    slopes, offset = MattingLaplacian(small).linear_model(alpha.astype(np.float64))
    full = np.empty((height, width), np.float32)
    for top in range(0, height, STRIP_ROWS):  # strips keep twelve megapixels within a few megabytes
        rows = slice(top, min(top + STRIP_ROWS, height))
        np.einsum("hwc,hwc->hw", enlarged_rows(slopes, rows, width, height), pixels[rows], out=full[rows])
        full[rows] += enlarged_rows(offset, rows, width, height)
    full -= np.float32(LOW)
    full *= np.float32(1 / (HIGH - LOW))
    np.clip(full, 0, 1, out=full)
    trimap = cv2.resize(band.trimap, (width, height), interpolation=cv2.INTER_NEAREST)
    full[trimap == 1] = 1
    full[trimap == 0] = 0
    return full


def _solve_band(pixels: Array, probability: Array, band: Band, start: Array, rounds: int) -> Array:
    """Alpha in the band at this size, (H, W); solved in the part of the picture that the band reaches into."""
    if not band.unknown.any():
        return band.trimap
    part = band.surroundings(margin_px=6 * band.reach_px)
    target, weight = _wishes(pixels[part], probability[part], band.cropped(part))
    sure = band.trimap[part] != 0.5
    begin = np.where(sure, band.trimap[part], start[part]).astype(np.float64)
    solved = solve(MattingLaplacian(pixels[part]), target, weight, begin, rounds)
    alpha = band.trimap.copy()
    alpha[part] = np.where(sure, alpha[part], np.clip(solved, 0, 1))
    return alpha


def _wishes(pixels: Array, probability: Array, band: Band) -> tuple[Plane, Plane]:
    """What alpha should be as far as is known, and how surely: two (H, W).

    Sure pixels surely; the model where it is not vague nearby, where colours decide nothing, and in thin parts, which
    nothing else would hold; the colour line where it is clear and the model is vague.
    """
    vague = cv2.dilate(4 * probability * (1 - probability), ball(band.reach_px // 2))
    inside = (probability > 0.5).astype(np.uint8)
    thin = inside > cv2.morphologyEx(inside, cv2.MORPH_OPEN, ball(band.reach_px))
    colour, clear = _colour_line(pixels, band)
    by_model = np.where(thin, THIN_WEIGHT * (2 * probability - 1) ** 2, MODEL_WEIGHT * (1 - vague))
    by_model = by_model + UNCLEAR_WEIGHT * (1 - clear)
    by_colour = COLOUR_WEIGHT * clear * vague * ~(band.deep | thin)
    unsure = (by_model * probability + by_colour * colour) / (by_model + by_colour + 1e-12)
    target = np.where(band.unknown, unsure, band.trimap).astype(np.float64)
    weight = np.where(band.unknown, by_model + by_colour + LEAST_WEIGHT, SURE_WEIGHT).astype(np.float64)
    return target, weight


def _colour_line(pixels: Array, band: Band) -> tuple[Array, Array]:
    """Where each colour lies between the mean subject and mean backdrop nearby, and how clear that is: two (H, W).

    It is clear where both means are further apart than their own spread and the colour's distance from the line.
    """
    subject, subject_spread, any_subject = _local_colour(pixels, band.trimap == 1, 2 * band.reach_px)
    backdrop, backdrop_spread, any_backdrop = _local_colour(pixels, band.trimap == 0, 2 * band.reach_px)
    line = subject - backdrop
    length = (line**2).sum(axis=-1)
    share = ((pixels - backdrop) * line).sum(axis=-1) / (length + 1e-4)
    beside = ((pixels - backdrop - share[..., None] * line) ** 2).sum(axis=-1)
    clear = length / (length + 4 * (subject_spread + backdrop_spread + beside) + 1e-2)
    return np.clip(share, 0, 1), clear**4 * (any_subject & any_backdrop)


def _local_colour(pixels: Array, chosen: np.ndarray, radius_px: int) -> tuple[Array, Array, np.ndarray]:
    """Mean (H, W, 3) and variance (H, W) of the chosen pixels' colours nearby, and (H, W) where there are any."""

    def nearby(array: Array) -> Array:
        near, far = (cv2.blur(cv2.blur(array, side), side) for side in (_window(radius_px), _window(4 * radius_px)))
        return near + FAR_WEIGHT * far

    weight = chosen.astype(np.float32)
    total = nearby(weight)
    mean = nearby(pixels * weight[..., None]) / (total[..., None] + 1e-9)
    square = nearby((pixels**2).sum(axis=-1) * weight) / (total + 1e-9)
    return mean, np.maximum(square - (mean**2).sum(axis=-1), 0), total > 0.01 * FAR_WEIGHT


def _window(radius_px: int) -> tuple[int, int]:
    return 2 * radius_px + 1, 2 * radius_px + 1


def enlarged_rows(small: Array, rows: slice, width: int, height: int) -> Array:
    """The given rows of `small` as if it had been enlarged to `height` x `width` (bilinear)."""
    scale_x, scale_y = small.shape[1] / width, small.shape[0] / height
    matrix = np.array(
        [[scale_x, 0, 0.5 * scale_x - 0.5], [0, scale_y, (rows.start + 0.5) * scale_y - 0.5]], dtype=np.float32
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (width, rows.stop - rows.start)
    return cv2.warpAffine(small, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
