"""Which device a network runs on: a GPU where onnxruntime offers one and it starts, else the CPU, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .embedded import WEIGHTS

GPUS = {
    "CUDAExecutionProvider": "the NVIDIA GPU (CUDA)",
    "ROCMExecutionProvider": "the AMD GPU (ROCm)",
    "MIGraphXExecutionProvider": "the AMD GPU (MIGraphX)",
    "DmlExecutionProvider": "the GPU (DirectML)",
}
"""onnxruntime's names of what runs on a GPU, in order of preference.

TensorRT is left out because it builds an engine for minutes first, CoreML and OpenVINO because they promise no GPU.
"""
CPU = "CPUExecutionProvider"


@dataclass(frozen=True)
class Device:
    """Where networks run. provider: onnxruntime's name. words: for people. problem: what kept a GPU from being used."""

    provider: str
    words: str
    problem: str = ""

    @property
    def is_gpu(self) -> bool:
        return self.provider != CPU

    @property
    def providers(self) -> list[str]:
        """What onnxruntime takes: what it cannot do on the GPU, such as reading a shape, it does on the CPU."""
        return [self.provider, CPU] if self.is_gpu else [CPU]


@cache
def best_device() -> Device:
    """The GPU that onnxruntime offers and that starts, else the CPU; found out once. Loads onnxruntime."""
    from onnxruntime import get_available_providers

    return choose_device(get_available_providers())


def choose_device(offered: Sequence[str]) -> Device:
    """The first GPU among what onnxruntime offers that starts.

    onnxruntime offers whatever it was built for. Without the driver or its libraries it logs that, and takes the CPU:
    only the started session says what it runs on.
    """
    problems = []
    for provider in (name for name in GPUS if name in offered):
        device = Device(provider, GPUS[provider])
        if not (reason := _why_not(device)):
            return device
        problems.append(f"onnxruntime offers {device.words}, but it did not start: {reason}. The CPU is used.")
    return Device(CPU, "the CPU", " ".join(problems))


def _why_not(device: Device) -> str:
    """Empty when a session starts on that device, else the reason in a line."""
    from onnxruntime import InferenceSession

    try:
        session = InferenceSession(WEIGHTS, providers=device.providers)  # the smallest network at hand
    except Exception as error:  # whatever driver and libraries have against it
        return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if device.provider not in session.get_providers():
        return "its driver or libraries are missing or of another version, see what onnxruntime printed"
    return ""
