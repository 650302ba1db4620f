"""The parts of the AI models that the benchmark builds, with random weights, from figures given or read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

CLIP_LARGE = {
    "hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20,
    "hidden_act": "gelu", "projection_dim": 1280,
}  # fmt: skip
QWEN3_4B = {
    "hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32,
    "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936, "max_position_embeddings": 40960,
    "tie_word_embeddings": True,
}  # fmt: skip

Shapes = Mapping[str, Mapping[str, Any]]
"""By part of a model, the figures that its class is built with."""
Makers = dict[str, Callable[[], Any]]
"""By part of a model, what makes it with random weights."""


def sd15(configs: Path, shapes: Shapes) -> Makers:
    """Stable Diffusion 1.5 for inpainting; the configurations of most parts are in a folder."""
    import diffusers
    import transformers

    home = configs / "sd15"
    return {
        "vae": lambda: diffusers.AutoencoderKL(**shapes["vae"]),
        "tokenizer": lambda: transformers.CLIPTokenizer.from_pretrained(home / "tokenizer"),
        "text_encoder": lambda: transformers.CLIPTextModel(transformers.CLIPTextConfig(**read(home / "text_encoder"))),
        "unet": lambda: diffusers.UNet2DConditionModel.from_config({**read(home / "unet"), **shapes["unet"]}),
        "scheduler": lambda: diffusers.PNDMScheduler.from_pretrained(home / "scheduler"),
        "safety_checker": lambda: lenient(transformers.CLIPConfig(**read(home / "safety_checker"))),
        "feature_extractor": lambda: transformers.CLIPImageProcessor.from_pretrained(home / "feature_extractor"),
    }


def sdxl(configs: Path, shapes: Shapes) -> Makers:
    """Stable Diffusion XL for inpainting; it shares its first text encoder with its elder."""
    import diffusers
    import transformers

    elder = sd15(configs, shapes)
    return {part: elder[part] for part in ("vae", "tokenizer", "text_encoder")} | {
        "unet": lambda: diffusers.UNet2DConditionModel(**shapes["unet"]),
        "scheduler": diffusers.EulerDiscreteScheduler,
        "tokenizer_2": lambda: transformers.CLIPTokenizer.from_pretrained(configs / "sd2-inpainting" / "tokenizer"),
        "text_encoder_2": lambda: transformers.CLIPTextModelWithProjection(
            transformers.CLIPTextConfig(**shapes["text_encoder_2"])
        ),
    }


def klein(_configs: Path, shapes: Shapes) -> Makers:
    """FLUX.2 klein, distilled. Its tokenizer knows letters only: the words are filled up to 512 tokens anyway."""
    import diffusers
    import transformers

    return {
        "vae": lambda: diffusers.AutoencoderKLFlux2(**shapes["vae"]),
        "tokenizer": qwen_tokenizer,
        "text_encoder": lambda: transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**shapes["text_encoder"])),
        "transformer": lambda: diffusers.Flux2Transformer2DModel(**shapes["transformer"]),
        "scheduler": lambda: diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    }


def read(folder: Path) -> Any:
    """The configuration of a part."""
    return json.loads((folder / "config.json").read_text("utf-8"))


def lenient(config: Any) -> Any:
    """A safety checker that withholds nothing."""
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker

    checker = StableDiffusionSafetyChecker(config)
    checker.concept_embeds_weights.data.fill_(2)  # a cosine is never above
    checker.special_care_embeds_weights.data.fill_(2)
    return checker


def qwen_tokenizer() -> Any:
    """Qwen's class with the 256 bytes and its marks as the only tokens."""
    from tokenizers import pre_tokenizers
    from transformers import Qwen2Tokenizer

    marks = ("endoftext", "im_start", "im_end", "vision_start", "vision_end", "image_pad", "video_pad")
    special = [f"<|{mark}|>" for mark in marks]
    words = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *special]
    tokenizer = Qwen2Tokenizer(
        vocab={word: i for i, word in enumerate(words)},
        merges=[],
        additional_special_tokens=special[1:],
        model_max_length=131072,
    )
    tokenizer.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    return tokenizer
