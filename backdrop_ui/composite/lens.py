"""One lens and one film for both: the backdrop as soft as the framing and the photo ask for, as grainy as the photo."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array
from ..engines.base import Canvas
from ..framing import extents, is_thing
from .over import enlarged_rows, strips
from .traits import edge_blur_px, noise_level

CLOSE_UP = (0.40, 0.75)
"""Width of a thing or a subject cut off below, as a share of the picture's, from which on the backdrop softens, and
fully has."""
SOFTEST = 0.005
"""Blur of a close-up's far backdrop: sigma as a share of the longer side."""
SUBJECT_M = 2.5
"""How far away people are photographed; a whole thing is as far away as the floor that it stands on."""
MOST_GRAIN = 0.02
GRAIN_TILE = 512
"""A whole number of strips."""
SHARP_PX = 0.9
"""Photos in focus have edges at most so soft: nothing is made softer than that for them."""
MOST_SOFTENED = 0.004
"""Sigma as a share of the longer side."""


def same_lens(picture: Array, canvas: Canvas, depth: Array | None) -> None:
    """Put the scene's picture, (H, W, 3), out of focus with its depth where a head, a bust or a thing fills the frame;
    in place.

    depth: (H, W), metres; without it nothing is done.
    """
    across, down = extents(canvas.alpha)
    share = (across.last - across.first) / across.length
    close = float(np.clip((share - CLOSE_UP[0]) / (CLOSE_UP[1] - CLOSE_UP[0]), 0, 1))
    if depth is None or close == 0 or not (down.cut_at_end or is_thing(canvas.alpha)):
        return
    stands_m = SUBJECT_M
    if not down.cut_at_end:
        stands_m = min(SUBJECT_M, float(np.median(depth[down.last - 1, across.first : across.last])))
    sigma = SOFTEST * close * max(canvas.size)
    soft = _blurred_small(picture, sigma)
    size = soft.shape[1::-1]
    near = np.float32(stands_m) / np.maximum(cv2.resize(depth, size, interpolation=cv2.INTER_AREA), np.float32(0.01))
    far = cv2.GaussianBlur(np.clip(1 - near, 0, 1), (0, 0), max(0.5, sigma * size[0] / canvas.size[0] / 2))
    for rows in strips(canvas.alpha):
        share_of_blur = enlarged_rows(far, canvas.size, rows)[..., None]
        picture[rows] += share_of_blur * (enlarged_rows(soft, canvas.size, rows) - picture[rows])


def _blurred_small(picture: Array, sigma: float) -> Array:
    """A blurred picture, reduced as far as the blur allows without being seen."""
    step = _step(sigma)
    size = (max(1, picture.shape[1] // step), max(1, picture.shape[0] // step))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), max(0.3, sigma / step))


def _step(sigma: float) -> int:
    """How many pixels become one before a blur, unseen."""
    return max(1, int(sigma / 2))


def same_sharpness(picture: Array, canvas: Canvas) -> float:
    """Make the scene's picture, (H, W, 3), as soft as the photo is where it is sharpest, in place; sharper never.

    Returns:
        Sigma of the blur in pixels, 0 for none: what belongs to the scene besides the picture needs it too.
    """
    photo = edge_blur_px(canvas.foreground, canvas.alpha >= 0.999)
    if photo is None or photo <= SHARP_PX:
        return 0.0
    scene = edge_blur_px(picture, canvas.alpha < 0.001)
    if scene is None or scene >= photo:
        return 0.0
    sigma = min((photo**2 - scene**2) ** 0.5, MOST_SOFTENED * max(canvas.size))
    soften(picture, sigma)
    return sigma


def soften(picture: Array, sigma: float) -> None:
    """Blur (H, W, C) by `sigma` pixels, in place, with little memory."""
    if _step(sigma) > 1:
        soft = _blurred_small(picture, sigma)
        for rows in strips(picture):
            picture[rows] = enlarged_rows(soft, picture.shape[1::-1], rows)
        return
    reach = int(4 * sigma) + 1
    above = picture[:0]
    for rows in strips(picture):
        sharp = np.concatenate([above, picture[rows.start : rows.stop + reach]])
        first, count = len(above), rows.stop - rows.start
        above = sharp[: first + count][-reach:].copy()
        picture[rows] = cv2.GaussianBlur(sharp, (0, 0), sigma)[first : first + count]


def same_film(picture: Array, canvas: Canvas) -> None:
    """Add the grain that the photo has and the scene's picture, (H, W, 3), lacks; none on the subject; in place."""
    lacking = (
        noise_level(canvas.foreground, canvas.alpha >= 0.999) ** 2 - noise_level(picture, canvas.alpha < 0.001) ** 2
    )
    if lacking < 1e-6:
        return
    noise = np.random.default_rng(0).standard_normal((GRAIN_TILE, GRAIN_TILE), dtype=np.float32)
    noise = cv2.GaussianBlur(np.pad(noise, 4, mode="wrap"), (0, 0), 0.6)[4:-4, 4:-4]  # A camera's is not pixel-sharp.
    noise *= np.float32(min(lacking**0.5, MOST_GRAIN)) / noise.std()
    across = np.tile(noise, (1, -(-canvas.size[0] // GRAIN_TILE)))[:, : canvas.size[0]]
    for rows in strips(canvas.alpha):
        first = rows.start % GRAIN_TILE
        grain = across[first : first + rows.stop - rows.start] * (1 - canvas.alpha[rows])
        np.clip(picture[rows] + grain[..., None], 0, 1, out=picture[rows])
