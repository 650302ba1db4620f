"""How fast a network could be at best here: its arithmetic, over the rate at which this machine multiplies matrices."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from backdrop_ui.engines.diffusion.openvino import Converted
from benchmarks.diffusion_files import numbers_of

TRIES = 5
SIZES = {"cpu": (2048, 640, 64), "cuda": (16384, 1280, 256)}
"""By device: the side of the matrices, and the channels and side of the picture that is convolved."""


def device() -> str:
    """Torch's name of what computes here: the graphics card if there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def seconds() -> float:
    """The time: of the graphics card if there is one, otherwise of the processor in all threads."""
    if device() == "cuda":
        import torch

        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()


def without_numbers(tree: Any) -> Any:
    """The same tuples and dicts with tensors that have shapes only."""
    import torch
    from torch.utils._pytree import tree_map_only

    return tree_map_only(torch.Tensor, lambda tensor: torch.empty_like(tensor, device="meta"), tree)


def flop_of(call: Any, *inputs: Any, **named: Any) -> int:
    """Multiplications and additions in the matrix products, convolutions and attention of a call; nothing is computed.

    call: a function, or a network without numbers itself.
    """
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    inputs, named = without_numbers((inputs, named))
    # Without numbers, attention is products of matrices; the counter does not know the kernel that processors have.
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        call(*inputs, **named)
    return int(counter.get_total_flops())


def hollow(network: Any) -> Any:
    """A copy of a network of diffusers without its numbers; of one converted for OpenVINO, as it was before."""
    import diffusers
    import torch

    kind = diffusers.UNet2DConditionModel if isinstance(network, Converted) else type(network)
    with torch.device("meta"), numbers_of(network.dtype):
        return kind.from_config(network.config).eval()


def rate(dtype: Any) -> float:
    """FLOP a second, see `seconds`, of large matrices in a number format: the best of several tries.

    A product and a convolution are tried: the libraries beneath leave half of some processors unused in one of them.
    """
    import torch

    where = {"dtype": dtype, "device": device()}
    side, channels, picture = SIZES[device()]
    matrix = torch.randn(side, side, **where)
    kernels = torch.randn(channels, channels, 3, 3, **where).to(memory_format=torch.channels_last)
    pixels = torch.randn(1, channels, picture, picture, **where).to(memory_format=torch.channels_last)
    rates = []
    for multiply in partial(torch.mm, matrix, matrix), partial(torch.conv2d, pixels, kernels, padding=1):
        flop = flop_of(multiply.func, *multiply.args, **multiply.keywords)
        multiply()  # the first call prepares
        for _ in range(TRIES):
            start = seconds()
            multiply()
            rates.append(flop / (seconds() - start))
    return max(rates)
