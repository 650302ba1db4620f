"""Reads text and pictures for Qwen's language model. Imports transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers import Qwen2Tokenizer, Qwen2VLProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil


class QwenReader(Qwen2VLProcessor):  # type: ignore[misc]  # transformers is not typed here
    """The processor without its half for films, which needs torchvision, and nothing else here does."""

    def __init__(self, image_processor: Any, tokenizer: Any) -> None:  # the films are set up in the one above
        self.image_processor, self.tokenizer = image_processor, tokenizer

    @classmethod
    def of(cls, folder: Path) -> QwenReader:
        """The one of a pipeline's folder."""
        return cls(
            Qwen2VLImageProcessorPil.from_pretrained(folder / "processor", local_files_only=True),
            Qwen2Tokenizer.from_pretrained(folder / "tokenizer", local_files_only=True),
        )

    def __call__(self, *, text: Sequence[str], images: Sequence[Any], **options: Any) -> Any:
        """Tokens, and what the pictures look like in patches; each picture's mark in the text grows to its size."""
        seen = self.image_processor(images=images, return_tensors=options["return_tensors"])
        sizes = iter(seen["image_grid_thw"].prod(dim=-1).tolist())
        mark, cells = "<|image_pad|>", self.image_processor.merge_size**2
        texts = []
        for line in text:
            first, *rest = line.split(mark)
            texts.append(first + "".join(mark * (next(sizes) // cells) + part for part in rest))
        read = self.tokenizer(texts, **options)
        read.update(seen)
        return read

    def save_pretrained(self, save_directory: Any, **options: Any) -> Any:
        """As its parts are saved; the tokenizer has a folder of its own."""
        return self.image_processor.save_pretrained(save_directory, **options)
