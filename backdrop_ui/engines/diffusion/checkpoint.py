"""What kind of model a single `.safetensors` file holds, told from its header alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from .catalogue import FamilyName

FIRST_LAYER = "model.diffusion_model.input_blocks.0.0.weight"
XL_ONLY = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias"
ATTENTION = "model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight"
SD2_WIDTH = 1024
INPAINTING = 9
"""Channels of the first layer: noise, mask and masked picture. An ordinary model has four."""
MAX_HEADER_BYTES = 100_000_000
"""The format's own limit."""

CONFIGURATIONS = {
    ("sd", True): "stable-diffusion-v1-5/stable-diffusion-inpainting",
    ("sd", False): "stable-diffusion-v1-5/stable-diffusion-v1-5",
    ("sdxl", True): "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
    ("sdxl", False): "stabilityai/stable-diffusion-xl-base-1.0",
}
"""Repositories that say how such a model is built. Those of Stable Diffusion 2 are gone from the Hub."""


@dataclass(frozen=True)
class Checkpoint:
    """family: how it is run. configuration: a repository that says how it is built, "" where there is none."""

    family: FamilyName
    configuration: str


def read_checkpoint(file: Path) -> Checkpoint | None:
    """What a file holds; None if it is no whole Stable Diffusion model.

    Source of the names: diffusers, `loaders/single_file_utils.py`. Of the header: the safetensors format.
    """
    shapes = shapes_in(file)
    if FIRST_LAYER not in shapes:
        return None
    inpainting = shapes[FIRST_LAYER][1] == INPAINTING
    if XL_ONLY in shapes:
        return Checkpoint("sdxl", CONFIGURATIONS["sdxl", inpainting])
    is_sd2 = shapes.get(ATTENTION, [0])[-1] == SD2_WIDTH
    return Checkpoint("sd", "" if is_sd2 else CONFIGURATIONS["sd", inpainting])


def shapes_in(file: Path) -> dict[str, list[int]]:
    """The shape of each tensor by name; empty if the file is damaged."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            header = json.loads(opened.read(length)) if length <= MAX_HEADER_BYTES else {}
        return {name: entry["shape"] for name, entry in header.items() if name != "__metadata__"}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}
