"""Finds, checks and loads the files of a diffusion model on this machine. Nothing is ever downloaded from here."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from ...errors import EngineError

SETTING = "BACKDROP_DIFFUSION_MODEL"
"""The environment variable that names another model: a folder, or a repository on the Hugging Face Hub."""
DEFAULT = "stable-diffusion-v1-5/stable-diffusion-inpainting"
DEFAULT_LICENCE = "CreativeML OpenRAIL-M"
DEFAULT_FILES = '--include "*.json" --include "*.txt" --include "*.fp16.safetensors"'
"""The half-precision files: half the download, and the only weights of this model that aren't pickles."""
MAX_CAUSE_CHARACTERS = 200
"""A size mismatch lists every layer, which helps nobody."""
PACKAGES = ("torch", "diffusers", "transformers")
_REPOSITORY = re.compile(r"\w[\w.-]*/\w[\w.-]*")


def chosen_model() -> str:
    """What the setting says, read anew each time: a folder or a repository's id."""
    return os.environ.get(SETTING, "").strip() or DEFAULT


def display_name(model: str) -> str:
    """A repository's id, or a folder's last name: where it lies is nobody else's business."""
    return model if model.count("/") == 1 else Path(model).name


def licence(model: str) -> str:
    """Under which licence the model's files come, as far as is known here."""
    return DEFAULT_LICENCE if model == DEFAULT else "see the model's page"


def find(model: str) -> Path | None:
    """The folder of a model: its own, or its snapshot in the Hugging Face cache; None if there is neither."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        index = try_to_load_from_cache(model, "model_index.json")
    except HFValidationError:  # the name of a folder that is not there
        return None
    return Path(index).parent if isinstance(index, str) else None


def missing(model: str) -> str | None:
    """What the model lacks to be used here and how to get it, for people; None if nothing.

    Looks at files only: importing torch to find out would take longer than opening the page.
    """
    absent = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    if absent:
        return (
            f"The AI model needs {' and '.join(absent)}. Get what it needs with `pip install {' '.join(PACKAGES)}`. "
            "Until then the Painter paints."
        )
    folder = find(model)
    if folder is None:
        return f"The AI model {display_name(model)} is not on this machine. {_how_to_get(model)}"
    lack = _lack(folder)
    return lack and f"The AI model {display_name(model)} is not complete, it lacks {lack}. {_how_to_get(model)}"


def _lack(folder: Path) -> str | None:
    """The first thing that a model's folder lacks: its index names the parts, those with a config.json are networks."""
    try:
        index = json.loads((folder / "model_index.json").read_text("utf-8"))
        parts = [part for part, entry in index.items() if isinstance(entry, list) and entry[0]]
    except (OSError, ValueError, AttributeError, IndexError):
        return "a readable model_index.json"
    for part in parts:
        patterns = ["*.json", "*.safetensors"] if (folder / part / "config.json").is_file() else ["*.json"]
        for pattern in patterns:
            if not any(path.is_file() for path in (folder / part).glob(pattern)):  # a link may lead nowhere
                return f"{part}/{pattern}"
    return None


def _how_to_get(model: str) -> str:
    if model == DEFAULT:
        way = f"Get it once (2.7 GB) with `hf download {model} {DEFAULT_FILES}`."
    elif _REPOSITORY.fullmatch(model) and not Path(model).is_dir():
        way = f"Get it once (its page tells the size) with `hf download {model}`, or check the setting {SETTING}."
    else:
        way = f"Let the setting {SETTING} name a folder with a whole diffusers model, or remove it."
    return f"{way} Until then the Painter paints."


def load(model: str, folder: Path) -> Any:
    """Load a model's folder onto the best device of this machine, its safety checker too if it has one.

    Raises:
        EngineError: if it cannot be loaded.
        MemoryError, RuntimeError: if it does not fit, see `is_out_of_memory`.
    """
    try:
        from diffusers import AutoPipelineForInpainting

        device, dtype = _device()
        pipeline = AutoPipelineForInpainting.from_pretrained(
            folder,
            dtype=dtype,
            variant="fp16" if any(folder.glob("*/*.fp16.safetensors")) else None,
            use_safetensors=True,  # a pickle could run code
            local_files_only=True,
        ).to(device)
    except Exception as error:  # safetensors, json, torch and diffusers each have their own
        if is_out_of_memory(error):
            raise
        cause = str(error).strip().partition("\n")[0][:MAX_CAUSE_CHARACTERS]
        raise EngineError(
            f"The AI model cannot be loaded ({cause}). Its files may be damaged: delete them and get them again. "
            f"{_how_to_get(model)}"
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def has_accelerator() -> bool:
    """Whether there is a graphics card that torch may use, as far as can be told without importing it."""
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple or shutil.which("nvidia-smi") is not None or Path("/dev/kfd").exists()


def _device() -> tuple[str, Any]:
    """Device and number format; a CPU without native support takes 60 times longer in half precision."""
    import torch

    if torch.cuda.is_available():
        return "cuda", torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return "mps" if torch.backends.mps.is_available() else "cpu", torch.float32


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory ran out; torch has a class for it on graphics cards, elsewhere a RuntimeError that says so."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower())
