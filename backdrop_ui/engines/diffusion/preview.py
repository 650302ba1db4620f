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
CHART_PATCHES = 16
PATCH_PX = 8
"""Sides of the chart of random colours by which an autoencoder's latents are read, and of a patch, about a cell."""
PREVIEW_EVERY_S = 0.3
"""No page shows more, and a graphics card makes a step in less."""


def decode_with(tiny: Any, vae: Any) -> None:
    """Let an autoencoder decode by a tiny one that was trained for the same latents, one picture after another."""

    def decode(latents: Any, return_dict: bool = True, generator: Any = None) -> Any:  # noqa: ARG001
        import torch
        from diffusers.models.autoencoders.vae import DecoderOutput

        pictures = torch.cat([_decoded(tiny, vae, one) for one in latents.split(1)])
        return DecoderOutput(sample=pictures) if return_dict else (pictures,)

    vae.decode = decode


def _decoded(tiny: Any, vae: Any, latents: Any) -> Any:
    """The pictures, (N, 3, H, W) in [-1, 1], of latents in the scale of the full autoencoder."""
    scale = vae.config.scaling_factor / tiny.config.scaling_factor
    return tiny.decode((latents * scale).to(tiny.dtype), return_dict=False)[0]


@dataclass
class Seen:
    """latents: the finished picture as the scheduler foresees it, as the network has it; None before the first step."""

    latents: Any = None


@contextmanager
def watched(scheduler: Any) -> Iterator[Seen]:
    """See what a scheduler takes the finished picture for; one that cannot tell is seen with its noise."""
    seen = Seen()
    step = scheduler.step

    @wraps(step)  # the pipelines look at its arguments to know whether to pass the generator on
    def watched_step(model_output: Any, *args: Any, **kwargs: Any) -> Any:
        result = step(model_output, *args, **kwargs)
        seen.latents = result[-1] if len(result) > 1 else _end_of_flow(scheduler, result[0], model_output)
        return result

    scheduler.step = watched_step
    try:
        yield seen
    finally:
        del scheduler.step


def _end_of_flow(scheduler: Any, latents: Any, velocity: Any) -> Any:
    """Where latents arrive that keep on straight ahead; just themselves if the schedule is no flow.

    Source: Lipman et al., "Flow Matching for Generative Modeling", 2023: x = (1 - sigma) picture + sigma noise, and
    velocity = noise - picture.
    """
    from diffusers import FlowMatchEulerDiscreteScheduler

    if not isinstance(scheduler, FlowMatchEulerDiscreteScheduler):
        return latents
    return latents - scheduler.sigmas[scheduler.step_index] * velocity


class Previewer:
    """Makes a small picture of latents: by a tiny decoder, besides the full one or instead, else by a linear map."""

    def __init__(self, pipeline: Any) -> None:
        from diffusers import AutoencoderTiny

        self._vae = pipeline.vae
        self._tiny = self._vae if isinstance(self._vae, AutoencoderTiny) else getattr(pipeline, "tiny_vae", None)
        self._map: Any = None if self._tiny is not None else fitted_map(self._vae, pipeline._execution_device)

    def picture(self, latents: Any) -> Array:
        """(h, w, 3), sRGB in [0, 1], of the first variant of (N, C, h, w), latents as the autoencoder decodes them."""
        import torch

        first = latents[:1]
        if self._tiny is not None:
            shrink = min((PREVIEW_CELLS / (first.shape[2] * first.shape[3])) ** 0.5, 1)
            if shrink < 1:
                size = [max(round(side * shrink), 1) for side in first.shape[2:]]
                first = torch.nn.functional.interpolate(first, size=size, mode="area")
            pixels = _decoded(self._tiny, self._vae, first)[0].permute(1, 2, 0)
        else:
            cells = first[0].permute(1, 2, 0).float().cpu()
            pixels = torch.cat([cells, torch.ones_like(cells[..., :1])], dim=-1) @ self._map
        picture: Array = (pixels.float().cpu().numpy() / 2 + 0.5).clip(0, 1).astype(np.float32)
        return picture


def fitted_map(vae: Any, device: Any) -> Any:
    """The linear map (C + 1, 3) from a cell of latents, and 1, to its colour in [-1, 1] that suits a decoder best.

    A chart of random colours, some smooth, some grainy, is encoded and decoded, and the map found by least squares.
    """
    import torch

    random = torch.Generator().manual_seed(0)
    patches = torch.rand(1, 4, CHART_PATCHES, CHART_PATCHES, generator=random) * 2 - 1
    *colours, rough = torch.nn.functional.interpolate(patches, scale_factor=PATCH_PX, mode="bilinear")[0]
    # Without grain nothing would be known of the channels that tell what a surface is like, and they would tint it.
    grain = torch.randn(3, *rough.shape, generator=random) * rough.clamp(min=0)
    film = hasattr(vae.config, "temperal_downsample")  # diffusers' spelling; its pictures are films of one frame
    chart = (torch.stack(colours) + grain).clamp(-1, 1)[None].to(device)
    with _wide_enough(vae):
        chart = chart.to(vae.dtype)
        latents = vae.encode(chart.unsqueeze(2) if film else chart).latent_dist.mode()
        decoded = vae.decode(latents, return_dict=False)[0]
    known, seen = (each[:, :, 0] if film else each for each in (latents.float(), decoded.float()))
    seen = torch.nn.functional.adaptive_avg_pool2d(seen, known.shape[2:])
    known = known[0].flatten(1).T.cpu()
    known = torch.cat([known, torch.ones(len(known), 1)], dim=1)
    return torch.linalg.lstsq(known, seen[0].flatten(1).T.cpu()).solution


@contextmanager
def _wide_enough(vae: Any) -> Iterator[None]:
    """An autoencoder that overflows in float16, and says so, in float32 for a while, as the pipelines have it too."""
    import torch

    narrow = vae.dtype == torch.float16 and getattr(vae.config, "force_upcast", False)
    if narrow:
        vae.to(torch.float32)
    try:
        yield
    finally:
        if narrow:
            vae.to(torch.float16)
