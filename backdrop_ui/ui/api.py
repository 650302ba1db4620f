"""Named endpoints for programs, on the same pipeline: `/backdrop` and `/cutout`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
from gradio import FileData

from ..composite import Look
from ..errors import BackdropError
from ..pipeline import BackdropRequest, SubjectRequest, finish, make_backdrops, make_subject
from ..placement import Format
from ..provenance import FileType, save_alpha, save_cutout


def backdrop(
    photo: FileData,
    preset: str = "",
    prompt: str = "",
    engine: str = "auto",
    cutout: str = "auto",
    variants: int = 1,
    seed: int = 0,
    form: Format = "original",
    look: Look = "natural",
    file_type: FileType = "png",
) -> Iterator[list[FileData]]:
    """Put a photo in front of a new backdrop.

    Give a preset's id or a prompt. Returns one file per variant.
    """
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        request = BackdropRequest(
            SubjectRequest(_path(photo), cutout),
            Path(folder),
            preset=preset,
            prompt=prompt,
            engine=engine,
            variants=variants,
            seed=seed,
            form=form,
            look=look,
            file_type=file_type,
        )
        try:
            result = finish(make_backdrops(request))
        except BackdropError as error:
            raise gr.Error(str(error), print_exception=False) from error
        yield [FileData(path=str(path)) for path in result.outputs]


def cutout(photo: FileData, model: str = "auto") -> Iterator[list[FileData]]:
    """Cut the subject out. Returns the mask (8-bit grey PNG) and the subject on nothing (transparent PNG)."""
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            subject = finish(make_subject(SubjectRequest(_path(photo), model)))
        except BackdropError as error:
            raise gr.Error(str(error), print_exception=False) from error
        alpha = Path(folder) / f"{subject.photo.name}.alpha.png"
        cut = Path(folder) / f"{subject.photo.name}.cutout.png"
        save_alpha(subject.alpha, alpha)
        save_cutout(subject.foreground, subject.alpha, cut)
        yield [FileData(path=str(alpha)), FileData(path=str(cut))]


def _path(photo: FileData) -> Path:
    return Path(photo["path"] if isinstance(photo, dict) else photo.path)


def add_endpoints() -> None:
    """Register the endpoints in the page that is being built."""
    gr.api(backdrop, api_name="backdrop", concurrency_limit=1, concurrency_id="engine")
    gr.api(cutout, api_name="cutout", concurrency_limit=1, concurrency_id="engine")
