"""Named endpoints for programs, on the same pipeline: `/backdrop` and `/cutout`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import gradio as gr
from gradio import FileData
from gradio.utils import get_upload_folder
from pydantic import Field, ValidationError, validate_call

from ..brand import Brand, LogoChoice
from ..composite import Look
from ..cutout import edits_from_data
from ..errors import BackdropError, PhotoError
from ..pipeline import MAX_VARIANTS, BackdropRequest, BackdropResult, make_backdrops
from ..placement import Placement
from ..progress import finish
from ..provenance import FileType, save_alpha, save_cutout
from ..request import MAX_RETRIES
from ..subjects import SubjectRequest, make_subject
from .files import hand_out, handed_out, new_folder

Share = Annotated[float, Field(ge=0, le=1)]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def _for_programs(endpoint: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """An endpoint that takes what its annotations say and nothing else, and whose errors are sentences."""
    checked, names = validate_call(endpoint), list(signature(endpoint).parameters)

    @wraps(endpoint)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return checked(*args, **kwargs)
        except ValidationError as error:
            first = error.errors()[0]
            place, *within = first["loc"]
            name = names[place] if isinstance(place, int) else place
            words = f"{'.'.join(map(str, (name, *within)))} cannot be used: {first['msg']}."
            raise gr.Error(words, print_exception=False) from error
        except BackdropError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return call


@_for_programs
def backdrop(
    photo: FileData,
    preset: str = "",
    prompt: str = "",
    plain: str = "",
    engine: str = "auto",
    sketch: Share = 0,
    cutout: str = "auto",
    variants: Annotated[int, Field(ge=1, le=MAX_VARIANTS)] = 1,
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0,
    form: str = "original",
    scale: float = 1,
    right: float = 0,
    down: float = 0,
    look: Look = "natural",
    light: Share = 1,
    front: bool = True,
    file_type: FileType = "png",
    mask: FileData | None = None,
    keep: list[int] | None = None,
    invert: bool = False,
    strokes: list[dict[str, Any]] | None = None,
    grow_px: int = 0,
    feather_px: int = 0,
    colours: str = "",
    logo: FileData | None = None,
    logo_on: LogoChoice = "wall",
    retries: Annotated[int, Field(ge=0, le=MAX_RETRIES)] = 1,
) -> tuple[list[FileData], dict[str, Any]]:
    """Put a photo in front of a new backdrop.

    Give a preset's id, a prompt, or a plain backdrop: keep, blur, nothing or colours. A prompt beside a preset changes
    it: "at night, in the rain". sketch: how closely an AI model follows the Painter's picture, 0 to 1. form: original,
    story, portrait, square, landscape or a size like 1200x628. mask, keep, invert, strokes, grow_px and feather_px fix
    the cut-out, as on the command line. retries: how many pictures an AI model may paint again because the subject
    grew in them. Returns one file per variant, those of an AI model the best first, and what there is to know of them,
    their scores too: as the command line's --json.
    """
    request = BackdropRequest(
        _subject(photo, cutout, mask, (keep, invert, strokes, grow_px, feather_px)),
        new_folder(),
        preset=preset,
        prompt=prompt,
        plain=plain,
        brand=Brand(colours, _path(logo) if logo else None, logo_on),
        engine=engine,
        sketch=sketch,
        variants=variants,
        seed=seed,
        retries=retries,
        placement=Placement(form, scale, right, down),
        look=look,
        light=light,
        front=front,
        file_type=file_type,
    )
    for step in make_backdrops(request):
        hand_out(*step.outputs)  # those too that nobody gets, if a later one fails
    assert isinstance(step, BackdropResult)
    return [FileData(path=str(path)) for path in step.outputs], step.facts()


@_for_programs
def cutout(
    photo: FileData,
    model: str = "auto",
    mask: FileData | None = None,
    keep: list[int] | None = None,
    invert: bool = False,
    strokes: list[dict[str, Any]] | None = None,
    grow_px: int = 0,
    feather_px: int = 0,
) -> list[FileData]:
    """Cut the subject out. Returns the mask (8-bit grey PNG) and the subject on nothing (transparent PNG)."""
    subject = finish(make_subject(_subject(photo, model, mask, (keep, invert, strokes, grow_px, feather_px))))
    alpha, cut = (new_folder() / f"{subject.photo.name}.{kind}.png" for kind in ("alpha", "cutout"))
    save_alpha(subject.alpha, alpha)
    save_cutout(subject.foreground, subject.alpha, cut)
    hand_out(alpha, cut)
    return [FileData(path=str(path)) for path in (alpha, cut)]


def _subject(photo: FileData, model: str, mask: FileData | None, fixes: tuple[object, ...]) -> SubjectRequest:
    names = ("keep", "invert", "strokes", "grow_px", "feather_px")
    given = {name: value for name, value in zip(names, fixes, strict=True) if value is not None}
    return SubjectRequest(_path(photo), model, _path(mask) if mask else None, edits_from_data(**given))


def _path(file: FileData) -> Path:
    """Where an uploaded file is. Gradio itself lets a program name any file of this machine."""
    path = Path(file.path).resolve()
    if not path.is_relative_to(Path(get_upload_folder()).resolve()):
        raise PhotoError("This file was not uploaded. Upload it, and give what the upload answered.")
    return path


def add_endpoints(page: gr.Blocks) -> None:
    """Register the endpoints in the page that is being built."""
    page.temp_file_sets.append(handed_out)
    gr.api(backdrop, api_name="backdrop", concurrency_limit=1, concurrency_id="engine")
    gr.api(cutout, api_name="cutout", concurrency_limit=1, concurrency_id="engine")
