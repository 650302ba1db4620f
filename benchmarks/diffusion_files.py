"""What the benchmark of the AI models runs: models of full size with random weights, words, a picture to work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from backdrop_ui.brief import Layer, SceneBrief
from backdrop_ui.engines import Canvas
from benchmarks.diffusion_memory import KL_BLOCKS, KLEIN, SDXL_BLOCKS, SDXL_UP
from benchmarks.diffusion_parts import CLIP_LARGE, QWEN3_4B, Makers, Shapes, klein, sd15, sdxl

BRIEF = SceneBrief(
    prompt="a quiet beach at sunset, soft light, photograph",
    negative_prompt="people, text, frame",
    palette=("gold", "teal"),
    layers=(Layer(kind="sky"),),
)


@dataclass(frozen=True)
class Kind:
    """A family. Of ours, row: its name in the catalogue. px: side of the square that it was made for.

    Of the plain script, pipeline: diffusers' class. steps, guidance, words: as its model's card has them. precision:
    its numbers on a processor. measured_steps: there, the others are alike.

    Of the files, parts, shapes: what makes them. index: what the model says of itself besides. numbers: of the weights.
    saving: how networks are written.
    """

    row: str
    px: int
    pipeline: str
    steps: int
    guidance: float
    words: Mapping[str, str]
    precision: str
    measured_steps: int
    parts: Callable[[Path, Shapes], Makers]
    shapes: Shapes
    numbers: str
    saving: Mapping[str, str]
    index: Mapping[str, Any] = field(default_factory=dict)


BOTH_WORDS = {"prompt": BRIEF.prompt, "negative_prompt": BRIEF.negative_prompt}
KINDS = {
    "sd15": Kind(
        row="sd15-lcm",
        px=512,
        pipeline="StableDiffusionInpaintPipeline",
        steps=50,
        guidance=7.5,
        words=BOTH_WORDS,
        precision="float32",
        measured_steps=2,
        parts=sd15,
        shapes={"unet": {"in_channels": 9}, "vae": {**KL_BLOCKS, "sample_size": 512}},
        numbers="float16",
        saving={"variant": "fp16"},
    ),
    "sdxl": Kind(
        row="sdxl-lcm",
        px=1024,
        pipeline="StableDiffusionXLInpaintPipeline",
        steps=50,
        guidance=7.5,
        words=BOTH_WORDS,
        precision="float32",
        measured_steps=1,
        parts=sdxl,
        shapes={
            "unet": {**SDXL_BLOCKS, "in_channels": 9, "up_block_types": SDXL_UP},
            "vae": {**KL_BLOCKS, "sample_size": 1024},
            "text_encoder_2": CLIP_LARGE,
        },
        numbers="float16",
        saving={"variant": "fp16"},
    ),
    "klein": Kind(
        row="flux2-klein-4b",
        px=1024,
        pipeline="Flux2KleinInpaintPipeline",
        steps=4,
        guidance=1.0,
        words={"prompt": BRIEF.prompt},
        precision="bfloat16",
        measured_steps=4,
        parts=klein,
        shapes={"transformer": {**KLEIN, "guidance_embeds": False}, "text_encoder": QWEN3_4B, "vae": {}},
        numbers="bfloat16",
        saving={"max_shard_size": "2GB"},
        index={"is_distilled": True},
    ),
}


def build(family: str, configs: Path, folder: Path) -> None:
    """Write a model with random weights, one part after another, and a tiny decoder."""
    import diffusers
    import torch

    kind, parts = KINDS[family], {}
    torch.manual_seed(0)
    with numbers_of(getattr(torch, kind.numbers)):
        for name, make in kind.parts(configs, kind.shapes).items():
            parts[name] = part = make()
            network = isinstance(part, torch.nn.Module)
            part.save_pretrained(folder / "model" / name, **(kind.saving if network else {}))
            if network:
                part.to("meta")  # its numbers are let go: two parts at once may not fit
        diffusers.AutoencoderTiny().save_pretrained(folder / "decoder")
    getattr(diffusers, kind.pipeline)(**parts, **kind.index).save_config(folder / "model")


@contextmanager
def numbers_of(dtype: Any) -> Iterator[None]:
    """Let torch make its numbers in that format for a while."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def canvas_of(width: int, height: int) -> Canvas:
    """Somebody, as far as costs go."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    alpha = np.clip((1 - np.hypot((x / width - 0.5) * 4, (y / height - 0.7) * 2.4)) * 20, 0, 1).astype(np.float32)
    return Canvas(np.random.default_rng(0).random((height, width, 3), dtype=np.float32), alpha)
