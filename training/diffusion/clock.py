"""Training that ends on time at any speed: the schedule follows the processor's time, not a number of steps."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

WARM_UP = 0.03
"""Share of the time."""
REPORT_EVERY = 30.0
"""Seconds."""


def half_precision() -> torch.autocast:
    """bfloat16 where the processor computes with it, which is faster there; emulated it is many times slower."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def progress(minutes: float) -> Iterator[float]:
    """The share of the time that this process has computed, from 0 and below 1, once for each step.

    What else the machine does meanwhile makes it later, not worse.
    """
    start = time.process_time()
    while (passed := time.process_time() - start) < 60 * minutes:
        yield passed / (60 * minutes)


def fit(
    network: nn.Module, loss_of: Callable[[], Tensor], minutes: float, peak_rate: float, decay: float, file: Path
) -> None:
    """Lower `loss_of`, which draws its own samples, for some minutes: AdamW, warm-up, cosine to zero.

    The network starts from `file` if it is there, and ends as the exponential average over its last steps, which is
    kept in `file` now and then, too. decay: how much of the average a step leaves.
    """
    if file.is_file():
        network.load_state_dict(torch.load(file, weights_only=True))
    optimiser = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.99), weight_decay=0.01)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay))
    running, reported = 0.0, time.process_time()
    for step, share in enumerate(progress(minutes), 1):
        for group in optimiser.param_groups:
            group["lr"] = peak_rate * min(share / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * share))
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(network)
        running += max(1 / step, 0.02) * (loss.item() - running)
        if time.process_time() - reported > REPORT_EVERY:
            reported = time.process_time()
            print(f"{file.stem}: {share:4.0%}  step {step}  loss {running:.4f}", flush=True)
            torch.save(average.module.state_dict(), file)
    network.load_state_dict(average.module.state_dict())
    network.eval()
    torch.save(network.state_dict(), file)
