"""Latents on their way between the network and the autoencoder, where each channel has a scale of its own."""

from __future__ import annotations

from typing import Any


def has_scales(config: Any) -> bool:
    """Whether an autoencoder's configuration names the mean and deviation of each channel."""
    return config.get("latents_mean") is not None and config.get("latents_std") is not None


def spread(latents: Any, config: Any) -> Any:
    """The network's latents, (N, C, h, w), with the mean and deviation of each channel that a configuration names."""
    mean, deviation = _scales(latents, config)
    return latents * deviation + mean


def gathered(latents: Any, config: Any) -> Any:
    """The other way: the autoencoder's latents, (N, C, h, w), as the network has them."""
    mean, deviation = _scales(latents, config)
    return (latents - mean) / deviation


def _scales(latents: Any, config: Any) -> tuple[Any, Any]:
    return tuple(latents.new_tensor(values)[:, None, None] for values in (config.latents_mean, config.latents_std))
