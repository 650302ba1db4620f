"""Measures a network on the validation side of the pack."""

from __future__ import annotations

from collections import defaultdict

import cv2
import numpy as np
import torch

from .data import Pack
from .network import SIDE, CutoutNet

FALSE_AREA = 0.02  # an empty photo with more subject than this share of its area counts as a false alarm


def predict(network: CutoutNet, photo: np.ndarray) -> np.ndarray:
    """Photo (H, W, 3) uint8 RGB -> subject probability (256, 256) in [0, 1]."""
    small = cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    with torch.inference_mode():
        tensor = torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255
        return torch.sigmoid(network(tensor))[0, 0].numpy()


def iou(guess: np.ndarray, truth: np.ndarray) -> float:
    """Intersection over union of two boolean masks; 1 if both are empty."""
    union = np.logical_or(guess, truth).sum()
    return float(np.logical_and(guess, truth).sum() / union) if union else 1.0


def validate(network: CutoutNet, pack: Pack) -> dict[str, float]:
    """Mean IoU by category and over all photos with a subject, and the share of empty photos with a false alarm."""
    scores: dict[str, list[float]] = defaultdict(list)
    alarms: list[bool] = []
    network.eval()
    for i in pack.indices(validation=True):
        guess = predict(network, pack.photos[i]) > 0.5
        if pack.rows[i].category == "none":
            alarms.append(bool(guess.mean() > FALSE_AREA))
            continue
        truth = cv2.resize(pack.masks[i], (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 127
        scores[pack.rows[i].category].append(iou(guess, truth))
    report = {name: round(float(np.mean(values)), 4) for name, values in sorted(scores.items())}
    report["all"] = round(float(np.mean([value for values in scores.values() for value in values])), 4)
    report["false_alarms"] = round(float(np.mean(alarms)), 4)
    return report
