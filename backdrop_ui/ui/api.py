"""Named endpoints for programs, on the same pipeline: `/backdrop` and `/cutout`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio import FileData

from ..brand import Brand, LogoChoice
from ..composite import Look
from ..cutout import edits_from_data
from ..errors import BackdropError
from ..pipeline import BackdropRequest, make_backdrops
from ..placement import Placement
from ..progress import finish
from ..provenance import FileType, save_alpha, save_cutout
from ..subjects import SubjectRequest, make_subject
from .files import hand_out, handed_out, new_folder


def backdrop(
    photo: FileData,
    preset: str = "",
    prompt: str = "",
    plain: str = "",
    engine: str = "auto",
    sketch: float = 0,
    cutout: str = "auto",
    variants: int = 1,
    seed: int = 0,
    form: str = "original",
    scale: float = 1,
    right: float = 0,
    down: float = 0,
    look: Look = "natural",
    light: float = 1,
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
    retries: int = 1,
) -> tuple[list[FileData], dict[str, Any]]:
    """Put a photo in front of a new backdrop.

    Give a preset's id, a prompt, or a plain backdrop: keep, blur, nothing or colours. A prompt beside a preset changes
    it: "at night, in the rain". sketch: how closely an AI model follows the Painter's picture, 0 to 1. form: original,
    story, portrait, square, landscape or a size like 1200x628. mask, keep, invert, strokes, grow_px and feather_px fix
    the cut-out, as on the command line. retries: how many pictures an AI model may paint again because the subject
    grew in them. Returns one file per variant, those of an AI model the best first, and what there is to know of them,
    their scores too: as the command line's --json.
    """
    try:
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
        result = finish(make_backdrops(request))
        return _files(*result.outputs), result.facts()
    except BackdropError as error:
        raise gr.Error(str(error), print_exception=False) from error


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
    try:
        subject = finish(make_subject(_subject(photo, model, mask, (keep, invert, strokes, grow_px, feather_px))))
    except BackdropError as error:
        raise gr.Error(str(error), print_exception=False) from error
    alpha, cut = (new_folder() / f"{subject.photo.name}.{kind}.png" for kind in ("alpha", "cutout"))
    save_alpha(subject.alpha, alpha)
    save_cutout(subject.foreground, subject.alpha, cut)
    return _files(alpha, cut)


def _subject(photo: FileData, model: str, mask: FileData | None, fixes: tuple[object, ...]) -> SubjectRequest:
    names = ("keep", "invert", "strokes", "grow_px", "feather_px")
    given = {name: value for name, value in zip(names, fixes, strict=True) if value is not None}
    return SubjectRequest(_path(photo), model, _path(mask) if mask else None, edits_from_data(**given))


def _files(*paths: Path) -> list[FileData]:
    hand_out(*paths)
    return [FileData(path=str(path)) for path in paths]


def _path(photo: FileData) -> Path:
    return Path(photo["path"] if isinstance(photo, dict) else photo.path)


def add_endpoints(page: gr.Blocks) -> None:
    """Register the endpoints in the page that is being built."""
    page.temp_file_sets.append(handed_out)
    gr.api(backdrop, api_name="backdrop", concurrency_limit=1, concurrency_id="engine")
    gr.api(cutout, api_name="cutout", concurrency_limit=1, concurrency_id="engine")
