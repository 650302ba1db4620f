"""A model's weights in 8 bits each, for machines whose memory is short: whole numbers, and a scale for each row."""

from __future__ import annotations

from functools import cache
from typing import Any

from .machine import Precision

WHOLE = ("vae", "safety_checker", "image_encoder")
"""Parts of a pipeline that stay as they are: small ones, whose faults would be seen, or judge."""
MOST = 127


def to_eight_bit(pipeline: Any, precision: Precision) -> None:
    """Keep the weights of a pipeline's networks in 8 bits; they compute in `precision`, as all its parts do.

    Only those of linear and convolutional layers, one of which at a time is there as it was: biases, norms and the
    words' vectors stay.
    """
    import torch

    layers = (torch.nn.Linear, torch.nn.Conv2d)
    parts = {name: part for name, part in pipeline.components.items() if isinstance(part, torch.nn.Module)}
    for name, part in parts.items():
        part.requires_grad_(False)  # whole numbers have no gradient
        vectors = {id(module.weight) for module in part.modules() if isinstance(module, torch.nn.Embedding)}
        for module in [module for module in part.modules() if name not in WHOLE and isinstance(module, layers)]:
            if id(module.weight) not in vectors:  # a language model may find its words by the same
                torch.nn.utils.parametrize.register_parametrization(module, "weight", _rows()(), unsafe=True)
        torch.nn.Module.to(part, getattr(torch, precision))  # diffusers' own warns without a cause


@cache
def _rows() -> Any:
    """The class, made when torch is first needed."""
    import torch

    class Rows(torch.nn.Module):
        """A weight, (rows, ...), as whole numbers in [-127, 127] and a scale for each row, (rows, 1, ...)."""

        def forward(self, numbers: Any, scale: Any) -> Any:
            return numbers * scale

        def right_inverse(self, weight: Any) -> Any:
            rows = weight.to(torch.float32, copy=True)
            scale = rows.abs().amax(dim=tuple(range(1, rows.dim())), keepdim=True).clamp(min=1e-12).div_(MOST)
            return rows.div_(scale).round_().to(torch.int8), scale

    return Rows
