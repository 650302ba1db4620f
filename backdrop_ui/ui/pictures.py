"""Pictures for the page to show: reduced copies, the photo beside the result, a subject on nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..arrays import Array, fitted_size, resize, to_8bit
from ..composite import over
from ..cutout import Subject
from ..framing import Frame
from ..placement import place

SHOWN_PIXELS = 2_500_000
"""Larger pictures are shown as a reduced copy; the download is always the full one."""
STORY_SAFE = (0.14, 0.80)
"""Where a story is free of controls, as shares of its height: 14 % above and 20 % below are best left empty."""


def cutout_pictures(subject: Subject, folder: Path) -> tuple[str, str]:
    """The photo, and its subject on nothing."""
    size = fitted_size(*subject.photo.size, SHOWN_PIXELS // 2)
    foreground, alpha = resize(subject.foreground, *size), resize(subject.alpha, *size)
    return (
        _write(resize(subject.photo.pixels, *size), folder / "photo.jpg"),
        _write(over(foreground, alpha, _checkerboard(*alpha.shape)), folder / "cut.jpg"),
    )


def before_picture(pixels: Array, frame: Frame, size: tuple[int, int], path: Path) -> str:
    """The photo as the frame sees it; light grey where the frame reaches beyond it. size: the result's."""
    size = fitted_size(*size, SHOWN_PIXELS)
    beyond = place(np.ones(pixels.shape[:2], np.float32), frame, size)[..., None]
    placed = place(pixels, frame, size)
    return _write(placed + (1 - beyond) * np.float32(0.92), path)


def shown_picture(path: Path, zones: bool = False) -> str:
    """The file itself where a browser can take it with ease, else a reduced JPEG that keeps its record; what is
    transparent is on a checkerboard.

    zones: veil what a story's own buttons and names cover, in what is shown only.
    """
    with Image.open(path) as image:
        zones = zones and image.height > 1.6 * image.width
        empty = image.mode == "RGBA"
        if image.width * image.height <= SHOWN_PIXELS and not zones and not empty:
            return str(path)
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp", "").encode()
        size = fitted_size(*image.size, SHOWN_PIXELS)
        board = to_8bit(_checkerboard(size[1], size[0]))
        paper = Image.fromarray(board).convert("RGBA") if empty else Image.new("RGBA", size)
        paper.alpha_composite(image.convert("RGBA").resize(size, Image.Resampling.BICUBIC))
        if zones:
            _veil(paper)
        shown = path.with_name(f"{path.stem}-preview.jpg")
        paper.convert("RGB").save(shown, quality=90, xmp=xmp)
    return str(shown)


def _veil(image: Image.Image) -> None:
    """Darken the top and the bottom that the apps' own controls cover in a story."""
    veil = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(veil)
    top, bottom = (round(share * image.height) for share in STORY_SAFE)
    for box in ((0, 0, image.width, top), (0, bottom, image.width, image.height)):
        draw.rectangle(box, fill=(20, 20, 24, 120))
    for row in (top, bottom):
        draw.line((0, row, image.width, row), fill=(255, 255, 255, 230), width=max(1, image.height // 600))
    image.alpha_composite(veil)


def _write(pixels: Array, path: Path) -> str:
    Image.fromarray(to_8bit(pixels)).save(path, quality=90)
    return str(path)


def _checkerboard(height: int, width: int) -> Array:
    """(height, width, 3): what stands for nothing."""
    cell = max(6, min(height, width) // 40)
    y, x = np.mgrid[:height, :width] // cell
    return np.repeat(np.where((x + y) % 2, 0.94, 0.86).astype(np.float32)[..., None], 3, axis=2)
