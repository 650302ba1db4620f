"""A U-Net of Stable Diffusion as OpenVINO has it: converted once, with what was fused into it, and kept as a file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import EngineError
from .machine import is_out_of_memory

SETTING = "BACKDROP_OPENVINO"
"""The environment variable that switches OpenVINO off, by the word "off"."""
FILE = "unet.xml"
KEPT = 3
"""Networks that are kept, those used last: one takes 1.7 GB for Stable Diffusion 1.5, three times that for XL."""
TORN_S = 24 * 3600
"""What is not a whole network by then never will be: its conversion was killed."""
EXAMPLE_SIDE = 9
"""Of a latent picture that no halving divides: so the network is recorded with the steps that other sizes need too."""
EXAMPLE_TOKENS = 77
TIME_IDS = 6
"""Numbers that Stable Diffusion XL is told of a picture's size."""


def kept_in() -> Path:
    """The folder of converted networks, in the user's cache; it may be deleted at any time."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path("~/.cache").expanduser()) / "backdrop-ui" / "openvino"


def network_of(unet: Any) -> Any:
    """The network as OpenVINO reads it from its file, which is made if it is not there, or damaged.

    Raises:
        EngineError: if it cannot be converted or kept.
    """
    import openvino

    folder = kept_in() / _fingerprint(unet)
    if (folder / FILE).is_file():
        with suppress(OSError):  # others' caches may be for reading only
            os.utime(folder)  # used last now, so no other process throws it away
        try:
            return openvino.Core().read_model(folder / FILE)
        except RuntimeError:
            shutil.rmtree(folder, ignore_errors=True)
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


def waves_of(unet: Any) -> tuple[str, ...]:
    """The parts that write numbers as waves: the time step, and for Stable Diffusion XL the picture's size.

    They are left to torch: in half precision step 999 would be several steps off.
    """
    return ("time_proj", "add_time_proj") if unet.config.addition_embed_type == "text_time" else ("time_proj",)


def _fingerprint(unet: Any) -> str:
    """A name for a network: of its weights, how it is built, and the version that converts it."""
    import openvino
    import torch

    config = {name: value for name, value in unet.config.items() if not name.startswith("_")}  # not where it lies
    built = json.dumps(config, sort_keys=True, default=str)
    digest = hashlib.sha256(f"{openvino.__version__} {built}".encode())
    for name, weights in sorted(unet.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()[:32]


def _keep(unet: Any, folder: Path) -> None:
    """Convert a network and write it, its weights in float16, where nobody sees half of it; old ones go."""
    import openvino

    network = _converted(unet)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as aside:
        openvino.save_model(network, Path(aside) / folder.name / FILE, compress_to_fp16=True)
        try:
            (Path(aside) / folder.name).rename(folder)
        except OSError:
            if not (folder / FILE).is_file():  # another process was quicker
                raise
        with suppress(OSError):  # another process is tidying up too
            _put_aside_the_old(Path(aside))


def _put_aside_the_old(aside: Path) -> None:
    """Move all but the networks used last into a folder that is about to be deleted, each as a whole.

    Who has one open keeps it, or (on Windows) keeps it from being moved.
    """
    by_use = sorted(aside.parent.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    whole = [folder for folder in by_use if (folder / FILE).is_file()]
    torn = [folder for folder in by_use if folder not in whole and time.time() - folder.stat().st_mtime > TORN_S]
    for folder in (*whole[KEPT:], *torn):
        with suppress(OSError):
            folder.rename(aside / folder.name)


def _converted(unet: Any) -> Any:
    """The network of torch as one of OpenVINO, for inputs of any size."""
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
            for part, given in zip(waves_of(unet), (waves, sizes), strict=False):
                setattr(unet, part, Given(given))
            told = None if text is None else {"text_embeds": text, "time_ids": torch.zeros(1)}
            return self.unet(sample, 0, states, added_cond_kwargs=told, return_dict=False)[0]

    parts = {name: getattr(unet, name) for name in waves_of(unet)}
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the recorder warns of each branch that it takes for good
            return openvino.convert_model(Plain().eval(), example_input=_example_for(unet))
    finally:
        for name, part in parts.items():
            setattr(unet, name, part)


def _example_for(unet: Any) -> tuple[Any, ...]:
    """Inputs to record a network with: a latent picture, waves, words, and what Stable Diffusion XL is told besides."""
    import torch

    config = unet.config
    example = (
        torch.zeros(2, config.in_channels, EXAMPLE_SIDE, EXAMPLE_SIDE),
        torch.zeros(2, unet.time_proj.num_channels),
        torch.zeros(2, EXAMPLE_TOKENS, config.cross_attention_dim),
    )
    if len(waves_of(unet)) == 1:
        return example
    of_sizes = TIME_IDS * config.addition_time_embed_dim
    of_text = config.projection_class_embeddings_input_dim - of_sizes
    return *example, torch.zeros(2, of_text), torch.zeros(2, of_sizes)
