"""Which files of a model are on this machine, and how to get those that are not. Nothing is downloaded from here."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from .catalogue import OWN, SETTING, Model, Weights, display_name
from .checkpoint import read_checkpoint

PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "peft")
_PIECE = re.compile(r"(.*)-\d{5}-of-(\d{5})(\..*)")


def find(weights: Weights) -> Path | None:
    """The folder (or, where one file is asked for, the file) of weights: local, or in the Hugging Face cache; or None.

    Looks at files only: importing torch to find out would take longer than opening the page.
    """
    if (local := place_of(weights)) is not None:
        found = local / weights.file if weights.file else local
        return found if found.exists() else None
    if not is_repository(weights.repo):  # the name of a folder that is not there
        return None
    from huggingface_hub import try_to_load_from_cache

    for name in (weights.file,) if weights.file else ("model_index.json", "config.json"):
        cached = try_to_load_from_cache(weights.repo, name)
        if isinstance(cached, str):
            return Path(cached) if weights.file else Path(cached).parent
    return None


def place_of(weights: Weights) -> Path | None:
    """The folder or file that weights name outside the Hub's cache; None if there is none, whatever it is called."""
    path = os.path.expanduser(weights.repo)  # noqa: PTH111  # where there is no such person, pathlib raises
    return Path(path) if weights.repo and os.path.exists(path) else None  # noqa: PTH110  # as it does for long names


def absent_packages() -> list[str]:
    """Those that every AI model needs and that are not installed."""
    return [package for package in PACKAGES if importlib.util.find_spec(package) is None]


def missing(model: Model) -> str | None:
    """What a model lacks to be used here and how to get it, for people; None if nothing."""
    if absent := absent_packages():
        return (
            f"The AI model needs {' and '.join(absent)}. Get what it needs with `pip install {' '.join(PACKAGES)}`. "
            "The Painter paints without it."
        )
    if not model.weights.repo:
        return f"No model of your own is named. {how_to_get(model)}"
    needed = [model.weights, *(adapter for adapter in model.adapters if not adapter.optional)]
    if absent := [display_name(weights.repo) for weights in needed if find(weights) is None]:
        if model.name == OWN and not is_on_hub(model.weights):
            return f"{SETTING} names {model.title!r}, and there is no such folder or file. {how_to_get(model)}"
        return f"The AI model {model.title} is not on this machine, it lacks {', '.join(absent)}. {how_to_get(model)}"
    found = find(model.weights)
    if found is not None and found.is_file():
        return lack_of_file(found)
    lack = _lack(found)
    return lack and f"The AI model {model.title} is not complete, it lacks {lack}. {how_to_get(model)}"


def _lack(folder: Path | None) -> str | None:
    """The first thing that a model's folder lacks: its index names the parts, those with a config.json are networks."""
    if folder is None:
        return None
    try:
        index = json.loads((folder / "model_index.json").read_text("utf-8"))
        parts = [part for part, entry in index.items() if isinstance(entry, list) and entry[0]]
    except (OSError, ValueError, AttributeError, IndexError):
        return "a readable model_index.json"
    for part in parts:
        patterns = ["*.json", "*.safetensors"] if (folder / part / "config.json").is_file() else ["*.json"]
        for pattern in patterns:
            here = {path.name for path in (folder / part).glob(pattern) if path.is_file()}  # a link may lead nowhere
            if not here:
                return f"{part}/{pattern}"
            if lost := _pieces(here) - here:
                return f"{part}/{min(lost)}"
    return None


def _pieces(names: Iterable[str]) -> set[str]:
    """The names of all the pieces of the large files that some of these are pieces of: "NAME-00001-of-00003.END"."""
    found = filter(None, map(_PIECE.fullmatch, names))
    return {
        f"{name}-{number:05}-of-{count}{end}"
        for name, count, end in (piece.groups() for piece in found)
        for number in range(1, int(count) + 1)
    }


def configuration_of(file: Path) -> Path | None:
    """The folder that says how the model in a file is built: of the file's own name beside it, or of a known model."""
    beside = file.with_suffix("")
    if (beside / "model_index.json").is_file():
        return beside
    checkpoint = read_checkpoint(file)
    return find(Weights(repo=checkpoint.configuration)) if checkpoint and checkpoint.configuration else None


def lack_of_file(file: Path) -> str | None:
    """What is missing to use a single file as a model, for people; None if nothing."""
    checkpoint = read_checkpoint(file)
    if checkpoint is None:
        return (
            f"{file.name} is no whole Stable Diffusion model, or it is damaged. Let the setting {SETTING} name another "
            "file, or the folder of a diffusers model. The Painter paints without it."
        )
    if configuration_of(file) is not None:
        return None
    way = f"Put the JSON and text files of a diffusers model of its kind into a folder {file.stem!r} beside it"
    if checkpoint.configuration:
        way += f', or get them with `hf download {checkpoint.configuration} --include "*.json" --include "*.txt"`'
    return f"{file.name} holds weights only, not how the model is built. {way}. The Painter paints without it."


def how_to_get(model: Model) -> str:
    """What a person can do to have the model, in words."""
    if model.name == OWN and not is_on_hub(model.weights):
        way = f"Let the setting {SETTING} name a folder with a whole diffusers model, or remove it."
    else:
        way = f"Fetch it under More options, AI models, or with `python -m backdrop_ui engines --fetch {model.name}`."
    return f"{way} The Painter paints without it."


def is_on_hub(weights: Weights) -> bool:
    """Whether they are to be had from the Hub: what is in a folder or file here, or meant to be one, is not."""
    file = weights.repo.endswith(".safetensors")
    return not file and place_of(weights) is None and is_repository(weights.repo)


def is_repository(name: str) -> bool:
    """Whether it may be one on the Hub, of somebody's, rather than a folder."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # it is public

    try:
        validate_repo_id(name)
    except HFValidationError:
        return False
    return "/" in name
