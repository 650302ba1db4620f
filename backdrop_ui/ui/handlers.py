"""What the page does when a person does something: parse, call the pipeline, return what to show.

Handlers take the page's values by name and yield updates by name; `page.py` ties names to components.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ..errors import BackdropError, NothingKept
from ..photo import load_photo
from ..pipeline import make_backdrops
from ..progress import Progress, finish
from ..provenance import save_cutout
from ..subjects import SubjectRequest, make_subject
from . import brush
from .files import new_folder
from .making import Making
from .requests import Values, backdrop_request, is_new, old_mask_gone, subject_request, untouched
from .shown import READY, Updates, findings, nothing_yet, status, subject_shown, viewing

SHOWN_BY_BROWSERS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp")


def on_photo(values: Values) -> Generator[Updates]:
    """A photo arrived or went, or what cuts it out changed: cut out at once, and show it. What was painted goes."""
    if not values["photo"]:
        nothing = {"status": status("Choose a photo to start."), "compare": gr.skip(), **nothing_yet()}
        yield {
            **nothing,
            **viewing(True),
            "fix": gr.update(visible=False),
            **old_mask_gone(values),
            "brush": brush.no_photo(),
        }
        return
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            if Path(values["photo"]).suffix.lower() not in SHOWN_BY_BROWSERS:
                # ... which arrives here as a photo of its own
                yield {"photo": _as_png(Path(values["photo"]), Path(folder))}
                return
            yield {
                **viewing(True),
                "fix": gr.update(visible=False),
                "grow": 0,
                "feather": 0,
                "invert": False,
                "made": [],
                **old_mask_gone(values),
            }
            yield from _cut_out(untouched(values), Path(folder))
        except BackdropError as error:
            hidden = {name: gr.update(visible=False) for name in ("fix", "stop")}
            masked = untouched(values).alpha is not None  # a mask that does not fit can be taken away again
            yield {**viewing(not masked), "status": status(str(error), failed=True), **hidden, **nothing_yet()}


def on_fix(values: Values) -> Generator[Updates]:
    """The person painted, tapped a part or moved a slider: show the cut-out as it is now."""
    if not values["photo"] or is_new(values) or not values["fixing"]:  # a stroke that was still waiting at Done
        return
    painted = len(values["brush"]["strokes"])
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            yield {"status": status("Fixing the cut-out", 0.5)}
            subject = finish(make_subject(subject_request(values)))
            yield {
                **subject_shown(subject, Path(folder)),
                "brush": brush.fixed_subject(subject, painted),
                "fix": gr.skip(),
                "status": status("Cut-out changed. Done takes it to the scene.") + findings(subject),
            }
        except NothingKept as error:
            yield {**nothing_yet(), "status": status(str(error), failed=True), "brush": brush.nothing_kept(painted)}
        except BackdropError as error:
            yield {"status": status(str(error), failed=True)}


def on_fix_done(values: Values) -> Generator[Updates]:
    """Back to the picture: the scene that was there is made again around the changed cut-out, with its seed."""
    yield {**viewing(True), "status": status(READY)}
    if values["made"]:
        yield from on_make({**values, "seed": str(values["made"][0]["seed"])})


def on_make(values: Values) -> Generator[Updates]:
    """Make the backdrops. Needs a photo and a preset, words or both, or an own picture."""
    if not values["photo"]:
        yield {"status": status("Choose a photo first, then tap a scene.", failed=True)}
        return
    try:
        yield {"stop": gr.update(visible=True), "status": status("Starting", 0.0), **viewing(True)} | (
            {"fix": gr.skip()} if is_new(values) else {}
        )
        making = Making(backdrop_request(values, new_folder()), values["zones"])
        for item in make_backdrops(making.request):
            yield making.step(item) if isinstance(item, Progress) else making.done(item)
    except BackdropError as error:
        yield {"status": status(str(error), failed=True), "stop": gr.update(visible=False), "making": ""}


def on_pick_variant(values: Values, index: int) -> Updates:
    """Show another variant on the slider, and hand that one out."""
    made: list[dict[str, Any]] = values["made"]
    if not 0 <= index < len(made):
        return {}
    return {
        "compare": (made[index]["before"], made[index]["shown"]),
        "download": gr.update(value=made[index]["file"]),
    }


def _cut_out(request: SubjectRequest, folder: Path) -> Generator[Updates]:
    """Cut out and show; a photo in which nothing stands out is handed to the brush."""
    try:
        for item in make_subject(request):
            if isinstance(item, Progress):
                yield {"status": status(item.words, item.share), "stop": gr.update(visible=True)}
                continue
            yield subject_shown(item, folder) | {
                "stop": gr.update(visible=False),
                "brush": brush.new_subject(item, request.photo),
            }
    except NothingKept as error:
        pixels = load_photo(request.photo).pixels
        yield {
            **nothing_yet(),
            **viewing(False),
            "status": status(str(error), failed=True),
            "hint": gr.update(visible=False),
            "stop": gr.update(visible=False),
            "brush": brush.new_photo(pixels, np.zeros(pixels.shape[:2], np.float32), request.photo),
        }


def _as_png(path: Path, folder: Path) -> str:
    """A HEIC or TIFF, say, as a lossless copy that a browser can show."""
    photo = load_photo(path)
    copy = folder / f"{photo.name}.png"
    save_cutout(photo.pixels, np.ones(photo.pixels.shape[:2], np.float32) if photo.alpha is None else photo.alpha, copy)
    return str(copy)
