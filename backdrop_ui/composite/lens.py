"""One lens and one film for both: the backdrop as soft as the framing asks for, and as grainy as the photo is."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, Mask
from ..engines.base import Canvas
from ..framing import extents
from .over import enlarged_rows, strips

HEAD_SHOT = (0.40, 0.75)
"""Width of a subject cut off below, as a share of the picture's, from which on the backdrop softens, and fully has."""
SOFTEST = 0.005
"""Blur of a head shot's far backdrop: sigma as a share of the longer side."""
SUBJECT_M = 2.5
MOST_GRAIN = 0.02
GRAIN_TILE = 512
"""A whole number of strips."""
BLOCK_PX = 12
LEAST_BLOCKS = 8
SMOOTHEST = 0.1
"""The noise is that of the smoothest tenth of the blocks."""


def same_lens(picture: Array, canvas: Canvas, depth: Array | None) -> None:
    """Put the scene's picture, (H, W, 3), out of focus with its depth where a bust or a head fills the frame; in place.

    depth: (H, W), metres; without it nothing is done.
    """
    across, down = extents(canvas.alpha)
    share = (across.last - across.first) / across.length
    close = float(np.clip((share - HEAD_SHOT[0]) / (HEAD_SHOT[1] - HEAD_SHOT[0]), 0, 1))
    if depth is None or not down.cut_at_end or close == 0:
        return
    sigma = SOFTEST * close * max(canvas.size)
    step = max(1, int(sigma / 2))  # Where the blur is strong, a reduced picture looks the same.
    size = (max(1, canvas.size[0] // step), max(1, canvas.size[1] // step))
    near = SUBJECT_M / np.maximum(cv2.resize(depth, size, interpolation=cv2.INTER_AREA), np.float32(0.01))
    far = cv2.GaussianBlur(np.clip(1 - near, 0, 1), (0, 0), max(0.5, sigma / step / 2))
    soft = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(soft, (0, 0), max(0.3, sigma / step))
    for rows in strips(canvas.alpha):
        share_of_blur = enlarged_rows(far, canvas.size, rows)[..., None]
        picture[rows] += share_of_blur * (enlarged_rows(soft, canvas.size, rows) - picture[rows])


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


def noise_level(picture: Array, where: Mask) -> float:
    """Standard deviation of the noise where `where` is true: that of the smoothest blocks there, since texture is none.

    picture: (H, W, 3) in [0, 1].
    Source: Immerkaer, "Fast noise variance estimation", 1996, with a median in each block: edges do not count.
    """
    rows = _middle_rows(where)
    whole = _blocks(where[rows]).all(axis=-1)
    if np.count_nonzero(whole) < LEAST_BLOCKS:
        return 0.0
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    grey = cv2.cvtColor(picture[rows], cv2.COLOR_RGB2GRAY)
    values = np.median(_blocks(np.abs(cv2.filter2D(grey, -1, kernel)))[whole], axis=-1)
    return float(np.quantile(values, SMOOTHEST)) / (6 * 0.6745)


def _blocks(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(H, W) to (rows, columns, n): the pixels of every whole block."""
    down, across = pixels.shape[0] // BLOCK_PX, pixels.shape[1] // BLOCK_PX
    cut = pixels[: down * BLOCK_PX, : across * BLOCK_PX].reshape(down, BLOCK_PX, across, BLOCK_PX)
    return cut.swapaxes(1, 2).reshape(down, across, BLOCK_PX**2)


def _middle_rows(where: Mask) -> slice:
    """At most a thousand rows around the middle of what is asked for: enough to tell, and quick at 12 megapixels."""
    rows = np.flatnonzero(where.any(axis=1))
    if not len(rows):
        return slice(0, 0)
    middle = int(rows[len(rows) // 2])
    return slice(max(0, middle - 500), middle + 500)
