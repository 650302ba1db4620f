"""Toy models of the other families, their adapters too: real classes, random weights, saved as real ones are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diffusion_toys import copy_of
from toys import clip_tokenizer

from benchmarks.diffusion_parts import qwen_tokenizer

UNET = {
    "sample_size": 8,
    "layers_per_block": 1,
    "block_out_channels": (32, 64),
    "cross_attention_dim": 32,
    "norm_num_groups": 8,
}
VAE = {
    "block_out_channels": (16,) * 4,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
    "norm_num_groups": 8,
}
SDXL_UNET = {
    **UNET,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "cross_attention_dim": 64,
    "attention_head_dim": (2, 4),
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "transformer_layers_per_block": (1, 1),
    "projection_class_embeddings_input_dim": 6 * 8 + 32,
}
CLIP = {
    "vocab_size": 514, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
    "bos_token_id": 512, "eos_token_id": 513, "pad_token_id": 513, "projection_dim": 32,
}  # fmt: skip
KLEIN = {
    "in_channels": 16, "num_layers": 1, "num_single_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2,
    "joint_attention_dim": 48, "timestep_guidance_channels": 16, "axes_dims_rope": (4, 4, 4, 4),
    "guidance_embeds": False,
}  # fmt: skip
KLEIN_WORDS = {
    "vocab_size": 300, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 36, "num_attention_heads": 2,
    "num_key_value_heads": 2, "head_dim": 8,
}  # fmt: skip
KLEIN_VAE = {**VAE, "layers_per_block": 1}
QWEN_WIDTH = 32


def build_sd4(folder: Path) -> None:
    """An ordinary Stable Diffusion model, four channels: it was never trained to inpaint."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel

    torch.manual_seed(1)
    StableDiffusionPipeline(
        vae=AutoencoderKL(**VAE),
        text_encoder=_clip("CLIPTextModel"),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(
            **UNET,
            in_channels=4,
            out_channels=4,
            down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        ),
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)


def build_sdxl(folder: Path, channels: int = 9, **of_latents: Any) -> None:
    """Stable Diffusion XL, made for inpainting or (four channels) not. of_latents: its autoencoder's facts of them."""
    import diffusers
    import torch

    torch.manual_seed(2)
    unet = diffusers.UNet2DConditionModel(
        **SDXL_UNET, in_channels=channels, out_channels=4, up_block_types=("CrossAttnUpBlock2D", "UpBlock2D")
    )
    kind = "StableDiffusionXLInpaintPipeline" if channels == 9 else "StableDiffusionXLPipeline"
    getattr(diffusers, kind)(
        vae=diffusers.AutoencoderKL(**VAE, **of_latents),
        text_encoder=_clip("CLIPTextModel"),
        text_encoder_2=_clip("CLIPTextModelWithProjection"),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        unet=unet,
        scheduler=diffusers.EulerDiscreteScheduler(),
    ).save_pretrained(folder)


def build_playground(folder: Path) -> None:
    """Playground 2.5: Stable Diffusion XL, each channel of its latents brought to one scale."""
    build_sdxl(folder, 4, scaling_factor=0.5, latents_mean=[-1.7, 1.9, -1.4, 2.5], latents_std=[8.5, 5.9, 6.5, 5.2])


def build_controlnet(folder: Path) -> None:
    """One that fits the toy of Stable Diffusion XL and, unlike a fresh one, has something to say."""
    import torch
    from diffusers import ControlNetModel

    torch.manual_seed(3)
    kind = {name: value for name, value in SDXL_UNET.items() if name != "sample_size"}
    controlnet = ControlNetModel(**kind, in_channels=4, conditioning_embedding_out_channels=(8, 8, 16, 16))
    with torch.no_grad():
        for layer in (*controlnet.controlnet_down_blocks, controlnet.controlnet_mid_block):
            layer.weight.normal_(std=0.5)
        controlnet.controlnet_cond_embedding.conv_out.weight.normal_(std=0.5)
    controlnet.save_pretrained(folder)


def build_decoder(folder: Path) -> None:
    """A tiny decoder."""
    import torch
    from diffusers import AutoencoderTiny

    torch.manual_seed(4)
    AutoencoderTiny(
        encoder_block_out_channels=(16,) * 4, decoder_block_out_channels=(16,) * 4, num_encoder_blocks=(1, 1, 1, 1),
        num_decoder_blocks=(1, 1, 1, 1),
    ).save_pretrained(folder)  # fmt: skip


def build_lora(file: Path, network: Any, part: str = "unet") -> None:
    """An adapter for every query of a network, in the format of the real ones."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(5)
    tensors = {}
    for name, module in network.named_modules():
        if name.endswith("to_q"):
            out, into = module.weight.shape
            tensors[f"{part}.{name}.lora_A.weight"] = torch.randn(2, into)
            tensors[f"{part}.{name}.lora_B.weight"] = torch.randn(out, 2)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, file, metadata={"format": "pt"})


def build_klein(folder: Path) -> None:
    """FLUX.2 klein, distilled."""
    import torch
    from diffusers import (
        AutoencoderKLFlux2,
        FlowMatchEulerDiscreteScheduler,
        Flux2KleinPipeline,
        Flux2Transformer2DModel,
    )
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(6)
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=AutoencoderKLFlux2(**KLEIN_VAE),
        transformer=Flux2Transformer2DModel(**KLEIN),
        text_encoder=Qwen3ForCausalLM(Qwen3Config(**KLEIN_WORDS)),
        tokenizer=qwen_tokenizer(),
        is_distilled=True,
    ).save_pretrained(folder)


def build_qwen(folder: Path) -> None:
    """Qwen Image Edit Plus."""
    import torch
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageEditPlusPipeline,
        QwenImageTransformer2DModel,
    )
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    from backdrop_ui.engines.diffusion.families.qwen_reader import QwenReader

    torch.manual_seed(7)
    tokenizer = qwen_tokenizer()
    marks = {
        f"{name}_token_id": tokenizer.convert_tokens_to_ids(f"<|{name}{'' if 'vision' in name else '_pad'}|>")
        for name in ("image", "video", "vision_start", "vision_end")
    }
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": 300, "hidden_size": QWEN_WIDTH, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 4096,
            "bos_token_id": None, "eos_token_id": None,
            "rope_scaling": {"mrope_section": [2, 3, 3], "rope_type": "default", "type": "default"},
        },
        vision_config={
            "depth": 1, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": QWEN_WIDTH,
            "fullatt_block_indexes": [0],
        },
        **marks,
    )  # fmt: skip
    QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift_terminal=0.02),
        vae=AutoencoderKLQwenImage(
            base_dim=8, z_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1, latents_mean=[0.0] * 4, latents_std=[1.0] * 4
        ),
        text_encoder=Qwen2_5_VLForConditionalGeneration(config),
        tokenizer=tokenizer,
        processor=QwenReader(Qwen2VLImageProcessorPil(min_pixels=56 * 56, max_pixels=112 * 112), tokenizer),
        transformer=QwenImageTransformer2DModel(
            in_channels=16, out_channels=4, num_layers=1, attention_head_dim=16, num_attention_heads=2,
            joint_attention_dim=QWEN_WIDTH, axes_dims_rope=(4, 6, 6),
        ),
    ).save_pretrained(folder)  # fmt: skip
    change_index(folder, processor=["transformers", "Qwen2VLProcessor"])  # as real ones name it, whatever it is here


def change_index(folder: Path, **entries: Any) -> None:
    """Let a model's index say something else."""
    file = folder / "model_index.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | entries))


def undistilled(klein: Path, folder: Path) -> Path:
    """A copy of FLUX.2 klein's toy that says it is not distilled."""
    copy = copy_of(klein, folder)
    change_index(copy, is_distilled=False)
    return copy


def _clip(class_name: str) -> Any:
    import transformers

    return getattr(transformers, class_name)(transformers.CLIPTextConfig(**CLIP))
