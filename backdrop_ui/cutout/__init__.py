"""`Photo` to `Subject`: which pixels are the subject, how much, and in what colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..arrays import Array
from ..errors import CutoutError
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel, Subject
from .catalogue import CATALOGUE
from .choice import Choice, choose_best
from .embedded import EmbeddedModel
from .foreground import estimate_foreground
from .refine import refine
from .rembg_models import RembgModel

__all__ = [
    "MODELS",
    "Choice",
    "CutoutFacts",
    "CutoutModel",
    "Subject",
    "auto_choice",
    "choose_model",
    "cut_out",
    "subject_from_alpha",
]

MODELS: dict[str, CutoutModel] = {facts.name: RembgModel(facts) for facts in CATALOGUE}
"""Every cut-out model by name, best first; the built-in one, which is always there, last."""
MODELS["embedded"] = EmbeddedModel()


def choose_model(name: str = "auto") -> CutoutModel:
    """The model of that name; `auto` is the best one that is on this machine and comfortable here, see `auto_choice`.

    Raises:
        CutoutError: if there is no such model.
    """
    if name == "auto":
        return auto_choice().model
    if name not in MODELS:
        raise CutoutError(f"There is no cut-out model {name!r}. Choose one of: auto, {', '.join(MODELS)}.")
    return MODELS[name]


def auto_choice() -> Choice:
    """What `auto` means on this machine, and why, in words."""
    return choose_best(MODELS.values())


def cut_out(photo: Photo, name: str = "auto", report: Report = lambda *_: None) -> Subject:
    """Cut the subject out of a photo; a photo that brought transparency is cut out already.

    Raises:
        CutoutError: if the model cannot be had or finds nothing.
    """
    if photo.alpha is not None and name == "auto":
        return subject_from_alpha(photo, photo.alpha, "the file's own transparency")
    model = choose_model(name)
    probability = model.predict(photo, report)
    report(0.85, "Refining the edge")
    device, problem = model.ran_on()
    said = f"{model.facts.name} on {device}" if device else model.facts.name
    subject = subject_from_alpha(photo, refine(photo.pixels, probability), said)
    return replace(subject, warnings=(*subject.warnings, problem)) if problem else subject


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
