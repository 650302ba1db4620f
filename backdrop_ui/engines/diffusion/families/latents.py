"""Latents on their way from the network to the autoencoder."""

from __future__ import annotations

from typing import Any


def spread(latents: Any, config: Any) -> Any:
    """Latents, (N, C, h, w), with the mean and deviation of each channel that an autoencoder's configuration names."""
    mean, deviation = (
        latents.new_tensor(values)[:, None, None] for values in (config.latents_mean, config.latents_std)
    )
    return latents * deviation + mean
