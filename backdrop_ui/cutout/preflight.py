"""A look at a cut-out before anything is painted: what may go wrong, in words for people, most important first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, Mask, fitted_size, resize
from .contrast import longest_alike
from .finding import Box, Finding, Kind, where
from .parts import find_parts

MOST_SHOWN = 3
WORK_PIXELS = 160_000
NOTHING_SHARE = 0.002
FILLS_SHARE, SMALL_SHARE = 0.9, 0.02
UNSURE_SHARE = 0.15
"""Of the subject's area; a soft rim of up to `RIM_PX` does not count."""
RIM_PX = 5
ALIKE_NOTED, ALIKE_WARNED = 0.05, 0.08
"""Length of an edge that cannot be seen, as a share of the diagonal; chosen with `python -m benchmarks.preflight`."""
TOUCH_SHARE = 0.03
DARK_LIGHTNESS = 25.0
BLURRED_DETAIL, SOME_CONTRAST = 4.0, 20.0
TINY_PX = 100


def is_nothing(alpha: Array) -> bool:
    """Whether an alpha (H, W) holds too little to be called a subject."""
    return float(alpha.mean()) < NOTHING_SHARE


def preflight(pixels: Array, alpha: Array, guessed: bool = True) -> tuple[Finding, ...]:
    """At most three findings, the most important first; none for a cut-out that looks right.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        alpha: (H, W) in [0, 1].
        guessed: False for an alpha that a person or the file brought, whose edge is not to be doubted.
    Raises:
        ValueError: if the sizes differ.
    """
    if alpha.shape != pixels.shape[:2]:
        raise ValueError(f"expected an alpha of {pixels.shape[:2]}, got {alpha.shape}")
    size = fitted_size(alpha.shape[1], alpha.shape[0], WORK_PIXELS)
    small_pixels, small_alpha = _reduced(pixels, *size), _reduced(alpha, *size)
    if is_nothing(alpha):
        found = [NOTHING, *_photo_itself(small_pixels, min(alpha.shape))]
    else:
        doubts = list(_doubts(small_pixels, small_alpha)) if guessed else []
        reasons = list(_photo_itself(small_pixels, min(alpha.shape))) if doubts else []
        found = [*doubts, *reasons, *_geometry(small_alpha)]
    order = get_args(Kind)
    found.sort(key=lambda finding: (finding.severity == "note", order.index(finding.kind)))
    return tuple(found[:MOST_SHOWN])


def _extent(inside: Mask) -> Box:
    """The box around all that is True."""
    left, top, across, down = cv2.boundingRect(inside.astype(np.uint8))
    height, width = inside.shape
    return left / width, top / height, (left + across) / width, (top + down) / height


def _reduced(values: Array, width: int, height: int) -> Array:
    """Area means of every few pixels only, where there are far more than are needed: six times as fast."""
    if values.shape[1] > 2 * width:
        values = np.asarray(cv2.resize(values, (2 * width, 2 * height), interpolation=cv2.INTER_NEAREST), np.float32)
    return resize(values, width, height)


NOTHING = Finding(
    "nothing",
    "Nothing stands out in this photo. Paint what to keep, try another cut-out model, or use a photo with one clear "
    "subject.",
    "warning",
)


def _doubts(pixels: Array, alpha: Array) -> Iterator[Finding]:
    """Signs that the cut-out itself is wrong."""
    yield from _unsure(alpha)
    alike = longest_alike(pixels, alpha)
    if alike and alike.length > ALIKE_NOTED:
        place = where(alike.box, _extent(alpha > 0.5))
        yield Finding(
            "low-contrast",
            f"The edge can hardly be seen {place} of the subject. Check it there; if it is wrong, paint what to keep.",
            "warning" if alike.length > ALIKE_WARNED else "note",
            alike.box,
        )


def _unsure(alpha: Array) -> Iterator[Finding]:
    """Whether much of it is neither subject nor background, and where most of that is."""
    soft = ((alpha > 0.1) & (alpha < 0.9)).astype(np.uint8)
    wide = cv2.morphologyEx(soft, cv2.MORPH_OPEN, np.ones((RIM_PX, RIM_PX), np.uint8))
    if wide.sum() > UNSURE_SHARE * alpha.sum():
        _, labels, stats, _ = cv2.connectedComponentsWithStats(wide)
        box = _extent(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))
        yield Finding(
            "unsure",
            f"The cut-out is unsure about much of this photo, most of it {where(box)}. Try another cut-out model, or "
            "paint what to keep.",
            "warning",
            box,
        )


def _photo_itself(pixels: Array, shorter_px: int) -> Iterator[Finding]:
    """What about the photo makes it hard to cut out; shorter_px: of the photo before it was reduced."""
    lightness = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)[..., 0]
    dark, low, high = np.percentile(lightness, (90, 5, 95))
    if dark < DARK_LIGHTNESS:
        yield Finding("dark", "The photo is very dark, so its subject is hard to see. Brighten it and try again.")
    detail = np.percentile(np.abs(cv2.Laplacian(lightness, cv2.CV_32F)), 99)
    if detail < BLURRED_DETAIL and high - low > SOME_CONTRAST:
        yield Finding("blurred", "The photo is very blurred, so its edges are hard to find. Use a sharper one.")
    if shorter_px < TINY_PX:
        yield Finding("tiny", f"The photo is very small ({shorter_px} pixels). Use a larger one.")


def _geometry(alpha: Array) -> Iterator[Finding]:
    """What the subject's size and place mean for the picture."""
    share = float(alpha.mean())
    if share > FILLS_SHARE:
        yield Finding(
            "fills",
            f"The subject fills {share:.0%} of the photo: little of a backdrop will be seen. A photo from farther away "
            "leaves room for one.",
            "warning",
        )
    else:
        yield from _edges(alpha)
    parts = find_parts(alpha)
    if len(parts) > 1:
        yield Finding("parts", f"{len(parts)} separate parts, keeping all: choose which to keep.")
    if share < SMALL_SHARE:
        yield Finding(
            "small",
            f"The subject is only {share:.1%} of the photo. Crop the photo around it, and the edge gets finer.",
            box=_extent(alpha > alpha.max() / 2),
        )


def _edges(alpha: Array) -> Iterator[Finding]:
    """Where the photo cuts the subject off; at the bottom nearly every portrait does, and no one minds."""
    inside = alpha > 0.5
    lines = {"left": inside[:, 0], "top": inside[0], "right": inside[:, -1]}
    cut = {side: np.flatnonzero(line) / len(line) for side, line in lines.items() if line.mean() > TOUCH_SHARE}
    if not cut:
        return
    sides = " and ".join(", ".join(cut).rsplit(", ", 1))
    edge, stays = ("edge", "that edge") if len(cut) == 1 else ("edges", "those edges")
    yield Finding(
        "edges",
        f"The subject is cut off at the {sides} {edge} of the photo, so it stays at {stays} in every format.",
        "warning" if len(cut) == 3 else "note",
        _edge_box(*cut.popitem(), inside.shape) if len(cut) == 1 else None,
    )


def _edge_box(side: str, places: npt.NDArray[np.float64], shape: tuple[int, ...]) -> Box:
    """One pixel deep."""
    first, last = float(places[0]), float(places[-1])
    across, down = 1 / shape[1], 1 / shape[0]
    boxes = {
        "left": (0.0, first, across, last + down),
        "top": (first, 0.0, last + across, down),
        "right": (1 - across, first, 1.0, last + down),
    }
    return boxes[side]
