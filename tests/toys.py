"""Toy models: the real classes of diffusers and transformers, small and with random weights, saved as real ones are."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def build_toy(folder: Path, variant: str | None = "fp16", flags_all: bool = False) -> None:
    """A Stable Diffusion 1.5 inpainting pipeline of about a million parameters, its files named as the real ones are.

    flags_all: its safety checker withholds every picture, otherwise none.
    """
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionInpaintPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(0)
    text = CLIPTextConfig(
        vocab_size=514,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    unet = UNet2DConditionModel(
        sample_size=8,
        in_channels=9,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(32, 64),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32,
        norm_num_groups=8,
    )
    vae = AutoencoderKL(
        block_out_channels=(16,) * 4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        norm_num_groups=8,
    )
    checker, processor = _toy_checker(flags_all)
    StableDiffusionInpaintPipeline(
        vae=vae,
        text_encoder=CLIPTextModel(text),
        tokenizer=clip_tokenizer(),
        unet=unet,
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=checker,
        feature_extractor=processor,
    ).save_pretrained(folder, variant=variant)
    index = folder / "model_index.json"  # real models name the class so, whatever stands in for it here
    index.write_text(index.read_text().replace("CLIPImageProcessorPil", "CLIPImageProcessor"))


def clip_tokenizer() -> Any:
    from transformers import CLIPTokenizer

    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    characters = [chr(code) for code in printable] + [chr(256 + number) for number in range(256 - len(printable))]
    words = [*characters, *(character + "</w>" for character in characters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[], model_max_length=77)


def _toy_checker(flags_all: bool) -> tuple[Any, Any]:
    import torch
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
    from transformers import CLIPConfig, CLIPImageProcessor

    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4}
    vision = {**small, "image_size": 32, "patch_size": 16}
    checker = StableDiffusionSafetyChecker(CLIPConfig(text_config=small, vision_config=vision, projection_dim=16))
    with torch.no_grad():  # a cosine is above -2 always, above 2 never
        checker.concept_embeds_weights.fill_(-2 if flags_all else 2)
        checker.special_care_embeds_weights.fill_(2)
    return checker, CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
