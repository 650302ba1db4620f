"""The built-in cut-out: a small network of our own that ships with the project. See `assets/cutout.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ..arrays import Array, Mask, fitted_size, resize
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel
from .grabcut import grabcut

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SURELY_IN, SURELY_OUT = 0.9, 0.08
FEWEST_SURE_PX = 50
LEAST_SURE_SHARE = 0.001
"""Of the photo: where the network is sure of less, nothing stands out. 88 photos with a subject had 0.027 and more, 16
without one 0.0003 and less.
"""
SPECK_SHARE = 0.05
WEIGHTS = Path(__file__).parents[2] / "assets" / "cutout.onnx"


class EmbeddedModel(CutoutModel):
    """A small network, trained by `training/cutout`; input and output have one fixed size.

    weights: another export of that training, to compare it with the one that ships.
    """

    facts = CutoutFacts(
        "embedded",
        "people, animals, things; always there, fastest",
        "MIT",
        0,
        speed="0.1 s on two idle CPU cores",
    )

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._file = weights

    def weights(self) -> Path:
        return self._file

    def look(self, pixels: Array) -> Array:
        """The network's own word on a photo (H, W, 3): a probability in [0, 1] of the network's own fixed size.

        The mean of its word on the photo and on the mirror image: what it says of both it is right about more often.
        """
        session = _session(self._file)
        [given] = session.get_inputs()
        height, width = given.shape[2:]
        squashed = resize(pixels, width, height).transpose(2, 0, 1)[None]
        views = (np.ascontiguousarray(view) for view in (squashed, squashed[..., ::-1]))
        plain, mirrored = (session.run(None, {given.name: view})[0][0, 0] for view in views)
        return np.asarray((plain + mirrored[:, ::-1]) / 2, np.float32)

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.3, "Cutting out")
        probability = self.look(photo.pixels)
        if np.mean(probability > SURELY_IN) < LEAST_SURE_SHARE:
            return np.zeros(photo.pixels.shape[:2], np.float32)
        small = fitted_size(*photo.size, probability.size)
        settled = settle(resize(photo.pixels, *small), resize(probability, *small))
        enlarged = cv2.resize(settled, photo.size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.float32)


def settle(pixels: Array, probability: Array) -> Array:
    """Where the network is unsure, let colour decide: a few rounds of GrabCut between what it is sure of.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        probability: (H, W) in [0, 1].
    Returns:
        (H, W) in [0, 1], nearly everywhere 0 or 1; `probability` itself where it is sure of nothing or of everything.
    """
    inside, outside = probability > SURELY_IN, probability < SURELY_OUT
    if min(inside.sum(), outside.sum()) < FEWEST_SURE_PX:
        return probability
    subject = _without_specks(grabcut(pixels, probability > 0.5, inside | outside))
    return np.asarray(cv2.GaussianBlur(subject.astype(np.float32), (0, 0), 1), np.float32)


def _without_specks(subject: Mask) -> Mask:
    """Drop what is not connected to anything of size: parts below `SPECK_SHARE` of the largest."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(subject.astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]  # the first is the background
    return np.isin(parts, 1 + np.flatnonzero(areas >= SPECK_SHARE * areas.max(initial=0)))


@cache
def _session(weights: Path) -> InferenceSession:
    from onnxruntime import InferenceSession

    return InferenceSession(weights, providers=["CPUExecutionProvider"])
