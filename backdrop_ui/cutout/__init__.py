"""`Photo` to `Subject`: which pixels are the subject, how much, and in what colours."""

from __future__ import annotations

from ..arrays import Array
from ..errors import CutoutError
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel, Subject
from .embedded import EmbeddedModel
from .finding import Finding
from .foreground import estimate_foreground
from .preflight import is_nothing, preflight
from .refine import refine
from .rembg_models import CATALOGUE, RembgModel

__all__ = [
    "MODELS",
    "CutoutFacts",
    "CutoutModel",
    "Finding",
    "Subject",
    "choose_model",
    "cut_out",
    "is_nothing",
    "preflight",
    "subject_from_alpha",
]

MODELS: dict[str, CutoutModel] = {facts.name: RembgModel(facts) for facts in CATALOGUE}
"""Every cut-out model by name, best first; the built-in one, which is always there, last."""
MODELS["embedded"] = EmbeddedModel()


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
    findings = preflight(photo.pixels, alpha, guessed=model in MODELS)
    words = tuple(finding.words for finding in findings)
    if is_nothing(alpha):
        raise CutoutError(" ".join(words))
    return Subject(photo, alpha, estimate_foreground(photo.pixels, alpha), model, words, findings)
