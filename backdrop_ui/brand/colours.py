"""A brand's colours: as a person writes them, or as its logo shows them."""

from __future__ import annotations

import re

import numpy as np
from PIL import ImageColor

from ..arrays import Array, Rgb
from ..brief import MAX_BRAND_COLOURS
from ..errors import SceneError
from .clusters import main_colours
from .oklab import lab_of, rgb_of, to_oklab
from .tints import NEUTRAL_CHROMA

MAX_CHARACTERS = 200
ONE_COLOUR = re.compile(r"[a-z]+\([^()]*\)|[^\s,;]+")
BARE_HEX = re.compile(r"[0-9a-f]{6}|[0-9a-f]{3}")
EXAMPLE = "Write colours like #0a3d62 or teal, with commas between them."

SAMPLE = 96
"""A logo's colours are counted on at most so many pixels a side."""
PAPER, INK = 0.94, 0.2
"""Greys lighter or darker than this, in Oklab, are taken for paper and print, and count only where nothing else is."""
SMALL = 0.03
"""A colour on less than this share of a logo is an edge or a detail."""
ALIKE = 0.07


def parse_colours(text: str) -> tuple[Rgb, ...]:
    """`"#0a3d62, f6b93b; teal rgb(10, 20, 30)"` to sRGB colours, each once, the most important first.

    Raises:
        SceneError: naming what is no colour, or if there are more than five.
    """
    if len(text) > MAX_CHARACTERS:
        raise SceneError(f"The colours have {len(text)} characters; at most {MAX_CHARACTERS} can be read. {EXAMPLE}")
    found = dict.fromkeys(_parse(word) for word in ONE_COLOUR.findall(text.lower()))
    if len(found) > MAX_BRAND_COLOURS:
        raise SceneError(f"These are {len(found)} colours; at most {MAX_BRAND_COLOURS} can be used. Leave some out.")
    return tuple(found)


def _parse(word: str) -> Rgb:
    for spelling in (word, f"#{word}" if BARE_HEX.fullmatch(word) else word):
        try:
            red, green, blue = ImageColor.getrgb(spelling)[:3]
        except ValueError:
            continue
        if min(red, green, blue) >= 0 and max(red, green, blue) <= 255:
            return red / 255, green / 255, blue / 255
    raise SceneError(f"“{word[:30]}” is no colour. {EXAMPLE}")


def hex_of(colour: Rgb) -> str:
    """`(0.04, 0.24, 0.38)` to `"#0a3d62"`."""
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour)


NAMES = re.findall(
    r"\w+",
    "black white grey silver red crimson coral salmon orange gold yellow khaki beige brown maroon olive lime green teal"
    " turquoise cyan skyblue blue navy indigo purple violet lavender magenta pink",
)


def name_of(colour: Rgb) -> str:
    """The usual name that is nearest, for a model that reads words: `"teal"`."""
    lab = lab_of(colour)
    return min(NAMES, key=lambda name: float(np.linalg.norm(lab - lab_of(_parse(name)))))


def colours_of_pixels(rgba: Array) -> tuple[Rgb, ...]:
    """The main colours, 1 to 5, of (h, w, 4) straight sRGB; large and vivid ones first.

    What is transparent does not count, and near-white and near-black only where nothing else is.
    """
    step = max(1, max(rgba.shape[:2]) // SAMPLE)
    sample = rgba[::step, ::step]
    if not sample[..., 3].any():
        sample = rgba
    labs = to_oklab(sample[..., :3]).reshape(-1, 3)
    weights = sample[..., 3].reshape(-1) ** 4  # an edge is no colour of its own
    grey = np.hypot(labs[:, 1], labs[:, 2]) < NEUTRAL_CHROMA
    coloured = weights * ~(grey & ((labs[:, 0] > PAPER) | (labs[:, 0] < INK)))
    if coloured.sum() > SMALL * weights.sum():
        weights = coloured
    labs, weights = labs[weights > 0], weights[weights > 0]
    centres, nearest = main_colours(labs, weights, 2 * MAX_BRAND_COLOURS)
    shares = np.bincount(nearest, weights, len(centres)) / weights.sum()
    importance = shares * (0.3 + np.hypot(centres[:, 1], centres[:, 2]))
    chosen: list[Array] = []
    for number in np.argsort(-importance, kind="stable"):
        apart = [float(np.linalg.norm(centres[number] - other)) for other in chosen]
        if not chosen or (shares[number] >= SMALL and min(apart) > ALIKE):
            chosen.append(centres[number])
    return tuple(rgb_of(centre) for centre in chosen[:MAX_BRAND_COLOURS])
