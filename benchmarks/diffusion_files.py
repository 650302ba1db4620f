"""What the benchmark of the AI models runs: models of full size with random weights, and a picture to work on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backdrop_ui.engines import Canvas
from benchmarks.diffusion_memory import KL_BLOCKS, SDXL_BLOCKS, SDXL_UP


@dataclass(frozen=True)
class Kind:
    """row: its name in the catalogue. measured_steps: of the plain script. px: side of the square it was made for."""

    row: str
    pipeline: str
    measured_steps: int
    px: int


KINDS = {
    "sd15": Kind("sd15-lcm", "StableDiffusionInpaintPipeline", 2, 512),
    "sdxl": Kind("sdxl-lcm", "StableDiffusionXLInpaintPipeline", 1, 1024),
}


def build(family: str, configs: Path, folder: Path) -> None:
    """Write a model with random weights, in half precision as the real ones come, and a tiny decoder."""
    import diffusers
    import torch
    import transformers
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker

    def config(part: str) -> Any:
        return json.loads((configs / "sd15" / part / "config.json").read_text("utf-8"))

    torch.manual_seed(0)
    torch.set_default_dtype(torch.float16)
    clip = transformers.CLIPTextConfig(**config("text_encoder"))
    parts = {
        "vae": diffusers.AutoencoderKL(**KL_BLOCKS, sample_size=KINDS[family].px),
        "tokenizer": transformers.CLIPTokenizer.from_pretrained(configs / "sd15" / "tokenizer"),
        "text_encoder": transformers.CLIPTextModel(clip),
    }
    if family == "sdxl":
        large = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20}
        parts |= {
            "unet": diffusers.UNet2DConditionModel(in_channels=9, up_block_types=SDXL_UP, **SDXL_BLOCKS),
            "scheduler": diffusers.EulerDiscreteScheduler(),
            "tokenizer_2": transformers.CLIPTokenizer.from_pretrained(configs / "sd2-inpainting" / "tokenizer"),
            "text_encoder_2": transformers.CLIPTextModelWithProjection(
                transformers.CLIPTextConfig(**large, hidden_act="gelu", projection_dim=1280)
            ),
        }
    else:
        checker = config("safety_checker")
        parts |= {
            "unet": diffusers.UNet2DConditionModel.from_config({**config("unet"), "in_channels": 9}),
            "scheduler": diffusers.PNDMScheduler.from_pretrained(configs / "sd15" / "scheduler"),
            "safety_checker": StableDiffusionSafetyChecker(transformers.CLIPConfig(**checker)),
            "feature_extractor": transformers.CLIPImageProcessor.from_pretrained(configs / "sd15/feature_extractor"),
        }
        parts["safety_checker"].concept_embeds_weights.data.fill_(2)  # a cosine is never above: nothing is withheld
        parts["safety_checker"].special_care_embeds_weights.data.fill_(2)
    getattr(diffusers, KINDS[family].pipeline)(**parts).save_pretrained(folder / "model", variant="fp16")
    diffusers.AutoencoderTiny().save_pretrained(folder / "decoder")


def canvas_of(width: int, height: int) -> Canvas:
    """Somebody, as far as costs go."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    alpha = np.clip((1 - np.hypot((x / width - 0.5) * 4, (y / height - 0.7) * 2.4)) * 20, 0, 1).astype(np.float32)
    return Canvas(np.random.default_rng(0).random((height, width, 3), dtype=np.float32), alpha)
