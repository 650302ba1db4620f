"""`Photo` to `Subject`: which pixels are the subject, how much, and in what colours."""

from __future__ import annotations

from typing import Literal, get_args

from ..errors import CutoutError, NothingKept
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel, Matte, Subject
from .catalogue import CATALOGUE
from .choice import Choice, choose_best
from .edits import MAX_FEATHER_PX, MAX_GROW_PX, NO_EDITS, Edits, edited, edits_from_data
from .embedded import EmbeddedModel
from .finding import Finding
from .foreground import estimate_foreground
from .parts import Part, find_parts
from .preflight import is_nothing, preflight
from .refine import refine
from .rembg_models import RembgModel
from .snap import Stroke
from .vitmatte import refine_with_vitmatte

__all__ = [
    "BUILT_IN", "MATTINGS", "MAX_FEATHER_PX", "MAX_GROW_PX", "MODELS", "NO_EDITS", "Choice", "CutoutFacts",
    "CutoutModel", "Edits", "Finding", "Matte", "Matting", "Part", "Stroke", "Subject", "auto_choice", "choose_model",
    "cut_out", "edits_from_data", "find_matte", "is_nothing", "matte_from_mask", "preflight", "subject_from",
]  # fmt: skip

NOTHING_KEPT = "Nothing of the photo is kept. Undo the last change, or paint what to keep."

BUILT_IN = EmbeddedModel()
MODELS: dict[str, CutoutModel] = {}
"""Every cut-out model by name, best first; the built-in one, which is always there, before what it is no worse than."""
for _facts in CATALOGUE:
    if _facts.name == "u2netp":
        MODELS["embedded"] = BUILT_IN
    MODELS[_facts.name] = RembgModel(_facts)

Matting = Literal["fast", "vitmatte"]
MATTINGS: tuple[Matting, ...] = get_args(Matting)
"""How the edge is refined: by the photo's colours, or by an AI model where its weights are on this machine."""


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


def find_matte(photo: Photo, name: str = "auto", report: Report = lambda *_: None, matting: Matting = "fast") -> Matte:
    """Ask a model which pixels are the subject; a photo that brought transparency is cut out already.

    Args:
        name: of the model that finds the subject. matting: one of `MATTINGS`, what refines its edge.
    Raises:
        CutoutError: if a model cannot be had.
    """
    if matting not in MATTINGS:
        raise CutoutError(f"There is no way to refine called {matting!r}. Choose one of: {', '.join(MATTINGS)}.")
    if photo.alpha is not None and name == "auto":
        return Matte(photo, photo.alpha, "the file's own transparency")
    model = choose_model(name)
    probability = model.predict(photo, report)
    report(0.85, "Refining the edge")
    device, problem = model.ran_on()
    said = f"{model.facts.name} on {device}" if device else model.facts.name
    if matting == "vitmatte":
        alpha, said = refine_with_vitmatte(photo.pixels, probability, report), f"{said} and ViTMatte"
    else:
        alpha = refine(photo.pixels, probability)
    return Matte(photo, alpha, said, guessed=True, warnings=(problem,) if problem else ())


def matte_from_mask(photo: Photo, mask: Photo, name: str) -> Matte:
    """A matte from a person's own mask, white = keep, or from a cut-out picture, whose transparency is one.

    Raises:
        CutoutError: if the sizes differ.
    """
    alpha = mask.pixels.mean(axis=2) if mask.alpha is None else mask.alpha
    if mask.size != photo.size:
        raise CutoutError(
            f"The mask is {mask.size[0]} x {mask.size[1]} pixels, the photo {photo.size[0]} x {photo.size[1]}. "
            "Use a mask of the photo's size."
        )
    return Matte(photo, alpha, f"mask {name}")


def subject_from(matte: Matte, edits: Edits = NO_EDITS) -> Subject:
    """The subject of a matte, with what a person changed about it.

    Raises:
        NothingKept: if there is no subject, or nothing of it is left.
        CutoutError: if a part to keep is not there.
    """
    photo, alpha = matte.photo, edited(matte.photo.pixels, matte.alpha, edits)
    if is_nothing(alpha) and edits != NO_EDITS:
        raise NothingKept(NOTHING_KEPT)
    findings = preflight(photo.pixels, alpha, guessed=matte.guessed and not edits.strokes)
    words = tuple(finding.words for finding in findings)
    if is_nothing(alpha):
        raise NothingKept(" ".join(words))
    foreground = estimate_foreground(photo.pixels, alpha)
    return Subject(photo, alpha, foreground, matte.model, (*words, *matte.warnings), findings, find_parts(matte.alpha))


def cut_out(photo: Photo, name: str = "auto", report: Report = lambda *_: None, matting: Matting = "fast") -> Subject:
    """`find_matte` and `subject_from` in one."""
    return subject_from(find_matte(photo, name, report, matting))
