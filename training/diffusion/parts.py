"""The parts of the toy: those of Stable Diffusion 1.5's inpainting pipeline, some three hundred times smaller."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, DDIMScheduler, StableDiffusionInpaintPipeline, UNet2DConditionModel
from tokenizers import pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

START, END = "<|startoftext|>", "<|endoftext|>"
TOKENS = 77
TEXT_WIDTH = 64
CELL_PX = 4
"""Side of the square of pixels behind one cell of the latent picture: two halvings, as the pictures are small."""


def tokenizer_for(texts: Iterable[str]) -> CLIPTokenizer:
    """CLIP's tokenizer with a vocabulary of its own: single bytes, merged until every word of `texts` is one token.

    Other words are read in pieces, down to single bytes: no text is unreadable.
    """
    trained = CLIPTokenizer().backend_tokenizer  # for its rules of what a word is
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    trained.model = BPE(end_of_word_suffix="</w>")
    trained.train_from_iterator(texts, BpeTrainer(end_of_word_suffix="</w>", initial_alphabet=letters))
    merges = [tuple(merge) for merge in json.loads(trained.to_str())["model"]["merges"]]
    pieces = [*letters, *(f"{letter}</w>" for letter in letters), *map("".join, merges), START, END]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=TOKENS)


def text_encoder_for(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Reads the words; trained together with the painting network, as there are no pairs to train it on before."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def autoencoder() -> AutoencoderTiny:
    """Pictures to latents of 4 channels, one cell for 4 x 4 pixels, and back. Purely local: trained on small crops.

    Of the kind of TAESD, not of the real model's kind: whose norms span the whole picture, so that it learns slowly,
    and nothing from crops. Scaled by nothing, as its training asks for latents of spread 1.
    """
    return AutoencoderTiny(
        encoder_block_out_channels=(32, 32, 32),
        decoder_block_out_channels=(32, 32, 32),
        num_encoder_blocks=(1, 2, 2),
        num_decoder_blocks=(2, 2, 1),
        latent_channels=4,
        scaling_factor=1.0,
    )


def painting_network() -> UNet2DConditionModel:
    """Sees noisy latents (4), mask (1), latents of what is kept (4), and the words; says which way the picture is."""
    return UNet2DConditionModel(
        sample_size=18,
        in_channels=9,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(64, 96),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,  # the number of heads, as in the real model's file
        norm_num_groups=16,
    )


def scheduler() -> DDIMScheduler:
    """Noise levels that end in nothing but noise, or the first step would already tell the mean colour of the picture.

    Source: Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", 2024.
    """
    return DDIMScheduler(
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        steps_offset=1,
    )


def save(
    folder: Path,
    vae: AutoencoderTiny,
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    unet: UNet2DConditionModel,
) -> None:
    """Write the pipeline in half precision, its files named as those of stable-diffusion-v1-5's inpainting model."""
    pipeline = StableDiffusionInpaintPipeline(
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).to(torch.float16)
    pipeline.save_pretrained(folder, variant="fp16", safe_serialization=True)
    words = folder / "tokenizer"
    tokenizer.backend_tokenizer.model.save(str(words))  # vocab.json and merges.txt, as in the real model
    (words / "tokenizer.json").unlink()
