"""The built-in cut-out: a small network of our own that ships with the project. See `assets/cutout.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ..arrays import Array, resize
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS = Path(__file__).parents[2] / "assets" / "cutout.onnx"


class EmbeddedModel(CutoutModel):
    """A U-Net of about a million parameters, trained by `training/cutout`; input and output have one fixed size."""

    facts = CutoutFacts("embedded", "people, animals, things; always there, fastest", "MIT", 0)

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.3, "Cutting out")
        session = _session()
        [given] = session.get_inputs()
        height, width = given.shape[2:]
        pixels = resize(photo.pixels, width, height).transpose(2, 0, 1)[None]
        probability = session.run(None, {given.name: np.ascontiguousarray(pixels)})[0][0, 0]
        enlarged = cv2.resize(probability, photo.size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.float32)


@cache
def _session() -> InferenceSession:
    from onnxruntime import InferenceSession

    return InferenceSession(WEIGHTS, providers=["CPUExecutionProvider"])
