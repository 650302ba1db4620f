"""ViTMatte: the finest hair, by a transformer of 26 million parameters; only where its weights are on this machine."""

from __future__ import annotations

import importlib.util
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array, fitted_size, resize, to_8bit
from ..errors import CutoutError
from ..progress import Report
from .band import Band, band_of
from .refine import to_full_size

SETTING = "BACKDROP_VITMATTE_MODEL"
"""The environment variable that names another ViTMatte model: a folder, or a repository on the Hugging Face Hub."""
DEFAULT = "hustvl/vitmatte-small-composition-1k"
MEGABYTES = 103
PACKAGES = ("torch", "transformers")
FILES = ("config.json", "preprocessor_config.json", "model.safetensors")
MAX_PIXELS = 1024 * 1024
"""Of the photo as it looks at it; what is finer comes from the photo's own colours, as in `refine`."""
MARGIN_SHARE = 0.03
"""How much it sees around the band, as a share of the longer side."""


def missing() -> str | None:
    """What it lacks to be used here and how to get it, for people; None if nothing. Imports neither package."""
    absent = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    if absent:
        return f"ViTMatte needs {' and '.join(absent)}: `pip install {' '.join(absent)}`. Or refine without it."
    if _folder() is None:
        return (
            f"ViTMatte is not on this machine. Get it once ({MEGABYTES} MB) with `hf download {DEFAULT}`, or let the "
            f"setting {SETTING} name a folder with {', '.join(FILES)}. Or refine without it."
        )
    return None


def refine_with_vitmatte(pixels: Array, probability: Array, report: Report = lambda *_: None) -> Array:
    """Find the alpha in the band around a model's edge with ViTMatte. Nothing is ever downloaded.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1].
        probability: (H, W) in [0, 1].
    Returns:
        alpha, (H, W) in [0, 1]; exactly 0 and 1 outside the band.
    Raises:
        CutoutError: if its weights or packages are not here, or do not work.
    Source:
        Yao, Wang, Yang & Wang, "ViTMatte: Boosting Image Matting with Pretrained Plain Vision Transformers", 2023.
    """
    lack = missing()
    if lack is not None:
        raise CutoutError(lack)
    height, width = probability.shape
    size = fitted_size(width, height, MAX_PIXELS)
    band = band_of(resize(probability, *size))
    small = resize(pixels, *size)
    if not band.unknown.any():
        return to_full_size(pixels, small, band.trimap, band)
    report(0.86, "Loading ViTMatte")
    processor, model = _loaded(str(_folder()))
    report(0.9, "Refining the edge with ViTMatte")
    return to_full_size(pixels, small, _alpha(processor, model, small, band), band)


def _alpha(processor: Any, model: Any, pixels: Array, band: Band) -> Array:
    """ViTMatte's alpha in the band's surroundings, what is sure elsewhere: (H, W)."""
    import torch

    part = band.surroundings(max(32, round(MARGIN_SHARE * max(band.trimap.shape))))
    inputs = processor(images=to_8bit(pixels[part]), trimaps=to_8bit(band.trimap[part]), return_tensors="pt")
    try:
        with torch.inference_mode():
            found = model(pixel_values=inputs["pixel_values"].to(model.device)).alphas[0, 0].float().cpu().numpy()
    except (RuntimeError, MemoryError) as error:  # out of memory, or weights of another shape than they claim
        raise CutoutError("ViTMatte failed on this photo. Refine without it.") from error
    if not np.isfinite(found).all():
        raise CutoutError("ViTMatte computed no valid alpha: its files may be damaged. Get them again.")
    alpha = band.trimap.copy()
    rows, columns = alpha[part].shape
    alpha[part] = np.where(band.unknown[part], found[:rows, :columns].clip(0, 1), alpha[part])
    return alpha


def _folder() -> Path | None:
    """Where its files are, all of them: the setting's folder, or a snapshot in the Hugging Face cache."""
    name = os.environ.get(SETTING, "").strip() or DEFAULT
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if importlib.util.find_spec("huggingface_hub") is None:
            return None
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError

        try:
            config = try_to_load_from_cache(name, FILES[0])
        except HFValidationError:  # the name of a folder that is not there
            return None
        if not isinstance(config, str):
            return None
        folder = Path(config).parent
    return folder if all((folder / name).is_file() for name in FILES) else None


@lru_cache(maxsize=1)
def _loaded(folder: str) -> tuple[Any, Any]:
    """Processor and model of a folder, on the best device of this machine."""
    try:
        import torch
        from transformers import AutoImageProcessor, VitMatteForImageMatting

        processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True)
        model = VitMatteForImageMatting.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        return processor, model.to(device).eval()
    except Exception as error:  # whatever the libraries have against the files
        raise CutoutError(f"ViTMatte cannot be loaded. Get its files again with `hf download {DEFAULT}`.") from error
