"""What the parts of a cut-out are: people, animals or things, as the built-in network sees them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ..arrays import Array
from .embedded import EmbeddedModel
from .parts import KINDS, Part, part_masks

PLURALS = {"person": "people", "animal": "animals", "thing": "things"}


def name_kinds(pixels: Array, alpha: Array, model: EmbeddedModel) -> tuple[Part, ...]:
    """The parts of an alpha, (H, W), each with its kind.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
    """
    parts, masks = part_masks(alpha)
    if not parts:
        return ()
    seen = model.kinds(pixels)
    return tuple(replace(part, kind=_kind(seen, mask)) for part, mask in zip(parts, masks, strict=True))


def _kind(seen: Array, mask: Array) -> str:
    """The likeliest kind under a mask, (h, w). seen: (3, h', w'), logits of `KINDS`."""
    share = cv2.resize(mask, seen.shape[:0:-1], interpolation=cv2.INTER_AREA)
    return KINDS[int(np.argmax((seen * share).sum(axis=(1, 2))))]


def plural(parts: tuple[Part, ...]) -> str:
    """What to call all of them: "people" if they are, "separate parts" if they are of several kinds."""
    kinds = {part.kind for part in parts}
    return PLURALS.get(kinds.pop(), "separate parts") if len(kinds) == 1 else "separate parts"
