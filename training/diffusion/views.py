"""Painted pictures as the networks see them: slightly cropped, half of them mirrored, in [-1, 1]."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor

from backdrop_ui.arrays import Array, resize, to_float

from .scenes import Pictures

SHRINK = 0.78
"""Pictures are trained on at this share of the size at which they are kept."""
STEP_PX = 8
"""What their sides are multiples of, as the app has it."""


def view(pictures: Pictures, chance: np.random.Generator) -> tuple[Array, int]:
    """A random picture, (h, w, 3) in [0, 1] with sides of whole steps, and the number of its scene."""
    number = int(chance.integers(len(pictures.pixels)))
    whole = pictures.pixels[number]
    height, width = whole.shape[:2]
    share = chance.uniform(0.85, 1)
    crop = cv2.getRectSubPix(
        whole,
        (round(share * width), round(share * height)),
        (
            (width - 1) / 2 + chance.uniform(-0.5, 0.5) * (1 - share) * width,
            (height - 1) / 2 + chance.uniform(-0.5, 0.5) * (1 - share) * height,
        ),
    )
    small = resize(to_float(crop), *(STEP_PX * round(SHRINK * side / STEP_PX) for side in (width, height)))
    return (small if chance.random() < 0.5 else np.ascontiguousarray(small[:, ::-1])), int(pictures.scenes[number])


def to_model(pictures: Array) -> Tensor:
    """(N, H, W, 3) in [0, 1] to (N, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))) * 2 - 1
