"""Pictures from latents: the small decoder in the full one's place, and what there is to see at each step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np

from ...arrays import Array

PREVIEW_CELLS = 24 * 32
"""Of the latent picture that is decoded for a preview: a few per cent of what a step costs."""
CHART_CELLS = 16
"""Side of the latent picture of random colours by which an autoencoder's latents are read."""
PREVIEW_EVERY_S = 0.3
"""No page shows more, and a graphics card makes a step in less."""


def decode_with(tiny: Any, vae: Any) -> None:
    """Let an autoencoder decode by a tiny one that was trained for the same latents, one picture after another.

    The pipelines divide by the full autoencoder's scale; the tiny one takes latents as the network made them.
    """

    def decode(latents: Any, return_dict: bool = True, generator: Any = None) -> Any:  # noqa: ARG001
        import torch
        from diffusers.models.autoencoders.vae import DecoderOutput

        scaled = latents.to(tiny.dtype) * vae.config.scaling_factor
        pictures = torch.cat([tiny.decode(one, return_dict=False)[0] for one in scaled.split(1)])
        return DecoderOutput(sample=pictures) if return_dict else (pictures,)

    vae.decode = decode


@dataclass
class Seen:
    """latents: (N, C, h, w), the finished picture as the scheduler foresees it; None before the first step."""

    latents: Any = None


@contextmanager
def watched(scheduler: Any) -> Iterator[Seen]:
    """See what a scheduler takes the finished picture for; those that do not say so are seen with their noise."""
    seen = Seen()
    step = scheduler.step

    @wraps(step)  # the pipelines look at its arguments to know whether to pass the generator on
    def watched_step(*args: Any, **kwargs: Any) -> Any:
        result = step(*args, **kwargs)
        seen.latents = result[-1]
        return result

    scheduler.step = watched_step
    try:
        yield seen
    finally:
        del scheduler.step


class Previewer:
    """Makes a small picture of latents: by the tiny decoder if the pipeline has one, else by a linear map."""

    def __init__(self, pipeline: Any) -> None:
        self._tiny = getattr(pipeline, "tiny_vae", None)
        self._map: Any = None if self._tiny is not None else fitted_map(pipeline.vae, pipeline._execution_device)

    def picture(self, latents: Any) -> Array | None:
        """(h, w, 3), sRGB in [0, 1], of the first variant of (N, C, h, w); None if these latents cannot be read."""
        import torch

        if latents.ndim != 4 or (self._tiny is None and self._map is None):
            return None
        first = latents[:1]
        if self._tiny is not None:
            shrink = min((PREVIEW_CELLS / (first.shape[2] * first.shape[3])) ** 0.5, 1)
            if shrink < 1:
                size = [max(round(side * shrink), 1) for side in first.shape[2:]]
                first = torch.nn.functional.interpolate(first, size=size, mode="area")
            pixels = self._tiny.decode(first.to(self._tiny.dtype), return_dict=False)[0][0].permute(1, 2, 0)
        else:
            cells = first[0].permute(1, 2, 0).float().cpu()
            pixels = torch.cat([cells, torch.ones_like(cells[..., :1])], dim=-1) @ self._map
        picture: Array = (pixels.float().cpu().numpy() / 2 + 0.5).clip(0, 1).astype(np.float32)
        return picture


def fitted_map(vae: Any, device: Any) -> Any:
    """The linear map (C + 1, 3) from a cell of latents, and 1, to its colour in [-1, 1] that suits a decoder best.

    A chart of random colours is encoded and decoded, and the map found by least squares. None for an autoencoder whose
    latents are no plain picture.
    """
    import torch
    from diffusers import AutoencoderKL

    if not isinstance(vae, AutoencoderKL):
        return None
    cell = 2 ** (len(vae.config.block_out_channels) - 1)
    noise = torch.Generator().manual_seed(0)
    patches = torch.rand(1, vae.config.in_channels, CHART_CELLS // 2, CHART_CELLS // 2, generator=noise) * 2 - 1
    chart = torch.nn.functional.interpolate(patches, scale_factor=2 * cell, mode="bilinear")
    latents = vae.encode(chart.to(device, vae.dtype)).latent_dist.mode()
    colours = torch.nn.functional.avg_pool2d(vae.decode(latents).sample.float(), cell)
    known = (latents * vae.config.scaling_factor).float()[0].flatten(1).T.cpu()
    known = torch.cat([known, torch.ones(len(known), 1)], dim=1)
    return torch.linalg.lstsq(known, colours[0].flatten(1).T.cpu()).solution
