"""The built-in cut-out: needs no download. Classical for now: colours unlike the photo's edges, then GrabCut."""

from __future__ import annotations

import cv2
import numpy as np

from ..arrays import Array, Bytes8, fitted_size, resize, to_8bit
from ..photo import Photo
from .base import CutoutFacts, CutoutModel, Report

WORK_PIXELS = 320 * 320
SEED = 7


class EmbeddedModel(CutoutModel):
    """GrabCut (Rother, Kolmogorov & Blake, 2004) started from a saliency guess instead of a rectangle."""

    facts = CutoutFacts("embedded", "a clear subject on a calm background; always there", "MIT", 0)

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.3, "Cutting out")
        small = to_8bit(resize(photo.pixels, *fitted_size(*photo.size, WORK_PIXELS)))
        return resize(_grabcut(small, _saliency(small)), *photo.size)


def _saliency(pixels: Bytes8) -> Array:
    """(H, W) in [0, 1]: distance in Lab from the nearest of the colours along the photo's edges, times a centre prior."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    rim = max(2, min(height, width) // 30)
    edges = np.concatenate([part.reshape(-1, 3) for part in (lab[:rim], lab[:, :rim], lab[:, -rim:])])
    cv2.setRNGSeed(SEED)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, _, centres = cv2.kmeans(edges, 6, None, criteria, 2, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    distance = np.min(np.linalg.norm(lab[:, :, None] - centres[None, None], axis=-1), axis=-1)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    centre = np.exp(-(((x / width - 0.5) / 0.35) ** 2) - ((y / height - 0.58) / 0.5) ** 2)
    salient = cv2.GaussianBlur(np.minimum(distance / 40, 1), (0, 0), width / 60) * centre + 0.35 * centre
    return (salient / salient.max()).astype(np.float32)


def _grabcut(pixels: Bytes8, saliency: Array) -> Array:
    labels = np.full(saliency.shape, cv2.GC_PR_BGD, np.uint8)
    labels[saliency > 0.45] = cv2.GC_PR_FGD
    labels[saliency > 0.85] = cv2.GC_FGD
    labels[saliency < 0.05] = cv2.GC_BGD
    cv2.setRNGSeed(SEED)
    cv2.grabCut(pixels, labels, None, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_MASK)
    subject = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    return cv2.GaussianBlur(_without_specks(subject).astype(np.float32), (0, 0), 0.8)


def _without_specks(subject: Bytes8) -> Bytes8:
    """Drop parts smaller than a fifth of the largest, fill small holes."""
    subject = cv2.morphologyEx(subject, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(subject)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if len(areas) == 0:
        return subject
    keep = 1 + np.flatnonzero(areas >= areas.max() / 5)
    return np.isin(parts, keep).astype(np.uint8)
