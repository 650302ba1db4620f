"""What every family of models knows about itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from ....brief import SceneBrief
from ....errors import EngineError
from ..catalogue import Model
from ..files import find
from ..job import Job
from ..machine import Precision
from ..plan import Plan
from .schedulers import scheduler_for


class Family(ABC):
    """Loads a model's pipeline and says how to call it. Calling and decoding are the engine's.

    A mask that reaches a pipeline is black and white: each of them rounds it to that. Soft edges are the composite's.
    """

    pipeline_class: ClassVar[str]
    """The name of diffusers' class."""
    max_tokens: ClassVar[int | None] = None
    """How long a text it reads, in tokens; None if any that a brief may hold."""
    needs_bfloat16: ClassVar[bool] = False
    """Whether it was trained with numbers that float16 is too narrow for."""
    needs_sketch: ClassVar[bool] = False
    """Whether it wants the Painter's picture under its noise even where it is free."""

    def load(self, model: Model, folder: Path, plan: Plan) -> Any:
        """The pipeline with its adapters, where the plan wants it. Nothing is looked up online."""
        pipeline = self._open(model, folder, plan)
        lora = model.adapter("lora")
        if lora is not None and (file := find(lora)) is not None:
            pipeline.load_lora_weights(file.parent, weight_name=file.name, local_files_only=True)
            pipeline.fuse_lora()
            pipeline.unload_lora_weights()
        pipeline.scheduler = scheduler_for(model, pipeline.scheduler)
        decoder = model.adapter("decoder")
        if plan.tiny_decoder and decoder is not None and (tiny := find(decoder)) is not None:
            pipeline.tiny_vae = self._part("AutoencoderTiny", tiny, plan.precision)
        return pipeline

    def _open(self, model: Model, folder: Path, plan: Plan) -> Any:
        """The pipeline as its files have it."""
        if folder.is_file():
            raise EngineError(
                f"{folder.name} is one file of a model that needs several. Name the whole folder of a diffusers model."
            )
        return self._pipeline(folder, plan)

    def _pipeline(self, folder: Path, plan: Plan, **parts: Any) -> Any:
        import diffusers
        import torch

        return getattr(diffusers, self.pipeline_class).from_pretrained(
            folder,
            dtype=getattr(torch, plan.loaded_as),
            variant="fp16" if any(folder.glob("*/*.fp16*.safetensors")) else None,
            use_safetensors=True,  # a pickle could run code
            local_files_only=True,
            **parts,
        )

    @staticmethod
    def _part(class_name: str, folder: Path, precision: Precision) -> Any:
        import diffusers
        import torch

        return getattr(diffusers, class_name).from_pretrained(
            folder, dtype=getattr(torch, precision), use_safetensors=True, local_files_only=True
        )

    @abstractmethod
    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        """The arguments that say what to paint; they depend on nothing but these three, and may be kept."""

    @abstractmethod
    def picture(self, pipeline: Any, job: Job, plan: Plan, generators: Sequence[Any]) -> dict[str, Any]:
        """The arguments that say where and how to paint it, one variant for each of torch's generators."""

    @abstractmethod
    def decodable(self, pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
        """What the autoencoder decodes, (N, C, h, w), of latents as the network has them; size: (width, height) px."""

    def unread(self, pipeline: Any, brief: SceneBrief) -> tuple[str, ...]:
        """A note for people if the model reads only the beginning of the words."""
        if self.max_tokens is None or len(pipeline.tokenizer(brief.prompt).input_ids) <= self.max_tokens:
            return ()
        return ("The AI model reads only the first words of so long a description; it left out the rest.",)

    @staticmethod
    def evaluated(steps: int, strength: float) -> int:
        """How many of `steps` the pipeline evaluates at a strength: it leaves out those before. Source: diffusers."""
        return min(int(steps * strength), steps)

    def steps_for(self, evaluations: int, strength: float) -> int:
        """The fewest steps of which at least so many are evaluated, so that a followed sketch costs no quality."""
        return next(steps for steps in count(evaluations) if self.evaluated(steps, strength) >= evaluations)
