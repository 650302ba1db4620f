"""A toy of Stable Diffusion 1.5 as one file, its tensors named as such files name them: the inverse of the loader."""

from __future__ import annotations

import re
from pathlib import Path

UNET_PLACES = {
    "down_blocks.0.resnets.0": "input_blocks.1.0",
    "down_blocks.0.attentions.0": "input_blocks.1.1",
    "down_blocks.0.downsamplers.0.conv": "input_blocks.2.0.op",
    "down_blocks.1.resnets.0": "input_blocks.3.0",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
    "up_blocks.0.resnets.0": "output_blocks.0.0",
    "up_blocks.0.resnets.1": "output_blocks.1.0",
    "up_blocks.0.upsamplers.0.conv": "output_blocks.1.1.conv",
    "up_blocks.1.resnets.0": "output_blocks.2.0",
    "up_blocks.1.attentions.0": "output_blocks.2.1",
    "up_blocks.1.resnets.1": "output_blocks.3.0",
    "up_blocks.1.attentions.1": "output_blocks.3.1",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
}
UNET_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
VAE_NAMES = {
    r"mid_block\.resnets\.0": "mid.block_1",
    r"mid_block\.resnets\.1": "mid.block_2",
    r"mid_block\.attentions\.0\.group_norm": "mid.attn_1.norm",
    r"mid_block\.attentions\.0\.to_([qkv])": r"mid.attn_1.\1",
    r"mid_block\.attentions\.0\.to_out\.0": "mid.attn_1.proj_out",
    r"down_blocks\.(\d)\.resnets\.(\d)": r"down.\1.block.\2",
    r"down_blocks\.(\d)\.downsamplers\.0": r"down.\1.downsample",
    r"up_blocks\.(\d)\.resnets\.(\d)": lambda found: f"up.{3 - int(found[1])}.block.{found[2]}",
    r"up_blocks\.(\d)\.upsamplers\.0": lambda found: f"up.{3 - int(found[1])}.upsample",
    r"conv_norm_out": "norm_out",
    r"conv_shortcut": "nin_shortcut",
}


def save_single_file(model: Path, file: Path) -> None:
    """Put the networks of a toy, a folder as `toys.build_toy` makes it in full precision, into one file."""
    from safetensors.torch import load_file, save_file

    tensors = {}
    for name, tensor in load_file(model / "unet" / "diffusion_pytorch_model.safetensors").items():
        tensors[f"model.diffusion_model.{_unet_name(name)}"] = tensor
    for name, tensor in load_file(model / "vae" / "diffusion_pytorch_model.safetensors").items():
        old = name
        for pattern, replacement in VAE_NAMES.items():
            old = re.sub(pattern, replacement, old)
        is_projection = ".attn_1." in old and old.endswith("weight") and ".norm." not in old
        tensors[f"first_stage_model.{old}"] = tensor[..., None, None] if is_projection else tensor
    for name, tensor in load_file(model / "text_encoder" / "model.safetensors").items():
        tensors[f"cond_stage_model.transformer.text_model.{name.removeprefix('text_model.')}"] = tensor
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, file, metadata={"format": "pt"})


def _unet_name(name: str) -> str:
    place = next(place for place in UNET_PLACES if name.startswith(f"{place}."))
    rest = name.removeprefix(f"{place}.")
    if ".resnets." in name:
        layer, kind = rest.split(".")
        rest = f"{UNET_RESNET[layer]}.{kind}"
    return f"{UNET_PLACES[place]}.{rest}"
