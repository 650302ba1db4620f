"""GrabCut as this project uses it: labels in, which pixels are the subject out, the same each time."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, Mask, to_8bit

ROUNDS = 3


def grabcut(pixels: Array, subject: Mask, surely: Mask) -> Mask:
    """Let colour decide what is not sure: graph cuts between two colour mixtures, a few rounds.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        subject: (H, W), what is the subject, or probably is.
        surely: (H, W), where that is certain and stays.
    Returns:
        (H, W), the subject; `subject` itself where it holds everything or nothing, as there is nothing to tell apart.
    Source:
        Rother, Kolmogorov & Blake, "GrabCut", SIGGRAPH 2004.
    """
    if subject.all() or not subject.any():
        return subject
    probably = np.where(subject, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    labels = np.where(surely, np.where(subject, cv2.GC_FGD, cv2.GC_BGD), probably).astype(np.uint8)
    cv2.setRNGSeed(0)  # its colour clusters start at random
    cv2.grabCut(to_8bit(pixels), labels, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))
