"""A logo's file to what a wall can carry: cut free of a plain background, cropped, not larger than needed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from ..arrays import Array, Mask, Rgb, fitted_size, resize, window_around
from ..brief import Logo, LogoPlace
from ..errors import PhotoError
from ..photo import Limits, load_photo
from .colours import colours_of_pixels
from .oklab import lab_of
from .tints import NEUTRAL_CHROMA

LIMITS = Limits(max_bytes=20_000_000, max_aspect=20.0)
MAX_PIXELS = 700_000
PLAIN = 0.05
"""How far, in sRGB, a plain background may be from one colour: what JPEG leaves behind."""
FAINT = 0.3
"""What is apart from the background by less than this share of the strongest ink may be a smear."""
EDGE_PX = 4
HALO = 0.14
"""Alpha below this is what a JPEG smears around an edge."""


def load_logo(path: Path, on: LogoPlace = "wall") -> Logo:
    """Read a logo; a plain background is taken away, transparency stays.

    Raises:
        PhotoError: if it is no picture that can be used, is a vector drawing, or shows nothing.
    """
    if path.suffix.lower() in (".svg", ".svgz", ".ai", ".eps", ".pdf"):
        raise PhotoError(f"{path.name} is a vector drawing, which cannot be read. Export it as a PNG and use that.")
    photo = load_photo(path, LIMITS)
    size = fitted_size(*photo.size, MAX_PIXELS)
    counted = pixels = resize(photo.pixels, *size)
    if photo.alpha is not None:
        counted = pixels = _own_colours(photo.pixels, photo.alpha, size)
        alpha = resize(photo.alpha, *size)
    else:
        pixels, alpha = _freed(pixels)
    if alpha.max() < 0.1:
        raise PhotoError(f"{path.name} is of one plain colour: there is nothing to see in it. Choose another logo.")
    paper = photo.alpha is not None or np.hypot(*lab_of(_border(counted)[1])[1:]) < NEUTRAL_CHROMA
    rows, columns = window_around(alpha > 0.02, 0)
    rgba = np.concatenate([pixels, alpha[..., None]], axis=-1)[rows, columns]
    # A coloured ground belongs to the brand, though it is not printed.
    whole = np.concatenate([counted, np.ones_like(alpha)[..., None]], axis=-1)
    return Logo(np.ascontiguousarray(rgba), colours_of_pixels(rgba if paper else whole), on)


def colours_of_logo(path: Path) -> tuple[Rgb, ...]:
    """The main colours of a logo, 1 to 5, the most important first.

    Raises:
        PhotoError: if it cannot be used, see `load_logo`.
    """
    return load_logo(path).colours


def _own_colours(pixels: Array, alpha: Array, size: tuple[int, int]) -> Array:
    """Shrunk colours without those of fully transparent pixels, whatever they may be."""
    premultiplied = resize(pixels * alpha[..., None], *size)
    return np.clip(premultiplied / np.maximum(resize(alpha, *size), 1e-3)[..., None], 0, 1).astype(np.float32)


def _border(pixels: Array) -> tuple[Array, Rgb]:
    """The pixels along the edges, (n, 3), and the colour that most of them are near."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(border, axis=0).tolist()
    return border, (red, green, blue)


def _freed(pixels: Array) -> tuple[Array, Array]:
    """Colours (h, w, 3) and alpha (h, w) without the plain background, if there is one; inside letters too."""
    border, ground = _border(pixels)
    paper = np.array(ground, np.float32)
    if np.mean(np.abs(border - paper).max(axis=-1) < PLAIN) < 0.9:
        return pixels, np.ones(pixels.shape[:2], np.float32)
    apart = np.maximum(np.abs(pixels - paper).max(axis=-1) - PLAIN, 0)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * EDGE_PX + 1,) * 2)
    ink = np.maximum(cv2.dilate(apart, disc), FAINT * float(apart.max()) + 1e-6)
    alpha = apart / ink  # an edge is as far as it is along the way to its ink
    inside: Mask = cv2.erode((apart > 0.3 * PLAIN).astype(np.uint8), disc) > 0
    alpha = np.clip((alpha - HALO) / (1 - 2 * HALO), 0, 1)
    alpha[inside] = 1
    colours = paper + (pixels - paper) / np.maximum(alpha, 0.05)[..., None]
    return np.clip(colours, 0, 1).astype(np.float32), alpha.astype(np.float32)
