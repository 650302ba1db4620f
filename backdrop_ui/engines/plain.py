"""Backdrops without a scene: the photo's own background, grown or blurred, and plain colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np

from ..arrays import Array, Rgb
from ..brief import Light, parse_colour
from ..errors import SceneError
from .base import Backdrop, Canvas
from .grown import enlarged, grown, plate_of

NAME = "plain"
TITLES = {
    "keep": "The photo's own background, grown; no AI model",
    "blur": "The photo's own background, blurred; no AI model",
    "nothing": "Nothing behind the subject; no AI model",
    "colour": "Plain colours; no AI model",
}

BLUR = 0.025
"""Sigma of the blurred background, as a share of the longer side."""
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

    Inside the photo every pixel is its own. Beyond, its background goes on without the subject, and loses detail with
    the distance: what is invented should not draw the eye.

    Args:
        photo: (H, W, 3), sRGB, placed in the picture; anything beyond its edges. alpha: (H, W), the subject.
        inside: (H, W), 1 where there is photo.
    """
    picture = photo
    if inside.min() < 1:
        picture = grown(photo, alpha, inside)
    return Backdrop(picture, Light(strength=0))


def blurred(photo: Array, alpha: Array, inside: Array) -> Backdrop:
    """The photo's background out of focus, without a trace of the subject around its edge; arguments as in `kept`."""
    height, width = alpha.shape
    plate = plate_of(grown(photo, alpha, inside) if inside.min() < 1 else photo, alpha)
    sigma = BLUR * max(plate.shape[:2])
    soft = cv2.GaussianBlur(plate, (0, 0), max(0.5, sigma))
    return Backdrop(enlarged(soft, width, height), Light(strength=0))


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
