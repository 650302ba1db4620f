"""Trains the autoencoder: small crops of the pictures, through four numbers for 16 pixels, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn import functional

from .clock import fit, half_precision
from .parts import autoencoder, whitened
from .scenes import Pictures
from .subjects import pasted
from .views import to_model, view

CROP_PX = 48
BATCH = 8
RATE = 3e-3
KL_WEIGHT = 1e-5
DECAY = 0.99
KEPT_SHARE = 0.3
"""Of the crops, show something on the grey of the masked area, which the model is given to look at too."""


def train_autoencoder(pictures: list[Pictures], minutes: float, seed: int, file: Path) -> AutoencoderKL:
    """Train for some minutes, see `fit`; its latents are `whitened`."""
    chance = np.random.default_rng(seed)
    vae = autoencoder()

    def loss() -> Tensor:
        crops = to_model(np.stack([_crop(pictures, chance) for _ in range(BATCH)]))
        with half_precision():
            latents = vae.encode(crops).latent_dist
            seen = vae.decode(latents.sample()).sample
        return reconstruction(seen.float(), crops) + KL_WEIGHT * latents.kl().float().mean()

    fit(vae, loss, minutes, RATE, DECAY, file)
    chance = np.random.default_rng(seed)  # anew: the same latents from the same file, however long it was trained
    return whitened(vae, to_model(np.stack([view(pictures[0], chance)[0] for _ in range(256)])))


def reconstruction(seen: Tensor, truth: Tensor) -> Tensor:
    """Mean absolute difference of the colours, and of the edges, or all would be smooth."""
    difference = functional.l1_loss(seen, truth)
    for axis in (2, 3):
        difference = difference + functional.l1_loss(seen.diff(dim=axis), truth.diff(dim=axis))
    return difference


def _crop(pictures: list[Pictures], chance: np.random.Generator) -> np.ndarray:
    picture, _ = view(pictures[chance.integers(len(pictures))], chance)
    if chance.random() < KEPT_SHARE:
        picture = pasted(picture, chance).masked
    top, left = (chance.integers(0, side - CROP_PX + 1) for side in picture.shape[:2])
    return picture[top : top + CROP_PX, left : left + CROP_PX]
