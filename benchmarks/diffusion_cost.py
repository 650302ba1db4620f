"""What a picture of a pipeline costs: time by stage, evaluations, memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from backdrop_ui.engines.diffusion.openvino import Converted

STAGES = {
    "the words": ("text_encoder", "text_encoder_2"),
    "the photo to latents": ("vae.encoder",),
    "the network": ("unet",),
    "latents to a picture": ("vae.decoder", "tiny_vae.decoder"),
    "the safety check": ("safety_checker",),
}


@dataclass
class Cost:
    """Of one picture. seconds: by stage, what lies outside them is the rest. peak: bytes of memory."""

    evaluations: int = 0
    measured: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    whole: float = 0.0
    precision: str = ""
    peak: int = 0

    @property
    def evaluation(self) -> float:
        """Seconds of one."""
        return self.seconds["the network"] / self.measured

    @property
    def rest(self) -> float:
        return self.whole - sum(self.seconds.values())

    @property
    def picture(self) -> float:
        """Seconds of a picture with all its evaluations."""
        return self.whole + (self.evaluations - self.measured) * self.evaluation


def seconds() -> float:
    """The time: of the graphics card if there is one, otherwise of the processor in all threads."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()


@dataclass
class Watched:
    """OpenVINO's network with hooks, as torch's have them."""

    network: Converted
    before: Callable[[Any, tuple[Any, ...]], None]
    after: Callable[[], None]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.network, name)

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        self.before(self, inputs)
        output = self.network(*inputs, **named)
        self.after()
        return output


@contextmanager
def metered(pipeline: Any, cost: Cost) -> Iterator[None]:
    """Measure a picture and what each part of it takes. The small decoder makes previews too: its last run counts."""
    hooks: list[Any] = []
    begun: dict[str, float] = {}
    for stage, parts in STAGES.items():
        for part in parts:
            try:
                module = attrgetter(part)(pipeline)
            except AttributeError:
                continue
            if module is None:
                continue

            def before(_: Any, inputs: tuple[Any, ...], part: str = part) -> None:
                begun[part] = seconds()
                cost.measured += len(inputs[0]) if part == "unet" else 0

            def after(*_: Any, stage: str = stage, part: str = part) -> None:
                taken = seconds() - begun[part]
                cost.seconds[stage] = taken + (0 if part == "tiny_vae.decoder" else cost.seconds.get(stage, 0))

            if isinstance(module, Converted):
                pipeline.unet = Watched(module, before, after)
                continue
            hooks += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]
    start = seconds()
    yield
    cost.whole = seconds() - start
    for hook in hooks:
        hook.remove()
    cost.peak = peak_bytes()


def peak_bytes() -> int:
    """The most memory that this process has held: of the graphics card if there is one."""
    import torch

    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
