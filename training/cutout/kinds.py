"""Teaches the finished network what its subjects are: a person, an animal or a thing; a linear layer, in minutes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from .data import Pack
from .network import KINDS, SIDE, CutoutNet, kinds_layer

CLASS_OF = {"person": 0, "animal": 1, "product": 2, "object": 2}
STEPS = 400


def pooled(network: CutoutNet, photo: np.ndarray, mask: np.ndarray) -> Tensor:
    """Mean context feature (C,) under a mask: photo (H, W, 3) uint8 RGB, mask (H, W) uint8."""
    small = cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    with torch.inference_mode():
        features = network.features(torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255)[0]
    height, width = features.shape[-2:]
    share = torch.from_numpy(cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255)
    return (features * share).sum((1, 2)) / share.sum().clamp(min=1e-3)


def gather(network: CutoutNet, pack: Pack, validation: bool) -> tuple[Tensor, Tensor]:
    """Features (N, C) and classes (N,) of one side of the pack; photos and their mirror images."""
    features, classes = [], []
    for i in pack.indices(validation):
        if pack.rows[i].category in CLASS_OF:
            for step in (1, -1):
                photo, mask = pack.photos[i][:, ::step], pack.masks[i][:, ::step]
                features.append(pooled(network, np.ascontiguousarray(photo), np.ascontiguousarray(mask)))
                classes.append(CLASS_OF[pack.rows[i].category])
    return torch.stack(features), torch.tensor(classes)


def fit(features: Tensor, classes: Tensor) -> nn.Conv2d:
    """A linear layer by logistic regression, each class counting as much as the others."""
    layer = kinds_layer(features.shape[1])
    weights = 1 / torch.bincount(classes, minlength=len(KINDS)).float()
    optimiser = torch.optim.AdamW(layer.parameters(), lr=0.02, weight_decay=0.02)
    for _ in range(STEPS):
        loss = functional.cross_entropy(layer(features[..., None, None])[..., 0, 0], classes, weights / weights.mean())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return layer


def teach(checkpoint: Path, pack: Pack) -> None:
    """Add the layer to a checkpoint, and say how often it is right on the held-back photos."""
    torch.manual_seed(0)
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = CutoutNet().eval()
    network.load_state_dict(state["network"])
    layer = fit(*gather(network, pack, validation=False))
    features, classes = gather(network, pack, validation=True)
    guesses = layer(features[..., None, None])[..., 0, 0].argmax(1)
    for number, kind in enumerate(KINDS):
        right = (guesses[classes == number] == number).float().mean()
        print(f"{kind}: right on {right:.1%} of {(classes == number).sum()} held-back photos and mirror images")
    torch.save(state | {"kinds": layer.state_dict()}, checkpoint)
