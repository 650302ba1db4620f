"""How much memory a model takes, from the heads of its files, without loading it."""

from __future__ import annotations

import json
import re
import struct
from collections import Counter
from dataclasses import dataclass
from math import prod
from pathlib import Path

from .catalogue import Model
from .files import find
from .machine import BYTES, Precision

PIXEL_NUMBERS = 1000
"""Numbers that are held for each pixel while one variant is computed, at the highest point."""
MAX_HEAD_BYTES = 100_000_000
"""safetensors' own limit: what says more is damaged."""
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


def variant_bytes(pixels: int, guided: bool, precision: Precision) -> int:
    """Bytes that one variant of so many pixels takes while it is computed; with guidance, twice at once."""
    return pixels * PIXEL_NUMBERS * BYTES[precision] * (2 if guided else 1)


def need_of(model: Model) -> Need:
    """What a model's files on this machine tell about its size."""
    where = find(model.weights)
    if where is None:
        return Need()
    folders = [where] if where.is_file() else [folder for folder in where.iterdir() if folder.is_dir()]
    sizes = [_numbers_in(folder) for folder in folders]
    return Need(sum(sizes), max(sizes, default=0))


def _numbers_in(part: Path) -> int:
    """Numbers of one part. It may be here in several formats, each of them in several pieces: one will be loaded."""
    by_format: Counter[str] = Counter()
    for file in [part] if part.is_file() else part.glob("*.safetensors"):
        by_format[_SHARD.sub("", file.name)] += _numbers_of(file)
    return max(by_format.values(), default=0)


def _numbers_of(file: Path) -> int:
    """Numbers in a safetensors file: its head lists every tensor's shape. 0 if it is damaged; loading will say so."""
    try:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            if length > MAX_HEAD_BYTES:
                return 0
            head = json.loads(opened.read(length))
        return sum(prod(tensor["shape"]) for name, tensor in head.items() if name != "__metadata__")
    except (OSError, ValueError, struct.error, AttributeError, KeyError, TypeError):
        return 0
