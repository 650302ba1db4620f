"""A loaded pipeline put where its plan wants it, and made quick there."""

from __future__ import annotations

from typing import Any

from .eight_bit import to_eight_bit
from .kept import keep_encodings
from .plan import TILE_PX, Plan
from .preview import decode_with

FILM = 5
"""Dimensions of what convolves films: a memory format of pictures does not suit it."""


def placed(pipeline: Any, plan: Plan) -> Any:
    """Move a pipeline to the plan's device, all of it or by turns; the same pipeline, ready to run."""
    import torch

    pipeline.set_progress_bar_config(disable=True)
    if plan.eight_bit:
        to_eight_bit(pipeline, plan.precision)
    if plan.offload == "parts":
        pipeline.enable_model_cpu_offload(device=plan.device)
    elif plan.offload == "layers":
        pipeline.enable_group_offload(onload_device=torch.device(plan.device), offload_type="leaf_level")
    else:
        pipeline.to(plan.device)
        if plan.compiled:
            _network(pipeline).compile_repeated_blocks(fullgraph=True, dynamic=True)
    vae = pipeline.vae
    if plan.offload != "layers":
        for part in filter(None, (getattr(pipeline, "unet", None), vae)):
            if all(weight.dim() < FILM for weight in part.parameters()):
                part.to(memory_format=torch.channels_last)
    if plan.precision == "bfloat16" and getattr(vae.config, "force_upcast", False):
        vae.register_to_config(force_upcast=False)  # it is float16's range that is too short for it
    if hasattr(vae, "enable_slicing"):
        vae.enable_slicing()  # so that a batch is decoded in the room of one
    keep_encodings(vae)
    if (tiny := getattr(pipeline, "tiny_vae", None)) is not None:
        tiny.to(plan.device)
        if plan.tiny_decoder:
            decode_with(tiny, vae)
    return pipeline


def cannot_compile(error: Exception) -> bool:
    """Whether an error is the compiler's: there may be none, or no triton for the card."""
    from torch._dynamo.exc import TorchDynamoException

    return isinstance(error, TorchDynamoException)


def tile(pipeline: Any, tiled: bool) -> None:
    """Let the full decoder work piece by piece, or no longer."""
    vae = pipeline.vae
    if hasattr(vae, "enable_tiling"):
        (vae.enable_tiling if tiled else vae.disable_tiling)()
    if hasattr(vae, "tile_sample_min_size"):  # else it has small ones; these are as large as what it was trained on
        vae.tile_sample_min_size, vae.tile_latent_min_size = TILE_PX, TILE_PX // pipeline.vae_scale_factor


def _network(pipeline: Any) -> Any:
    return getattr(pipeline, "unet", None) or pipeline.transformer
