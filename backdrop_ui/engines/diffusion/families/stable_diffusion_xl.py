"""Stable Diffusion XL: two text encoders, and on request a ControlNet that keeps the subject from growing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ....arrays import Array
from ..catalogue import Model
from ..files import find
from ..job import Job
from ..plan import Plan
from .latents import gathered, has_scales, spread
from .stable_diffusion import StableDiffusion

CONTROL_SCALE = 0.5
"""How much the ControlNet has to say; what its authors recommend."""
INPAINTING_CHANNELS = 9
"""Of noise, mask and masked picture."""
HIDDEN = -1.0
"""What the ControlNet saw where to paint when it was trained; no colour."""


class StableDiffusionXL(StableDiffusion):
    """The one that was made for inpainting starts from noise over a picture, with all of its steps.

    From noise alone its pictures come out less sharp. Source: the card of stable-diffusion-xl-1.0-inpainting-0.1, and
    diffusers' default for it, a strength of 0.9999.
    """

    pipeline_class: ClassVar[str] = "StableDiffusionXLInpaintPipeline"
    needs_sketch: ClassVar[bool] = True

    def _open(self, model: Model, folder: Path, plan: Plan) -> Any:
        pipeline = super()._open(model, folder, plan)
        adapter = model.adapter("controlnet")
        if adapter is not None and (found := find(adapter)) is not None:
            pipeline = self._controlled(pipeline, found, plan)
        if has_scales(pipeline.vae.config):
            _encode_in_scale(pipeline)
        return pipeline

    def _controlled(self, pipeline: Any, found: Path, plan: Plan) -> Any:
        """The same parts under another class. It sees four channels, whatever the U-Net beside it sees."""
        import diffusers

        return diffusers.StableDiffusionXLControlNetInpaintPipeline(
            **pipeline.components,
            controlnet=self._part("ControlNetModel", found, plan.loaded_as),
            requires_aesthetics_score=pipeline.config.requires_aesthetics_score,
            force_zeros_for_empty_prompt=pipeline.config.force_zeros_for_empty_prompt,
        )

    def _encode(self, pipeline: Any, prompt: str, negative: str | None, guided: bool) -> dict[str, Any]:
        """As for its elder, and one pooled vector of the whole, (1, width): that of the first piece is used."""
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        encoded = pipeline.encode_prompt(
            prompt,
            device=pipeline._execution_device,
            do_classifier_free_guidance=guided,
            negative_prompt=negative,
        )
        return dict(zip(names, encoded, strict=True))

    def picture(self, pipeline: Any, job: Job, plan: Plan, generators: Sequence[Any]) -> dict[str, Any]:
        arguments = super().picture(pipeline, job, plan, generators)
        if job.strength == 1 and pipeline.unet.config.in_channels == INPAINTING_CHANNELS:
            arguments["latents"] = self._picture_under_noise(pipeline, arguments["image"], plan, generators)
        if "controlnet" in pipeline.components:
            arguments["control_image"] = np.where(job.mask[..., None], np.float32(HIDDEN), job.picture)[None]
            arguments["controlnet_conditioning_scale"] = CONTROL_SCALE
        return arguments

    @staticmethod
    def _picture_under_noise(pipeline: Any, pictures: Array, plan: Plan, generators: Sequence[Any]) -> Any:
        """Where the first step starts, (N, 4, h, w). A strength below 1 would do the same, but leave out that step."""
        device, scheduler = pipeline._execution_device, pipeline.scheduler
        scheduler.set_timesteps(plan.steps, device)
        count, height, width = pictures.shape[:3]
        latents, *_ = pipeline.prepare_latents(
            count,
            pipeline.vae.config.latent_channels,
            height,
            width,
            pipeline.text_encoder_2.dtype,  # which the words are in
            device,
            list(generators),
            image=pipeline.image_processor.preprocess(pictures),
            timestep=scheduler.timesteps[:1].repeat(count),
            is_strength_max=False,
        )
        return latents / scheduler.init_noise_sigma  # the pipeline multiplies by it

    def decodable(self, pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
        """Some offspring, Playground 2.5 for one, were trained with each channel brought to one scale."""
        scaled, config = super().decodable(pipeline, latents, size), pipeline.vae.config
        return spread(scaled, config) if has_scales(config) else scaled


def _encode_in_scale(pipeline: Any) -> None:
    """Let a pipeline for inpainting encode what is kept as it decodes: diffusers forgets each channel's scale there."""
    encode, config = pipeline._encode_vae_image, pipeline.vae.config

    def encode_in_scale(image: Any, generator: Any) -> Any:
        return config.scaling_factor * gathered(encode(image, generator) / config.scaling_factor, config)

    pipeline._encode_vae_image = encode_in_scale
