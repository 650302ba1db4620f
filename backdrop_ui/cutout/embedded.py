"""The built-in cut-out: a small network of our own that ships with the project. See `assets/cutout.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, fitted_size, resize, to_8bit
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SURELY_IN, SURELY_OUT = 0.9, 0.08
FEWEST_SURE_PX = 50
GRABCUT_ROUNDS = 3
SPECK_SHARE = 0.05
Mask = npt.NDArray[np.bool_]
WEIGHTS = Path(__file__).parents[2] / "assets" / "cutout.onnx"


class EmbeddedModel(CutoutModel):
    """A U-Net of about a million parameters, trained by `training/cutout`; input and output have one fixed size."""

    facts = CutoutFacts(
        "embedded",
        "people, animals, things; always there, fastest",
        "MIT",
        0,
        speed="0.5 s on two busy CPU cores",
    )

    def weights(self) -> Path:
        return WEIGHTS

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.3, "Cutting out")
        session = _session()
        [given] = session.get_inputs()
        height, width = given.shape[2:]
        pixels = resize(photo.pixels, width, height).transpose(2, 0, 1)[None]
        probability = session.run(None, {given.name: np.ascontiguousarray(pixels)})[0][0, 0]
        small = fitted_size(*photo.size, width * height)
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
    Source:
        Rother, Kolmogorov & Blake, "GrabCut", SIGGRAPH 2004.
    """
    inside, outside = probability > SURELY_IN, probability < SURELY_OUT
    if min(inside.sum(), outside.sum()) < FEWEST_SURE_PX:
        return probability
    labels = np.where(probability > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[inside], labels[outside] = cv2.GC_FGD, cv2.GC_BGD
    cv2.setRNGSeed(0)  # its colour clusters start at random
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(to_8bit(pixels), labels, None, *models, GRABCUT_ROUNDS, cv2.GC_INIT_WITH_MASK)
    subject = _without_specks(np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)))
    return np.asarray(cv2.GaussianBlur(subject.astype(np.float32), (0, 0), 1), np.float32)


def _without_specks(subject: Mask) -> Mask:
    """Drop what is not connected to anything of size: parts below `SPECK_SHARE` of the largest."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(subject.astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]  # the first is the background
    return np.isin(parts, 1 + np.flatnonzero(areas >= SPECK_SHARE * areas.max(initial=0)))


@cache
def _session() -> InferenceSession:
    from onnxruntime import InferenceSession

    return InferenceSession(WEIGHTS, providers=["CPUExecutionProvider"])
