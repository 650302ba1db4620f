"""Backdrops without a scene: the photo's own background, grown or blurred, and plain colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, Rgb, fitted_size
from ..brief import Light, parse_colour
from ..errors import SceneError
from .base import Backdrop, Canvas

NAME = "plain"
TITLE = "The photo's own background, or plain colours; no AI model"

BLUR = 0.025
"""Sigma of the blurred background, as a share of the longer side."""
PLATE_PIXELS = 1_000_000
"""What lay behind the subject is a guess: it needs no more detail than this."""
SOFTENING = ((0.03, 0.15), (0.10, 0.6))
"""Beyond the photo its mirror image has become a mere blur, and farther out a mere shade: sigma as a share of the
picture's longer side, and how far out, as a share of the photo's shorter side."""
STRIP = 0.25
"""Only this share of the photo, along its edges, is mirrored beyond them."""
GROUND = 0.93


KEEP, BLUR_IT, NOTHING = "keep", "blur", "nothing"
MAX_COLOURS = 5


def parse_plain(words: str) -> str | tuple[Rgb, ...]:
    """What stands instead of a scene: `"keep"`, `"blur"`, `"nothing"`, or colours like `"#e8e2d9"` or `"white, #8fa"`.

    Raises:
        SceneError: for anything else.
    """
    kind = words.strip().lower()
    if kind in (KEEP, BLUR_IT, NOTHING):
        return kind
    names = [name.strip() for name in kind.split(",")]
    try:
        colours = tuple(cast(Rgb, parse_colour(name)) for name in names)
    except ValueError as error:
        raise SceneError(
            f"{words!r} is no plain backdrop. Give keep, blur or nothing, or up to {MAX_COLOURS} colours like "
            "#e8e2d9 or white, #b0c4de."
        ) from error
    if len(colours) > MAX_COLOURS:
        raise SceneError(f"At most {MAX_COLOURS} colours can follow one another, got {len(colours)}. Leave some out.")
    return colours


def plain_backdrop(plain: str | tuple[Rgb, ...], canvas: Canvas) -> Backdrop:
    """The backdrop of what `parse_plain` gave, behind a canvas with its photo. Under `"nothing"` it is black."""
    if canvas.photo is None or canvas.inside is None:
        raise ValueError("expected a canvas with the photo")
    if plain == KEEP:
        return kept(canvas.photo, canvas.alpha, canvas.inside)
    if plain == BLUR_IT:
        return blurred(canvas.photo, canvas.alpha, canvas.inside)
    return coloured([(0, 0, 0)] if isinstance(plain, str) else plain, *canvas.size)


def kept(photo: Array, alpha: Array, inside: Array) -> Backdrop:
    """The photo's own background, grown where the picture reaches beyond it.

    Inside the photo every pixel is its own. Beyond, its background is mirrored, without the subject, and loses detail
    with the distance: what is invented should not draw the eye.

    Args:
        photo: (H, W, 3), sRGB, placed in the picture; anything beyond its edges. alpha: (H, W), the subject.
        inside: (H, W), 1 where there is photo.
    """
    picture = photo
    if inside.min() < 1:
        picture = _grown(photo, alpha, inside)
    return Backdrop(picture, Light(strength=0))


def blurred(photo: Array, alpha: Array, inside: Array) -> Backdrop:
    """The photo's background out of focus, without a trace of the subject around its edge; arguments as in `kept`."""
    height, width = alpha.shape
    plate = _plate(_grown(photo, alpha, inside) if inside.min() < 1 else photo, alpha)
    sigma = BLUR * max(plate.shape[:2])
    soft = cv2.GaussianBlur(plate, (0, 0), max(0.5, sigma))
    return Backdrop(_enlarged(soft, width, height), Light(strength=0))


def coloured(colours: Sequence[Rgb], width: int, height: int) -> Backdrop:
    """One colour, or a slope from the first at the top to the last at the bottom, even to the eye (mixed in Lab).

    A whole figure stands on it: there is a ground for its shadow.
    """
    if len(colours) == 1:
        picture = np.full((height, width, 3), colours[0], np.float32)
    else:
        stops = cv2.cvtColor(np.array([colours], np.float32), cv2.COLOR_RGB2Lab)[0]
        places = np.linspace(0, len(stops) - 1, height)
        lab = np.stack([np.interp(places, np.arange(len(stops)), stops[:, channel]) for channel in range(3)], axis=-1)
        column = cv2.cvtColor(lab.astype(np.float32)[:, None], cv2.COLOR_Lab2RGB)
        # Half a step of noise, or 8 bits would show bands.
        dither = np.random.default_rng(0).random((height, width, 1), np.float32) - np.float32(0.5)
        picture = np.clip(column + dither / np.float32(255), 0, 1)
    return Backdrop(picture, Light(azimuth_deg=-30, elevation_deg=60, strength=0.3), 0.6, GROUND)


def _grown(photo: Array, alpha: Array, inside: Array) -> Array:
    """The photo, and beyond its edges its mirrored background, softer with the distance."""
    height, width = alpha.shape
    part = photo_box(inside)
    if part is None:
        return photo
    (y, x), (tall, wide) = ((side.start for side in part), (side.stop - side.start for side in part))
    plate = _enlarged(_plate(photo[part], alpha[part]), wide, tall)
    hidden = cv2.dilate(alpha[part], np.ones((5, 5), np.uint8))[..., None]
    plate = photo[part] + hidden * (plate - photo[part])
    rows, columns = (_folded(start, length, size) for start, length, size in ((y, tall, height), (x, wide, width)))
    grown = np.ascontiguousarray(plate[rows[:, None], columns])
    beyond = np.ones((height, width), np.uint8)
    beyond[part] = 0
    distance = cv2.distanceTransform(beyond, cv2.DIST_L2, 3)
    small = fitted_size(width, height, PLATE_PIXELS // 4)
    few = cv2.resize(grown, small, interpolation=cv2.INTER_AREA)
    for sigma, far in SOFTENING:
        soft = _enlarged(cv2.GaussianBlur(few, (0, 0), max(0.5, sigma * max(small))), width, height)
        share = np.clip(distance / np.float32(far * min(wide, tall)), 0, 1)[..., None]
        grown += share * share * (3 - 2 * share) * (soft - grown)
    grown[part] = photo[part]
    return grown


def _folded(start: int, length: int, size: int) -> npt.NDArray[np.intp]:
    """Which row of a photo of `length` rows, put at `start`, each of `size` rows shows.

    Beyond its edges it is the outer strip, mirrored to and fro: sky stays sky, and what lies deeper in the photo does
    not come back upside down.
    """
    strip = min(max(1, round(STRIP * length)), length - 1)
    place = np.arange(size) - start
    inside = np.clip(place, 0, length - 1)
    back = strip - np.abs(np.abs(place - inside) % max(2 * strip, 1) - strip)
    return np.where(place < 0, back, np.where(place >= length, length - 1 - back, inside))


def photo_box(inside: Array) -> tuple[slice, slice] | None:
    """Rows and columns where there is photo; None if there is none. inside: (H, W), 1 = photo."""
    x, y, wide, tall = cv2.boundingRect((inside > 0.5).astype(np.uint8))
    return (slice(y, y + tall), slice(x, x + wide)) if wide else None


def _plate(photo: Array, alpha: Array) -> Array:
    """The photo, at most `PLATE_PIXELS` large, with what is around the subject drawn into its place."""
    size = fitted_size(alpha.shape[1], alpha.shape[0], PLATE_PIXELS)
    small, free = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (photo, 1 - alpha))
    reach = 2 * max(1, round(0.006 * max(size))) + 1
    free = cv2.erode(np.clip(free, 0, 1), np.ones((reach, reach), np.uint8))[..., None]
    return np.asarray(small + (1 - free) * (filled(small * free, free[..., 0]) - small), np.float32)


def filled(weighted: Array, weight: Array) -> Array:
    """Push and pull: every level of a pyramid fills the holes of the finer one.

    weighted: (H, W, 3), colours times weight. weight: (H, W) in [0, 1], 0 = hole; with nothing but holes, grey.

    Source: Gortler et al., "The Lumigraph", 1996.
    """
    height, width = weight.shape
    colour = np.asarray(weighted / np.maximum(weight, 1e-4)[..., None], np.float32)
    if weight.min() > 0.99 or min(height, width) < 2:
        return colour if weight.max() > 1e-3 else np.full_like(colour, 0.5)
    coarse = filled(cv2.pyrDown(weighted), np.minimum(cv2.pyrDown(weight), 1))
    beneath = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(beneath + np.minimum(weight, 1)[..., None] * (colour - beneath), np.float32)


def _enlarged(picture: Array, width: int, height: int) -> Array:
    return np.clip(enlarged(picture, width, height), 0, 1)


def enlarged(values: Array, width: int, height: int) -> Array:
    """Smoothly; of values of any range."""
    return cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR)
