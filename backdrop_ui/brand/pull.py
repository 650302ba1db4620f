"""The finished picture: colours that a prop or a lamp brought along are pulled to the brand's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..arrays import Array, Rgb, fitted_size, resize
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

GAP = 0.14
"""Difference in Oklab's lightness that lets a subject stand out from what is behind it."""
MAX_LIFT = 0.10
"""The most that lightness behind the subject changes for it."""
PROXY_PIXELS = 40_000


@dataclass(frozen=True)
class Standing:
    """The subject that stands before the picture: foreground (H, W, 3) in sRGB, alpha (H, W)."""

    foreground: Array
    alpha: Array


def pulled(picture: Array, colours: Sequence[Rgb], subject: Standing | None = None) -> Array:
    """A picture, (H, W, 3) sRGB in [0, 1], with every hue moved to the nearest of a brand's; lightness stays.

    Greys stay grey and the brand's own hues stay as they are; chroma beyond the brand's is softly limited. Smooth, so
    no edge appears where there was none. Around a subject as light as what is behind it, lightness is moved away from
    it, softly and by at most `MAX_LIFT`.
    """
    lab = to_oklab(picture)
    if subject is not None:
        lab[..., 0] += _lift(lab, subject)
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
    own = float(np.hypot(*vivid.T).max())
    room = 0.2 * own + 0.03
    limited = np.where(chroma < own, chroma, own + room * np.tanh((chroma - own) / room))
    wanted = limited * (STRANGER + (1 - STRANGER) * kin)
    return (plane + np.float32(STRENGTH) * (wanted * (weight @ hues) - plane)).astype(np.float32)


def gap(picture: Array, subject: Standing) -> float:
    """Lightness, in Oklab, of what is seen around the subject, less that of the subject; 0 if there is none.

    Args:
        picture: (H, W, 3), sRGB in [0, 1].
    """
    return _gap(to_oklab(picture)[..., 0], subject)[0]


def _gap(lightness: Array, subject: Standing) -> tuple[float, Array]:
    """The gap, and how near the subject each pixel of a small copy is: 1 where its surroundings mostly are."""
    height, width = lightness.shape
    small = fitted_size(width, height, PROXY_PIXELS)
    alpha = resize(subject.alpha, *small)
    if alpha.max() < 0.5:
        return 0.0, np.zeros_like(alpha)
    near = cv2.GaussianBlur(alpha, (0, 0), 0.09 * min(small) + 0.5)
    around = near * (alpha < 0.1) + 1e-6
    near /= max(float(np.average(near, weights=around)), 0.2)
    behind = np.average(resize(lightness, *small), weights=around)
    own = np.average(to_oklab(resize(subject.foreground, *small))[..., 0], weights=alpha)
    return float(behind - own), np.minimum(near, 1)


def _lift(lab: Array, subject: Standing) -> Array:
    """(H, W): what is added to lightness, strongest beside the subject."""
    apart, near = _gap(np.ascontiguousarray(lab[..., 0]), subject)
    missing = float(np.clip(GAP - abs(apart), 0, MAX_LIFT)) * (1 if apart >= 0 else -1)
    return cv2.resize(near, lab.shape[1::-1], interpolation=cv2.INTER_LINEAR) * np.float32(missing)
