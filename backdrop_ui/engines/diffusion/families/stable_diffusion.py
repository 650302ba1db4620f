"""Stable Diffusion 1.5 and 2: a U-Net that sees noise and, if it was made for inpainting, mask and masked picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ....brief import SceneBrief
from ..catalogue import Model
from ..job import Job
from ..plan import Plan
from .base import Family
from .long_prompts import pieces_of, same_length
from .single_file import open_single_file


class StableDiffusion(Family):
    """Nine channels, or four: with four, what is kept is laid into the latent picture after every step."""

    pipeline_class: ClassVar[str] = "StableDiffusionInpaintPipeline"

    def _open(self, model: Model, folder: Path, plan: Plan) -> Any:
        if folder.is_file():
            return open_single_file(self.pipeline_class, folder, plan)
        return self._pipeline(folder, plan)

    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        import torch

        guided = plan.guidance > 1  # without guidance there is no use for what should not be there
        prompts, negatives = same_length(
            pieces_of(brief.prompt, pipeline.tokenizer),
            pieces_of(brief.negative_prompt if guided else "", pipeline.tokenizer),
        )
        encoded = [
            self._encode(pipeline, prompt, negative or None, guided)
            for prompt, negative in zip(prompts, negatives, strict=True)
        ]
        in_a_row = {"prompt_embeds"} | ({"negative_prompt_embeds"} if guided else set())
        return encoded[0] | {name: torch.cat([piece[name] for piece in encoded], dim=1) for name in in_a_row}

    def _encode(self, pipeline: Any, prompt: str, negative: str | None, guided: bool) -> dict[str, Any]:
        """One piece of a prompt as tensors, (1, tokens, width)."""
        embeds, negative_embeds = pipeline.encode_prompt(prompt, pipeline._execution_device, 1, guided, negative)
        return {"prompt_embeds": embeds, "negative_prompt_embeds": negative_embeds}

    def picture(self, pipeline: Any, job: Job, plan: Plan, generators: Sequence[Any]) -> dict[str, Any]:
        width, height = job.size
        return {
            # One for each seed, so that each draws its own latents, whatever batch it is in.
            "image": np.repeat(job.picture[None], len(generators), axis=0),
            "mask_image": job.mask.astype(np.float32)[None, ..., None],
            "width": width,
            "height": height,
            "strength": job.strength,
            "num_inference_steps": self.steps_for(plan.steps, job.strength),
            "guidance_scale": plan.guidance,
            "num_images_per_prompt": len(generators),
        }

    def decodable(self, pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
        return latents / pipeline.vae.config.scaling_factor
