"""How a model of a person's own is run, found in its files; without torch, for pages that list it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...errors import EngineError
from .catalogue import FamilyName, Weights
from .checkpoint import read_checkpoint
from .files import find

CLASSES: dict[str, FamilyName] = {
    "StableDiffusionPipeline": "sd",
    "StableDiffusionInpaintPipeline": "sd",
    "StableDiffusionXLPipeline": "sdxl",
    "StableDiffusionXLInpaintPipeline": "sdxl",
    "Flux2KleinPipeline": "flux2-klein",
    "Flux2KleinInpaintPipeline": "flux2-klein",
    "QwenImageEditPlusPipeline": "qwen-edit",
}
"""What a model's index calls itself."""

_MEGAPIXEL = 1024 * 1024
WAYS: dict[FamilyName, dict[str, Any]] = {
    "sd": {"steps": 25, "guidance": 7.5, "native_pixels": 512 * 768, "multiple_of": 8},
    "sdxl": {"steps": 25, "guidance": 7.5, "native_pixels": _MEGAPIXEL, "multiple_of": 8},
    "flux2-klein": {"steps": 50, "guidance": 4.0, "native_pixels": _MEGAPIXEL, "multiple_of": 16},
    "qwen-edit": {"steps": 40, "guidance": 4.0, "native_pixels": _MEGAPIXEL, "multiple_of": 16},
}
"""For models that nothing more is known of. A distilled FLUX.2 says so in its index."""
DISTILLED = {"steps": 4, "guidance": 1.0}


def way_to_run(repo: str) -> dict[str, Any]:
    """The fields of a `Model` that follow from its files; those of Stable Diffusion if they are not here."""
    found = find(Weights(repo=repo))
    if found is None:
        return WAYS["sd"]
    marker = found if found.is_file() else found / "model_index.json"
    try:
        family, distilled = _told_by(marker, marker.stat().st_mtime_ns)
    except (OSError, EngineError):  # said when it is used
        return WAYS["sd"]
    return {"family": family} | WAYS[family] | (DISTILLED if distilled else {})


def family_in(path: Path) -> FamilyName:
    """The family of a model's folder or single file.

    Raises:
        EngineError: if it is of none that can be run here, or its index is damaged.
        OSError: if it is gone.
    """
    marker = path if path.is_file() else path / "model_index.json"
    return _told_by(marker, marker.stat().st_mtime_ns)[0]


def unfit(repo: str) -> str | None:
    """Why a model that is here cannot be run, for people; None if it can, or is not here."""
    found = find(Weights(repo=repo))
    try:
        family_in(found) if found else None
    except OSError:  # gone since
        return None
    except EngineError as error:
        return str(error)
    return None


@lru_cache(maxsize=4)
def _told_by(marker: Path, _changed: int) -> tuple[FamilyName, bool]:
    """The family, and whether the model is distilled; `_changed` is when the file was."""
    if marker.suffix == ".safetensors":
        checkpoint = read_checkpoint(marker)
        if checkpoint is None:
            raise EngineError(f"{marker.name} is no whole Stable Diffusion model. Name another one.")
        return checkpoint.family, False
    try:
        index = dict(json.loads(marker.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise EngineError(f"{marker.name} of the AI model is damaged. Get its files again.") from error
    name = index.get("_class_name")
    if name not in CLASSES:
        raise EngineError(
            f"The AI model is of a kind ({name}) that cannot be used here. Take one of Stable Diffusion, "
            "Stable Diffusion XL, FLUX.2 klein or Qwen Image Edit. The Painter paints without it."
        )
    return CLASSES[name], bool(index.get("is_distilled"))
