"""`Photo` to `Subject`: which pixels are the subject, how much, and in what colours."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..errors import CutoutError
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel, Subject
from .embedded import EmbeddedModel
from .foreground import estimate_foreground
from .refine import refine
from .rembg_models import CATALOGUE, RembgModel
from .vitmatte import refine_with_vitmatte

__all__ = [
    "MATTINGS",
    "MODELS",
    "CutoutFacts",
    "CutoutModel",
    "Subject",
    "choose_model",
    "cut_out",
    "subject_from_alpha",
]

MODELS: dict[str, CutoutModel] = {facts.name: RembgModel(facts) for facts in CATALOGUE}
"""Every cut-out model by name, best first; the built-in one, which is always there, last."""
MODELS["embedded"] = EmbeddedModel()

MATTINGS = ("fast", "vitmatte")
"""How the edge is refined: by the photo's colours, or by an AI model where its weights are on this machine."""


def choose_model(name: str = "auto") -> CutoutModel:
    """The model of that name; `auto` is the best one that is already on this machine.

    Raises:
        CutoutError: if there is no such model.
    """
    if name == "auto":
        return next(model for model in MODELS.values() if model.missing() is None)
    if name not in MODELS:
        raise CutoutError(f"There is no cut-out model {name!r}. Choose one of: auto, {', '.join(MODELS)}.")
    return MODELS[name]


def cut_out(photo: Photo, name: str = "auto", report: Report = lambda *_: None, matting: str = "fast") -> Subject:
    """Cut the subject out of a photo; a photo that brought transparency is cut out already.

    Args:
        name: of the model that finds the subject. matting: one of `MATTINGS`, what refines its edge.
    Raises:
        CutoutError: if a model cannot be had or finds nothing.
    """
    if matting not in MATTINGS:
        raise CutoutError(f"There is no way to refine called {matting!r}. Choose one of: {', '.join(MATTINGS)}.")
    if photo.alpha is not None and name == "auto":
        return subject_from_alpha(photo, photo.alpha, "the file's own transparency")
    model = choose_model(name)
    probability = model.predict(photo, report)
    report(0.85, "Refining the edge")
    if matting == "vitmatte":
        alpha = refine_with_vitmatte(photo.pixels, probability, report)
        return subject_from_alpha(photo, alpha, f"{model.facts.name} and ViTMatte")
    return subject_from_alpha(photo, refine(photo.pixels, probability), model.facts.name)


def subject_from_alpha(photo: Photo, alpha: Array, model: str) -> Subject:
    """A subject from a photo and a ready alpha of the same size.

    Raises:
        CutoutError: if the sizes differ or the alpha is empty.
    """
    if alpha.shape != photo.pixels.shape[:2]:
        expected, got = photo.size, (alpha.shape[1], alpha.shape[0])
        raise CutoutError(
            f"The mask is {got[0]} x {got[1]} pixels, the photo {expected[0]} x {expected[1]}. "
            "Use a mask of the photo's size."
        )
    share = float(alpha.mean())
    if share < 0.002:
        raise CutoutError(
            "Nothing stands out in this photo. Try another cut-out model, or a photo with one clear subject."
        )
    return Subject(photo, alpha, estimate_foreground(photo.pixels, alpha), model, _warnings(alpha, share))


def _warnings(alpha: Array, share: float) -> tuple[str, ...]:
    warnings = []
    if share > 0.95:
        warnings.append(f"The subject fills {share:.0%} of the photo: little of the backdrop will be seen.")
    unsure = float(np.mean((alpha > 0.1) & (alpha < 0.9)))
    if unsure > 0.25:
        warnings.append("The cut-out is unsure about much of this photo. Try another cut-out model.")
    return tuple(warnings)
