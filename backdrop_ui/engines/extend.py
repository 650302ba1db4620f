"""A photo continued beyond its edges by an engine that paints: the photo is what it paints around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ..arrays import Array, fitted_size
from ..brief import Layer, Light, SceneBrief
from ..progress import PreviewReport
from .base import Backdrop, Canvas, Engine
from .grown import PLATE_PIXELS, enlarged, filled, photo_box
from .plain import kept

CONTINUED = SceneBrief(
    prompt="the same place going on beyond the edges of the photo, the same background, light and colours",
    negative_prompt="people, frame, border, text",
    palette=("grey", "white"),
    layers=(Layer(kind="sky"),),
)
"""What is asked for. A photo has no words of its own, and its edges say the rest."""
REACH = 0.15
"""How far beyond the photo its colours are drawn to the photo's, as a share of the photo's shorter side."""


def extended_by(
    engine: Engine, canvas: Canvas, seeds: Sequence[int], report: PreviewReport, follow: float = 0.0
) -> list[Backdrop]:
    """One continuation of the canvas' photo for each seed; inside the photo every pixel is its own.

    follow: how closely the engine keeps to the mirror image that stands there without one, 0 = not at all, 1.
    """
    if canvas.photo is None or canvas.inside is None:
        raise ValueError("expected a canvas with the photo")
    start = kept(canvas.photo, canvas.alpha, canvas.inside).picture if follow or engine.needs_sketch else None
    around = Canvas(canvas.photo, canvas.inside, sketch=start, follow=follow)
    return [
        replace(painted, picture=joined(canvas.photo, canvas.inside, painted.picture), light=Light(strength=0))
        for painted in engine.paint_batch(CONTINUED, around, seeds, report)
    ]


def joined(photo: Array, inside: Array, painted: Array) -> Array:
    """The photo, and around it a painting whose colours are drawn to the photo's along its edges.

    A model's encoder and decoder shift colours a little, which shows as a seam; how much is seen inside the photo,
    which the model has painted too.

    Args:
        photo: (H, W, 3), sRGB, placed in the picture; anything beyond its edges. inside: (H, W), 1 where there is
            photo. painted: (H, W, 3), the whole picture as the model has it.
    """
    box = photo_box(inside)
    if box is None:
        return painted
    height, width = inside.shape
    size = fitted_size(width, height, PLATE_PIXELS // 4)
    weight = np.zeros((height, width), np.float32)
    weight[box] = 1
    off, known = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in ((photo - painted), weight))
    known = (known > 0.999).astype(np.float32)
    correction = enlarged(filled(off * known[..., None], known), width, height)
    distance = cv2.distanceTransform((weight < 1).astype(np.uint8), cv2.DIST_L2, 3)
    reach = REACH * min(box[0].stop - box[0].start, box[1].stop - box[1].start)
    nearness = np.clip(1 - distance / np.float32(max(reach, 1)), 0, 1)[..., None]
    picture = np.clip(painted + nearness * nearness * correction, 0, 1)
    picture[box] = photo[box]
    return np.asarray(picture, np.float32)
