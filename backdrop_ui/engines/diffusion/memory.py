"""How much memory a model takes: its weights from the heads of its files, what it computes in from its architecture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import prod
from pathlib import Path

from .catalogue import FamilyName, Model
from .checkpoint import shapes_in
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


@dataclass(frozen=True)
class Need:
    """Numbers that a model consists of: in all its parts, and in the largest of them. 0 where its files do not tell."""

    numbers: int = 0
    largest: int = 0

    def weights(self, precision: Precision) -> int:
        """Bytes of the whole model."""
        return self.numbers * BYTES[precision]

    def largest_part(self, precision: Precision) -> int:
        """Bytes of the largest part, which must fit when the others wait elsewhere."""
        return self.largest * BYTES[precision]


def working_bytes(model: Model, precision: Precision, variants: int = 1) -> int:
    """Bytes that variants of a model's native size take while they are computed together; guidance doubles them."""
    network, decoder = WORKING_NUMBERS[model.family or "sd"]
    together = network * variants * (2 if model.guidance > 1 else 1)
    return int(model.native_pixels * max(together, decoder) * BYTES[precision] * LIBRARIES)


def need_of(model: Model) -> Need:
    """What a model's files on this machine tell about its size, and those of the networks that run beside it."""
    where = find(model.weights)
    if where is None:
        return Need()
    parts = [where] if where.is_file() else [folder for folder in where.iterdir() if folder.is_dir()]
    beside = (find(adapter) for adapter in model.adapters if adapter.kind != "lora")  # which goes into the network
    sizes = [_numbers_in(part) for part in (*parts, *filter(None, beside))]
    return Need(sum(sizes), max(sizes, default=0))


def _numbers_in(part: Path) -> int:
    """Numbers of one part. It may be here in several formats, each of them in several pieces: one will be loaded."""
    by_format: Counter[str] = Counter()
    for file in [part] if part.is_file() else part.glob("*.safetensors"):
        by_format[_SHARD.sub("", file.name)] += sum(map(prod, shapes_in(file).values()))
    return max(by_format.values(), default=0)
