"""FLUX.2 klein: a transformer that sees the noise beside the picture to be changed, and all of that picture."""

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

READ_LAYERS = 28
"""Of the language model that reads the words: the picture is told what the 27th says, before the norm that ends it."""


class Flux2Klein(Family):
    """Distilled it knows no guidance, and no negative prompt. It works at the size of the picture that it is given."""

    pipeline_class: ClassVar[str] = "Flux2KleinInpaintPipeline"
    needs_bfloat16: ClassVar[bool] = True
    max_tokens: ClassVar[int | None] = 500  # of 512; the rest frames them as a chat

    def _open(self, model: Model, folder: Path, plan: Plan) -> Any:
        """Without what a language model would need to go on talking: a fifth of its layers, and its vocabulary."""
        import torch

        pipeline = super()._open(model, folder, plan)
        reader = pipeline.text_encoder
        reader.model.layers = reader.model.layers[:READ_LAYERS]
        reader.lm_head = torch.nn.Identity()
        return pipeline

    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        prompts = {"prompt_embeds": brief.prompt}
        if plan.guidance > 1:
            prompts["negative_prompt_embeds"] = brief.negative_prompt
        return {name: pipeline.encode_prompt(prompt)[0] for name, prompt in prompts.items()}

    def picture(self, pipeline: Any, job: Job, plan: Plan, generators: Sequence[Any]) -> dict[str, Any]:
        return {
            "image": job.picture[None],
            "mask_image": job.mask.astype(np.float32)[None, ..., None],
            "strength": job.strength,
            "num_inference_steps": self.steps_for(plan.steps, job.strength),
            "guidance_scale": plan.guidance,
            "num_images_per_prompt": len(generators),
        }

    def decodable(self, pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
        """Latents are rows of squares of 2 x 2 cells, in the scale of the autoencoder's batch norm."""
        width, height = (side // (2 * pipeline.vae_scale_factor) for side in size)
        norm = pipeline.vae.bn
        # Which may wait in main memory: the autoencoder comes to the card when it is called, and this is no call.
        mean, variance = (known.to(latents.device) for known in (norm.running_mean, norm.running_var))
        scaled = latents * (variance + pipeline.vae.config.batch_norm_eps).sqrt() + mean
        squares = scaled.transpose(1, 2).unflatten(2, (height, width))
        return pipeline._unpatchify_latents(squares)

    @staticmethod
    def evaluated(steps: int, strength: float) -> int:
        """This pipeline rounds what it leaves out, not what it evaluates."""
        return steps - int(max(steps - min(steps * strength, steps), 0))
