"""What this machine can do for a network: its device, number formats and free memory."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DeviceName = Literal["cuda", "mps", "cpu"]
Precision = Literal["float32", "bfloat16", "float16"]


@dataclass(frozen=True)
class Machine:
    """device: torch's name. precision: the fastest number format that is native there. free_bytes: of its memory."""

    device: DeviceName
    precision: Precision
    free_bytes: int


def this_machine() -> Machine:
    """Look at this machine as it is now. Imports torch."""
    import torch

    if torch.cuda.is_available():
        free, _total = torch.cuda.mem_get_info()
        return Machine("cuda", "bfloat16" if torch.cuda.is_bf16_supported() else "float16", free)
    if torch.backends.mps.is_available():
        return Machine("mps", "float16", _free_ram())
    return Machine("cpu", "float32", _free_ram())


def has_accelerator() -> bool:
    """Whether there is a graphics card that torch may use, as far as can be told without importing it."""
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple or shutil.which("nvidia-smi") is not None or Path("/dev/kfd").exists()


def _free_ram() -> int:
    import psutil

    return int(psutil.virtual_memory().available)


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory ran out; torch has a class for it on graphics cards, elsewhere a RuntimeError that says so."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower())
