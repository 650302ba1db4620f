"""The U-Net of Stable Diffusion through OpenVINO, an optional package: the same on a processor, in less time.

The network is converted once, with what was fused into it, and kept as a file for pictures of any size; it is compiled
for a size when a picture asks for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from ...errors import EngineError
from .machine import is_out_of_memory
from .plan import Plan

SETTING = "BACKDROP_OPENVINO"
"""The environment variable that switches it off, by the word "off"."""
OPTIONS = {"PERFORMANCE_HINT": "LATENCY"}
"""For compiling. The number format is OpenVINO's choice: bfloat16 where the processor has it, else float32."""
NOTE = "OpenVINO on this CPU computes the AI model."
FILE = "unet.xml"
EXAMPLE_SIDE = 9
"""Of a latent picture that no halving divides: so the network is recorded with the steps that other sizes need too."""
EXAMPLE_TOKENS = 77
TIME_IDS = 6
"""Numbers that Stable Diffusion XL is told of a picture's size."""


class Converted:
    """Stands in for a `UNet2DConditionModel` in a pipeline; what a pipeline asks of one and no more."""

    def __init__(self, unet: Any) -> None:
        self.config, self.dtype = unet.config, unet.dtype
        self.add_embedding = getattr(unet, "add_embedding", None)  # of which Stable Diffusion XL asks the width
        self._waves = [getattr(unet, name) for name in _waves_of(unet)]
        self._network = _network(unet)
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

        if return_dict or any(value is not None for value in others.values()):
            raise ValueError(f"expected no more than a plain U-Net is told, got {sorted(others)}")
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

            self._compiled = None  # two would not fit everywhere
            sized = self._network.clone()
            sized.reshape(dict(zip([given.get_any_name() for given in sized.inputs], map(list, shapes), strict=True)))
            self._compiled, self._shapes = openvino.Core().compile_model(sized, "CPU", OPTIONS), shapes
        return self._compiled


def use_openvino(pipeline: Any, plan: Plan) -> Any:
    """The same pipeline; OpenVINO computes its U-Net if it has one alone, runs on a processor, and is not kept from it.

    Adapters have to be fused before. Where memory is short it does not: to convert a network takes twice of it.

    Raises:
        EngineError: if the network cannot be converted or kept.
    """
    unet = getattr(pipeline, "unet", None)
    alone = unet is not None and not hasattr(pipeline, "controlnet")
    if plan.device == "cpu" and not plan.eight_bit and alone and is_wanted():
        pipeline.unet = Converted(unet)
    return pipeline


def is_wanted() -> bool:
    """Whether the package is here and not switched off; does not import it."""
    return os.environ.get(SETTING, "").strip().lower() != "off" and importlib.util.find_spec("openvino") is not None


def said_of(pipeline: Any) -> tuple[str, ...]:
    """A note for people if OpenVINO computes."""
    return (NOTE,) if isinstance(getattr(pipeline, "unet", None), Converted) else ()


def kept_in() -> Path:
    """The folder of converted networks, in the user's cache; it may be deleted at any time."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path("~/.cache").expanduser()) / "backdrop-ui" / "openvino"


def _network(unet: Any) -> Any:
    """The network as OpenVINO reads it from its file, which is made if it is not there, or damaged."""
    import openvino

    folder = kept_in() / _fingerprint(unet)
    if (folder / FILE).is_file():
        try:
            return openvino.Core().read_model(folder / FILE)
        except RuntimeError:
            shutil.rmtree(folder)
    try:
        _keep(unet, folder)
    except OSError as error:
        raise EngineError(
            f"The AI model converted for this processor cannot be kept in {folder.parent} ({error.strerror or error}). "
            f"Make room there, or set {SETTING}=off."
        ) from error
    except Exception as error:  # torch's recorder and OpenVINO each have their own
        if is_out_of_memory(error):
            raise
        raise EngineError(
            f"OpenVINO cannot convert this AI model ({str(error).strip().partition(chr(10))[0][:200]}). "
            f"Set {SETTING}=off to paint without it, which takes longer."
        ) from error
    return openvino.Core().read_model(folder / FILE)


def _fingerprint(unet: Any) -> str:
    """A name for a network: of its weights, how it is built, and the version that converts it."""
    import openvino
    import torch

    built = json.dumps(dict(unet.config), sort_keys=True, default=str)
    digest = hashlib.sha256(f"{openvino.__version__} {built}".encode())
    for name, weights in sorted(unet.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()[:32]


def _keep(unet: Any, folder: Path) -> None:
    """Convert a network and write it, its weights in float16, where nobody sees half of it."""
    import openvino

    network = _converted(unet)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as half:
        openvino.save_model(network, Path(half) / folder.name / FILE, compress_to_fp16=True)
        try:
            (Path(half) / folder.name).rename(folder)
        except OSError:
            if not (folder / FILE).is_file():  # another process was quicker
                raise


def _converted(unet: Any) -> Any:
    """The network of torch as one of OpenVINO, for inputs of any size.

    The waves that a time step is written in are left to torch: in half precision step 999 would be several steps off.
    """
    import openvino
    import torch

    class Given(torch.nn.Module):
        """Waves computed before."""

        def __init__(self, waves: Any) -> None:
            super().__init__()
            self.waves = waves

        def forward(self, _numbers: Any) -> Any:
            return self.waves

    class Plain(torch.nn.Module):
        """The U-Net with nothing but tensors in and out."""

        def __init__(self) -> None:
            super().__init__()
            self.unet = unet.float()

        def forward(self, sample: Any, waves: Any, states: Any, text: Any = None, sizes: Any = None) -> Any:
            for part, given in zip(_waves_of(unet), (waves, sizes), strict=False):
                setattr(unet, part, Given(given))
            told = None if text is None else {"text_embeds": text, "time_ids": torch.zeros(1)}
            return self.unet(sample, 0, states, added_cond_kwargs=told, return_dict=False)[0]

    config = unet.config
    example = [
        torch.zeros(2, config.in_channels, EXAMPLE_SIDE, EXAMPLE_SIDE),
        torch.zeros(2, unet.time_proj.num_channels),
        torch.zeros(2, EXAMPLE_TOKENS, config.cross_attention_dim),
    ]
    if len(_waves_of(unet)) > 1:
        of_sizes = TIME_IDS * config.addition_time_embed_dim
        example += [torch.zeros(2, config.projection_class_embeddings_input_dim - of_sizes), torch.zeros(2, of_sizes)]
    parts = {name: getattr(unet, name) for name in _waves_of(unet)}
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the recorder warns of each branch that it takes for good
            return openvino.convert_model(Plain().eval(), example_input=tuple(example))
    finally:
        for name, part in parts.items():
            setattr(unet, name, part)


def _waves_of(unet: Any) -> tuple[str, ...]:
    """The parts that write numbers as waves: the time step, and for Stable Diffusion XL the picture's size."""
    return ("time_proj", "add_time_proj") if unet.config.addition_embed_type == "text_time" else ("time_proj",)
