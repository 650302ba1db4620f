"""What this machine can do for a network: its device, number formats and free memory."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

DeviceName = Literal["cuda", "mps", "cpu"]
Precision = Literal["float32", "bfloat16", "float16"]
BYTES: dict[Precision, int] = {"float32": 4, "bfloat16": 2, "float16": 2}
"""That one number takes."""
NATIVE_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})
"""Flags of processors that multiply bfloat16 themselves; emulated, it takes many times as long as float32."""
LOOK_TIMEOUT_S = 10
RAN_OUT = ("out of memory", "not enough memory", "allocate memory", "tried to allocate", "alloc_failed", "bad_alloc")
"""How torch, CUDA's libraries and C++ say that there is no memory; an "illegal memory access" is no lack of it."""


@dataclass(frozen=True)
class Machine:
    """device: torch's name. precision: the fastest number format that is native there. free_bytes: of its memory.

    ram_bytes: free in main memory, where parts of a model can wait; the same memory unless there is a graphics card.
    """

    device: DeviceName
    precision: Precision
    free_bytes: int
    ram_bytes: int


def this_machine() -> Machine:
    """Look at this machine as it is now. Imports torch."""
    import torch

    if torch.cuda.is_available():
        free, _total = torch.cuda.mem_get_info()
        free += torch.cuda.memory_reserved() - torch.cuda.memory_allocated()  # torch's own, for us to use again
        return Machine("cuda", _on_a_card(), free, free_ram())
    if torch.backends.mps.is_available():
        return _in_main_memory("mps", "float16")
    return _processor()


def _on_a_card() -> Precision:
    """Cards before NVIDIA's Ampere only imitate bfloat16."""
    import torch

    return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"


def at_a_glance() -> Machine:
    """The same as far as can be told without importing torch; graphics memory as it was when first looked at."""
    if has_accelerator():
        if _is_apple():
            return _in_main_memory("mps", "float16")
        return Machine("cuda", "bfloat16", graphics_memory(), free_ram())
    return _processor()


def has_accelerator() -> bool:
    """Whether there is a graphics card that torch may use, as far as can be told without importing it."""
    card = shutil.which("nvidia-smi") is not None or Path("/dev/kfd").exists()
    return _is_apple() or (card and _torch_drives_cards())


@cache
def graphics_memory() -> int:
    """Bytes free on the first NVIDIA card before this program took any; 0 where that cannot be told."""
    if (query := shutil.which("nvidia-smi")) is None:
        return 0
    try:
        done = subprocess.run(
            [query, "--query-gpu=memory.free", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            check=True,
            timeout=LOOK_TIMEOUT_S,
        )
        return int(done.stdout.split()[0]) * 2**20
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0


def free_ram() -> int:
    """Bytes of main memory that a program may take now."""
    import psutil

    return int(psutil.virtual_memory().available)


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory ran out; torch has a class for it on graphics cards, elsewhere a RuntimeError that says so."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and any(how in said for how in RAN_OUT))


def _processor() -> Machine:
    return _in_main_memory("cpu", "bfloat16" if computes_bfloat16() else "float32")


def _in_main_memory(device: DeviceName, precision: Precision) -> Machine:
    free = free_ram()
    return Machine(device, precision, free, free)


@cache
def computes_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself, as Linux tells it; elsewhere no."""
    try:
        flags = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        return False
    return flags is not None and not NATIVE_BFLOAT16.isdisjoint(flags[1].split())


def _is_apple() -> bool:
    return sys.platform == "darwin" and platform.machine() == "arm64"


@cache
def _torch_drives_cards() -> bool:
    """Whether the torch that is installed was built for graphics cards: its version file says so, unimported."""
    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return False
    try:
        text = Path(spec.origin).with_name("version.py").read_text("utf-8")
    except OSError:
        return True
    return re.search(r"^(cuda|hip)\b[^=\n]*= *['\"]", text, re.MULTILINE) is not None
