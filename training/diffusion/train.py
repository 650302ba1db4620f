"""Trains the painting network and the text encoder together, on pictures that the autoencoder has encoded before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import Tensor, nn
from torch.nn import functional
from transformers import CLIPTokenizer

from .clock import fit, half_precision
from .parts import CELL_PX, painting_network, scheduler, text_encoder_for
from .scenes import Pictures, caption, presets
from .subjects import pasted
from .views import to_model, view

BATCH = 16
RATE = 1.5e-3
DECAY = 0.995
UNGUIDED = 0.12
"""Share of the pictures without their words; guidance compares with what the network paints then."""


@dataclass(frozen=True)
class Latents:
    """Encoded examples of one format.

    whole: (N, 4, h, w). condition: (N, 5, h, w), the mask and what is kept. scenes: N places in `SCENES`.
    """

    whole: Tensor
    condition: Tensor
    scenes: list[int]


@torch.no_grad()
def encoded(vae: AutoencoderTiny, pictures: Pictures, count: int, chance: np.random.Generator) -> Latents:
    """Views of the pictures with something to keep, through the autoencoder."""
    whole, condition, scenes = [], [], []
    for _ in range(0, count, BATCH):
        views, numbers = zip(*(view(pictures, chance) for _ in range(BATCH)), strict=True)
        examples = [pasted(scene, chance) for scene in views]
        masks = torch.from_numpy(np.stack([example.mask for example in examples])[:, None, ::CELL_PX, ::CELL_PX])
        kept = _encode(vae, np.stack([example.masked for example in examples]))
        whole.append(_encode(vae, np.stack([example.picture for example in examples])))
        condition.append(torch.cat([masks.float(), kept], dim=1))
        scenes += numbers
    return Latents(torch.cat(whole), torch.cat(condition), scenes)


def _encode(vae: AutoencoderTiny, pictures: np.ndarray) -> Tensor:
    return vae.encode(to_model(pictures)).latents * vae.config.scaling_factor


def words_for(scene: int, chance: np.random.Generator) -> str:
    """A caption of the scene; now and then nothing, or what a preset does not want, as guidance compares with those."""
    kind = chance.random()
    if kind < UNGUIDED / 2:
        return ""
    if kind < UNGUIDED:
        return presets()[chance.integers(len(presets()))].negative_prompt
    return caption(scene, chance)


def train(pools: list[Latents], tokenizer: CLIPTokenizer, minutes: float, seed: int, file: Path) -> nn.ModuleDict:
    """Train for some minutes, see `fit`: the painting network, `unet`, and the text encoder, `text_encoder`."""
    chance = np.random.default_rng(seed)
    networks = nn.ModuleDict({"unet": painting_network(), "text_encoder": text_encoder_for(tokenizer)})
    noise_levels = scheduler()

    def loss() -> Tensor:
        pool = pools[chance.integers(len(pools))]
        picked = chance.integers(len(pool.scenes), size=BATCH)
        words = [words_for(pool.scenes[number], chance) for number in picked]
        times = torch.randint(len(noise_levels), (BATCH,))
        latents = pool.whole[picked]
        noise = torch.randn_like(latents)
        noisy = noise_levels.add_noise(latents, noise, times)
        with half_precision():
            read = networks["text_encoder"](_tokens(tokenizer, words)).last_hidden_state
            guess = networks["unet"](torch.cat([noisy, pool.condition[picked]], dim=1), times, read).sample
        return functional.mse_loss(guess.float(), noise_levels.get_velocity(latents, noise, times))

    fit(networks, loss, minutes, RATE, DECAY, file)
    return networks


def _tokens(tokenizer: CLIPTokenizer, words: list[str]) -> Tensor:
    found = tokenizer(words, padding="max_length", truncation=True, return_tensors="pt")
    return found.input_ids
