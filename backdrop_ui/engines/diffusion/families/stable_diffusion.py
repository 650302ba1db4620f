"""Stable Diffusion 1.5 and 2, the inpainting kind: a U-Net that sees noise, mask and masked picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ....brief import SceneBrief
from ..catalogue import Model
from ..files import find
from ..job import Job
from ..plan import Plan
from .base import Family


class StableDiffusion(Family):
    pipeline_class: ClassVar[str] = "StableDiffusionInpaintPipeline"

    def load(self, model: Model, folder: Path, plan: Plan) -> Any:
        import diffusers
        import torch

        pipeline = getattr(diffusers, self.pipeline_class).from_pretrained(
            folder,
            dtype=getattr(torch, plan.precision),
            variant="fp16" if any(folder.glob("*/*.fp16.safetensors")) else None,
            use_safetensors=True,  # a pickle could run code
            local_files_only=True,
        )
        lora = model.adapter("lora")
        if lora is not None and (file := find(lora)) is not None:
            pipeline.load_lora_weights(file.parent, weight_name=file.name, local_files_only=True)
            pipeline.fuse_lora()
            pipeline.unload_lora_weights()
        if model.scheduler == "lcm":
            pipeline.scheduler = diffusers.LCMScheduler.from_config(pipeline.scheduler.config)
        decoder = model.adapter("decoder")
        if plan.tiny_decoder and decoder is not None and (tiny := find(decoder)) is not None:
            pipeline.tiny_vae = diffusers.AutoencoderTiny.from_pretrained(
                tiny, dtype=getattr(torch, plan.precision), local_files_only=True
            )
        return pipeline

    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        guided = plan.guidance > 1
        prompt, negative = pipeline.encode_prompt(
            brief.prompt, pipeline._execution_device, 1, guided, brief.negative_prompt if guided else None
        )
        return {"prompt_embeds": prompt, "negative_prompt_embeds": negative}

    def picture(self, pipeline: Any, job: Job, plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
        width, height = job.size
        return {
            # One for each seed, so that each draws its own latents, whatever batch it is in.
            "image": np.repeat(job.picture[None], len(seeds), axis=0),
            "mask_image": job.mask.astype(np.float32)[None, ..., None],
            "width": width,
            "height": height,
            "strength": job.strength,
            "num_inference_steps": ceil(plan.steps / job.strength),  # the pipeline leaves out those before `strength`
            "guidance_scale": plan.guidance,
            "num_images_per_prompt": len(seeds),
        }
