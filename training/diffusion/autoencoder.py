"""Trains the autoencoder: small crops of the pictures, through four numbers for 16 pixels, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import Tensor
from torch.nn import functional

from .clock import fit, half_precision
from .parts import autoencoder
from .scenes import Pictures
from .subjects import cloth, pasted
from .views import to_model, view

CROP_PX = 32
BATCH = 16
RATE = 2e-3
DECAY = 0.99
KEPT_SHARE = 0.25
"""Of the crops, show something on the grey of the masked area, which the model is given to look at too."""
CLOTH_SHARE = 0.3
"""Of the crops, are of any colours: the scenes lack some, green above all, and subjects do not."""
SPREAD_WEIGHT = 0.05
NOISE = 0.05
"""On the latents while it is trained, so that what the painting network leaves does not show."""


def train_autoencoder(pictures: list[Pictures], minutes: float, seed: int, file: Path) -> AutoencoderTiny:
    """Train for some minutes, see `fit`."""
    chance = np.random.default_rng(seed)
    vae = autoencoder()

    def loss() -> Tensor:
        crops = to_model(np.stack([_crop(pictures, chance) for _ in range(BATCH)]))
        with half_precision():
            latents = vae.encode(crops).latents
            seen = vae.decode(latents + NOISE * torch.randn_like(latents)).sample
        return reconstruction(seen.float(), crops) + SPREAD_WEIGHT * unlike_noise(latents.float())

    fit(vae, loss, minutes, RATE, DECAY, file)
    return vae


def reconstruction(seen: Tensor, truth: Tensor) -> Tensor:
    """Mean absolute difference of the colours, and of the edges, or all would be smooth."""
    difference = functional.l1_loss(seen, truth)
    for axis in (2, 3):
        difference = difference + functional.l1_loss(seen.diff(dim=axis), truth.diff(dim=axis))
    return difference


def unlike_noise(latents: Tensor) -> Tensor:
    """How far the channels of (N, C, h, w) are from mean 0 and spread 1, which the noise has that they start as."""
    mean, spread = latents.mean((0, 2, 3)), latents.std((0, 2, 3))
    return (mean.square() + (spread - 1).square()).mean()


def _crop(pictures: list[Pictures], chance: np.random.Generator) -> np.ndarray:
    kind = chance.random()
    if kind < CLOTH_SHARE:
        return cloth((CROP_PX, CROP_PX), chance)
    picture, _ = view(pictures[chance.integers(len(pictures))], chance)
    if kind < CLOTH_SHARE + KEPT_SHARE:
        picture = pasted(picture, chance).masked
    top, left = (chance.integers(0, side - CROP_PX + 1) for side in picture.shape[:2])
    return picture[top : top + CROP_PX, left : left + CROP_PX]
