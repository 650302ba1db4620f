"""The finished picture: colours that a prop or a lamp brought along are pulled to the brand's."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..arrays import Array, Rgb
from .oklab import from_oklab, to_oklab
from .tints import Tints

STRENGTH = 0.85
SIDE = 65
WIDEST = 0.36
"""The table covers [-WIDEST, WIDEST] on both colour axes of Oklab."""
SHARPNESS = 5.0
"""How clearly the nearest hue wins over the others."""
STRANGER = 0.45
"""Chroma that is left of a hue opposite to all of the brand's."""


def pulled(picture: Array, colours: Sequence[Rgb]) -> Array:
    """A picture, (H, W, 3) sRGB in [0, 1], with every hue moved to the nearest of a brand's; lightness stays.

    Greys stay grey and the brand's own hues stay as they are; chroma beyond the brand's is softly limited. Smooth, so
    no edge appears where there was none.
    """
    lab = to_oklab(picture)
    scale = np.float32((SIDE - 1) / 2 / WIDEST)
    across, down = ((axis + np.float32(WIDEST)) * scale for axis in cv2.split(lab)[1:])
    lab[..., 1:] = cv2.remap(_table(Tints(colours)), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return from_oklab(lab)


def _table(tints: Tints) -> Array:
    """(SIDE, SIDE, 2): where each point of the plane of the two colour axes goes; columns are the first axis."""
    axis = np.linspace(-WIDEST, WIDEST, SIDE, dtype=np.float32)
    plane = np.stack(np.meshgrid(axis, axis), axis=-1)
    chroma = np.hypot(plane[..., 0], plane[..., 1])[..., None]
    vivid = tints.chroma[~tints.neutral]
    if not len(vivid):
        return plane * np.float32(1 - STRENGTH)
    hues = vivid / np.hypot(*vivid.T)[:, None]
    closeness = plane @ hues.T / np.maximum(chroma, 1e-6)
    weight = np.exp(SHARPNESS * (closeness - closeness.max(axis=-1, keepdims=True)))
    weight /= weight.sum(axis=-1, keepdims=True)
    kin = 0.5 + 0.5 * closeness.max(axis=-1, keepdims=True)
    limit = 1.15 * float(np.hypot(*vivid.T).max()) + 0.02
    wanted = limit * np.tanh(chroma / limit) * (STRANGER + (1 - STRANGER) * kin)
    return (plane + np.float32(STRENGTH) * (wanted * (weight @ hues) - plane)).astype(np.float32)
