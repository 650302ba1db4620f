"""Qwen Image Edit: knows no mask. It is shown the picture and told what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from ....arrays import to_8bit
from ....brief import SceneBrief
from ...extend import CONTINUED
from ..catalogue import Model
from ..job import Job
from ..plan import Plan
from .base import Family
from .latents import spread

NOTHING_UNWANTED = " "
"""An empty description of what should not be there; without any, guidance would silently be left out."""


class QwenEdit(Family):
    """It starts from noise alone, so it sees a sketch but need not follow it, and every step is evaluated.

    What it makes of the subject is covered by the photo's own; what of it lies beside that shows as growth.
    """

    pipeline_class: ClassVar[str] = "QwenImageEditPlusPipeline"
    needs_bfloat16: ClassVar[bool] = True

    def _open(self, model: Model, folder: Path, plan: Plan) -> Any:
        pipeline = super()._open(model, folder, plan)
        pipeline.text_encoder.register_forward_pre_hook(_told_which_are_picture, with_kwargs=True)
        return pipeline

    def _pipeline(self, folder: Path, plan: Plan, **parts: Any) -> Any:
        from .qwen_reader import QwenReader

        return super()._pipeline(folder, plan, processor=QwenReader.of(folder), **parts)

    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        guided = plan.guidance > 1
        return {
            "prompt": CONTINUE if brief == CONTINUED else instruction(brief.prompt),
            "negative_prompt": (brief.negative_prompt or NOTHING_UNWANTED) if guided else None,
        }

    def picture(self, pipeline: Any, job: Job, plan: Plan, generators: Sequence[Any]) -> dict[str, Any]:
        width, height = job.size
        return {
            "image": Image.fromarray(to_8bit(job.picture)),
            "width": width,
            "height": height,
            "num_inference_steps": plan.steps,
            "true_cfg_scale": plan.guidance,
            "num_images_per_prompt": len(generators),
        }

    def decodable(self, pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
        """Latents are rows of squares of 2 x 2 cells, in a scale of their own; a picture is a film of one frame."""
        width, height = size
        cells = pipeline._unpack_latents(latents, height, width, pipeline.vae_scale_factor)[:, :, 0]
        return spread(cells, pipeline.vae.config)


CONTINUE = (
    "Continue this photo into the empty area around it: the same place, background, light and colours, without a frame "
    "or a border. Keep what the photo shows exactly as it is. Add no people."
)


def _told_which_are_picture(reader: Any, args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """Which tokens are a picture's: without that transformers 5 places its rows and columns like words in a line.

    Source: huggingface/diffusers, issue 14194; the pipeline does not say it.
    """
    if given.get("input_ids") is not None and given.get("mm_token_type_ids") is None:
        given["mm_token_type_ids"] = (given["input_ids"] == reader.config.image_token_id).int()
    return args, given


def instruction(caption: str) -> str:
    """A caption of the wanted scene as an order to an editor."""
    scene = caption.strip().rstrip(".")
    return (
        f"Replace the background with this scene: {scene}. Keep the subject exactly as it is: "
        "the same face, clothes, pose, size and place in the picture. Add nothing to the subject."
    )
