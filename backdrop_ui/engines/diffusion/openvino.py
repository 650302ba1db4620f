"""The U-Net of Stable Diffusion through OpenVINO, an optional package: the same on a processor, in less time.

The network is compiled for a size when a picture asks for it.
"""

from __future__ import annotations

import importlib.util
import os
from typing import Any

from .converting import SETTING, network_of, waves_of
from .machine import free_ram
from .plan import Plan

OPTIONS = {"PERFORMANCE_HINT": "LATENCY"}
"""For compiling. The number format is OpenVINO's choice: bfloat16 where the processor has it, else float32."""
NOTE = "OpenVINO on this CPU computes the AI model."
SHORT = "There is too little memory for OpenVINO to convert the AI model, so torch computes it, which takes longer."
ROOM_BYTES = 5
"""For each number of a network, besides the network itself: Stable Diffusion 1.5's was seen to take 5.7 GB in all while
it was compiled, 4.6 GB while it was converted, with 860 million numbers of 2 bytes there already.
"""


class Converted:
    """Stands in for a `UNet2DConditionModel` in a pipeline; what a pipeline asks of one and no more."""

    def __init__(self, unet: Any) -> None:
        self.config, self.dtype = unet.config, unet.dtype
        self.add_embedding = getattr(unet, "add_embedding", None)  # of which Stable Diffusion XL asks the width
        self._waves = [getattr(unet, name) for name in waves_of(unet)]
        self._network = network_of(unet)
        self._shapes: list[tuple[int, ...]] = []
        self._compiled: Any = None

    def __call__(
        self,
        sample: Any,
        timestep: Any,
        encoder_hidden_states: Any,
        added_cond_kwargs: dict[str, Any] | None = None,
        return_dict: bool = False,
        **others: Any,
    ) -> tuple[Any]:
        """The noise in a batch of latent pictures, (N, channels, h, w), as the network of torch tells it.

        Raises:
            ValueError: if it is asked for what it was not converted with.
        """
        import torch

        others["return_dict"] = return_dict or None
        if besides := [name for name, value in others.items() if value is not None]:
            raise ValueError(f"expected no more than a plain U-Net is told, got {besides}")
        count = len(sample)
        given = [sample, self._waves[0](torch.as_tensor(timestep).expand(count)), encoder_hidden_states]
        for waves in self._waves[1:]:
            told = added_cond_kwargs or {}
            given += [told["text_embeds"], waves(told["time_ids"].flatten()).reshape(count, -1)]
        arrays = [tensor.float().contiguous().numpy() for tensor in given]
        noise = self._for([array.shape for array in arrays])(arrays)[0]
        return (torch.tensor(noise, dtype=self.dtype),)

    def _for(self, shapes: list[tuple[int, ...]]) -> Any:
        """The network compiled for inputs of these shapes; the last one is kept."""
        if self._shapes != shapes:
            import openvino

            self._compiled, self._shapes = None, []  # two would not fit everywhere, and this one may not
            sized = self._network.clone()
            sized.reshape(dict(zip([given.get_any_name() for given in sized.inputs], map(list, shapes), strict=True)))
            self._compiled, self._shapes = openvino.Core().compile_model(sized, "CPU", OPTIONS), shapes
        return self._compiled


def use_openvino(pipeline: Any, plan: Plan) -> Any:
    """The same pipeline; OpenVINO computes its U-Net if it has a plain one alone, runs on a processor, and may.

    Adapters have to be fused before. Where memory is short it does not: to convert a network takes twice of it.

    Raises:
        EngineError: if the network cannot be converted or kept.
    """
    unet = getattr(pipeline, "unet", None)
    if unet is not None and _is_plain(pipeline) and plan.device == "cpu" and not plan.eight_bit and is_wanted():
        numbers = sum(weight.numel() for weight in unet.parameters())
        if free_ram() > ROOM_BYTES * numbers:
            pipeline.unet = Converted(unet)
        else:
            pipeline.said_of_openvino = SHORT
    return pipeline


def is_wanted() -> bool:
    """Whether the package is here and not switched off; does not import it."""
    return os.environ.get(SETTING, "").strip().lower() != "off" and importlib.util.find_spec("openvino") is not None


def said_of(pipeline: Any) -> tuple[str, ...]:
    """A note for people if OpenVINO computes, or would if there were room."""
    if isinstance(getattr(pipeline, "unet", None), Converted):
        return (NOTE,)
    return tuple(filter(None, [getattr(pipeline, "said_of_openvino", "")]))


def _is_plain(pipeline: Any) -> bool:
    """Whether the U-Net is told no more than it is converted with: by no ControlNet, and no guidance to imitate."""
    return not hasattr(pipeline, "controlnet") and pipeline.unet.config.time_cond_proj_dim is None
