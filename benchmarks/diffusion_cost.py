"""What a picture of a pipeline costs: time by stage, evaluations and how fast they could be at best, memory."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeAlias

from backdrop_ui.engines.diffusion.openvino import Converted
from benchmarks.diffusion_floor import device, flop_of, hollow, rate, seconds, without_numbers

Inputs: TypeAlias = tuple[Any, ...]
Named: TypeAlias = dict[str, Any]
NETWORK = "the network"
STAGES = {
    "the words": ("text_encoder", "text_encoder_2"),
    "the photo to latents": ("vae.encoder",),
    NETWORK: ("unet", "transformer"),
    "latents to a picture": ("vae.decoder", "tiny_vae.decoder"),
    "the safety check": ("safety_checker",),
}


@dataclass
class Cost:
    """Of one picture. seconds: by stage, what lies outside them is the rest. peak: bytes of memory. flop: of one
    evaluation. rate: FLOP a second that large matrices reach here, in the same numbers. device: torch's name.
    """

    evaluations: int = 0
    measured: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    whole: float = 0.0
    precision: str = ""
    peak: int = 0
    flop: float = 0.0
    rate: float = 0.0
    device: str = "cpu"

    @property
    def evaluation(self) -> float:
        """Seconds of one."""
        return self.seconds[NETWORK] / self.measured

    @property
    def floor(self) -> float:
        """Seconds of an evaluation that does nothing but multiply matrices, as fast as they are multiplied here."""
        return self.flop / self.rate

    @property
    def rest(self) -> float:
        return self.whole - sum(self.seconds.values())

    @property
    def picture(self) -> float:
        """Seconds of a picture with all its evaluations."""
        return self.whole + (self.evaluations - self.measured) * self.evaluation


@dataclass
class Watched:
    """OpenVINO's network with hooks, as torch's have them."""

    network: Converted
    before: Callable[[Any, Inputs, Named], None]
    after: Callable[[], None]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.network, name)

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        self.before(self.network, inputs, named)
        output = self.network(*inputs, **named)
        self.after()
        return output


@contextmanager
def metered(pipeline: Any, cost: Cost) -> Iterator[None]:
    """Measure a picture and what each part of it takes. The small decoder makes previews too: its last run counts."""
    hooks: list[Any] = []
    begun: dict[str, float] = {}
    asked: list[Any] = []
    for stage, part in ((stage, part) for stage, parts in STAGES.items() for part in parts):
        if (module := part_of(pipeline, part)) is None:
            continue

        def before(module: Any, inputs: Inputs, named: Named, stage: str = stage, part: str = part) -> None:
            if stage == NETWORK:
                cost.measured += batch_of(inputs, named)
                asked.append((module, *without_numbers((inputs, named))))
            begun[part] = seconds()

        def after(*_: Any, stage: str = stage, part: str = part) -> None:
            taken = seconds() - begun[part]
            cost.seconds[stage] = taken + (0 if part == "tiny_vae.decoder" else cost.seconds.get(stage, 0))

        if isinstance(module, Converted):
            setattr(pipeline, part, Watched(module, before, after))
            continue
        hooks += [module.register_forward_pre_hook(before, with_kwargs=True), module.register_forward_hook(after)]
    forget_peak()
    start = seconds()
    yield
    cost.whole = seconds() - start
    for hook in hooks:
        hook.remove()
    cost.peak, cost.device = peak_bytes(), device()
    network, inputs, named = asked[0]
    cost.flop = flop_of(hollow(network), *inputs, **named) / batch_of(inputs, named)
    cost.rate = rate(network.dtype)


def part_of(pipeline: Any, part: str) -> Any:
    """A part, "vae.encoder" say, or None."""
    try:
        return attrgetter(part)(pipeline)
    except AttributeError:
        return None


def batch_of(inputs: Inputs, named: Named) -> int:
    """How many evaluations a call of a network is: as many as the first thing that it is told has rows."""
    return len([*inputs, *named.values()][0])


def forget_peak() -> None:
    """Let what loading took not count as memory of the picture, where that can be told apart: on a graphics card."""
    import torch

    if device() == "cuda":
        torch.cuda.reset_peak_memory_stats()


def peak_bytes() -> int:
    """The most memory held: of the graphics card since `forget_peak`, without one of this process since it began."""
    import torch

    if device() == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
