"""How much memory a model takes: its weights from the heads of its files, what it computes in from its architecture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import prod
from pathlib import Path

from .catalogue import FamilyName, Model
from .checkpoint import shapes_in
from .eight_bit import WHOLE
from .files import find
from .machine import BYTES, Precision

WORKING_NUMBERS: dict[FamilyName, tuple[int, int]] = {
    "sd": (130, 768),
    "sdxl": (108, 768),
    "flux2-klein": (546, 769),
    "qwen-edit": (389, 1730),
}
"""By family, numbers held for each pixel: by the network for each variant, and by the full decoder, which takes one
picture after another. Counted by `python -m benchmarks.diffusion_memory`, with the ControlNet where there is one."""
LIBRARIES = 1.4
"""What computing took in all by what was counted: 1.41 for the network, 1.34 and 1.25 for the decoders of Stable
Diffusion 1.5, in float32 on a processor. Graphics cards have libraries of their own; there this is an estimate."""
_SHARD = re.compile(r"-\d+-of-\d+")
_WORDS = re.compile("embed_tokens|token_embedding|position_embedding")
"""Weights that are words' vectors, and stay as they are."""


@dataclass(frozen=True)
class Part:
    """Numbers that one part of a model consists of; those of them that can be kept in 8 bits, see `eight_bit.py`."""

    numbers: int
    matrices: int = 0

    def size(self, precision: Precision, eight_bit: bool = False) -> int:
        """Bytes that it takes."""
        return self.numbers * BYTES[precision] - eight_bit * self.matrices * (BYTES[precision] - 1)


@dataclass(frozen=True)
class Need:
    """What a model consists of; nothing where its files do not tell."""

    parts: tuple[Part, ...] = ()

    @property
    def largest(self) -> int:
        """Numbers of the largest part."""
        return max((part.numbers for part in self.parts), default=0)

    def weights(self, precision: Precision, eight_bit: bool = False) -> int:
        """Bytes of the whole model."""
        return sum(part.size(precision, eight_bit) for part in self.parts)

    def largest_part(self, precision: Precision, eight_bit: bool = False) -> int:
        """Bytes of the largest part, which must fit when the others wait elsewhere."""
        return max((part.size(precision, eight_bit) for part in self.parts), default=0)


def working_bytes(model: Model, precision: Precision, variants: int = 1, decoded: int | None = None) -> int:
    """Bytes that variants of a model's native size take while they are computed together; guidance doubles them.

    decoded: pixels that the full decoder works on at once, a whole picture unless given.
    """
    network, decoder = WORKING_NUMBERS[model.family or "sd"]
    together = network * model.native_pixels * variants * (2 if model.guidance > 1 else 1)
    last = decoder * (model.native_pixels if decoded is None else min(decoded, model.native_pixels))
    return int(max(together, last) * BYTES[precision] * LIBRARIES)


def need_of(model: Model) -> Need:
    """What a model's files on this machine tell about its size, and those of the networks that run beside it."""
    where = find(model.weights)
    if where is None:
        return Need()
    folders = [where] if where.is_file() else [folder for folder in where.iterdir() if folder.is_dir()]
    beside = (find(adapter) for adapter in model.adapters if adapter.kind != "lora")  # which goes into the network
    parts = (_part_in(folder) for folder in (*folders, *filter(None, beside)))
    return Need(tuple(part for part in parts if part.numbers))


def _part_in(folder: Path) -> Part:
    """One part's numbers. It may be here in several formats, each of them in several pieces: one will be loaded."""
    numbers: Counter[str] = Counter()
    matrices: Counter[str] = Counter()
    for file in [folder] if folder.is_file() else folder.glob("*.safetensors"):
        kind = _SHARD.sub("", file.name)
        for name, shape in shapes_in(file).items():
            numbers[kind] += prod(shape)
            matrices[kind] += prod(shape) * (len(shape) > 1 and _WORDS.search(name) is None)
    largest = max(numbers, key=numbers.__getitem__, default="")
    return Part(numbers[largest], matrices[largest] * (folder.name not in WHOLE))
