"""What the page does when a person does something: parse, call the pipeline, return what to show.

Handlers take the page's values by name and yield updates by name; `page.py` ties names to components.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from ..cutout import edits_from_data
from ..errors import BackdropError, NothingKept, SceneError
from ..photo import load_photo
from ..pipeline import BackdropRequest, make_backdrops
from ..placement import Placement
from ..progress import Progress, finish
from ..provenance import save_cutout
from ..subjects import SubjectRequest, make_subject
from . import brand, brush
from .files import new_folder
from .making import Making
from .shown import READY, Updates, findings, nothing_yet, status, subject_shown, viewing

Values = dict[str, Any]

COLOURS = "colours"
"""The choice of two colours among the plain backdrops."""

SHOWN_BY_BROWSERS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp")


def on_photo(values: Values) -> Iterator[Updates]:
    """A photo arrived or went, or what cuts it out changed: cut out at once, and show it. What was painted goes."""
    if not values["photo"]:
        nothing = {"status": status("Choose a photo to start."), "compare": gr.skip(), **nothing_yet()}
        yield {
            **nothing,
            **viewing(True),
            "fix": gr.update(visible=False),
            **_old_mask_gone(values),
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
                **_old_mask_gone(values),
            }
            yield from _cut_out(_untouched(values), Path(folder))
        except BackdropError as error:
            hidden = {name: gr.update(visible=False) for name in ("fix", "stop")}
            masked = _untouched(values).alpha is not None  # a mask that does not fit can be taken away again
            yield {**viewing(not masked), "status": status(str(error), failed=True), **hidden, **nothing_yet()}


def on_fix(values: Values) -> Iterator[Updates]:
    """The person painted, tapped a part or moved a slider: show the cut-out as it is now."""
    if not values["photo"] or _is_new(values):
        return
    painted = len(values["brush"]["strokes"])
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            yield {"status": status("Fixing the cut-out", 0.5)}
            subject = finish(make_subject(_subject_request(values)))
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


def on_fix_done(values: Values) -> Iterator[Updates]:
    """Back to the picture: the scene that was there is made again around the changed cut-out, with its seed."""
    yield {**viewing(True), "status": status(READY)}
    if values["made"]:
        yield from on_make({**values, "seed": str(values["made"][0]["seed"])})


def on_make(values: Values) -> Iterator[Updates]:
    """Make the backdrops. Needs a photo and a preset, words or both, or an own picture."""
    if not values["photo"]:
        yield {"status": status("Choose a photo first, then tap a scene.", failed=True)}
        return
    try:
        yield {"stop": gr.update(visible=True), "status": status("Starting", 0.0), **viewing(True)} | (
            {"fix": gr.skip()} if _is_new(values) else {}
        )
        making = Making(_backdrop_request(values, new_folder()), values["zones"])
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


def _cut_out(request: SubjectRequest, folder: Path) -> Iterator[Updates]:
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


# ---- requests ----------------------------------------------------------------------------------------------------


def _is_new(values: Values) -> bool:
    """Whether the brush was not told of this photo yet: then strokes, sliders and mask are still another photo's."""
    return (values["brush"] or {}).get("of") != str(Path(values["photo"] or ""))


def _old_mask_gone(values: Values) -> Updates:
    """A mask goes with its photo. Where there is none it is left alone: gradio would call that a change."""
    return {"mask": None} if values["mask"] and _is_new(values) else {}


def _untouched(values: Values) -> SubjectRequest:
    """The subject as it is cut out, before anything is painted."""
    mask = Path(values["mask"]) if values.get("mask") and not _is_new(values) else None
    return SubjectRequest(Path(values["photo"]), values["cutout"], mask, matting=values["matting"])


def _subject_request(values: Values) -> SubjectRequest:
    if _is_new(values):
        return _untouched(values)
    edits = edits_from_data(
        keep=values["brush"]["keep"],
        strokes=values["brush"]["strokes"],
        invert=values["invert"],
        grow_px=values["grow"],
        feather_px=values["feather"],
    )
    return replace(_untouched(values), edits=edits)


def _backdrop_request(values: Values, folder: Path) -> BackdropRequest:
    plain = _plain(values)
    scene = None if plain else values.get("scene")
    words = "" if plain else (values.get("words") or "").strip()
    return BackdropRequest(
        _subject_request(values),
        folder,
        preset="" if plain or scene else values.get("preset") or "",
        prompt="" if scene else words,
        scene=Path(scene) if scene else None,
        plain=plain,
        brand=brand.brand_of(values),
        engine=values["engine"],
        sketch=values["sketch"],
        variants=int(values["variants"]),
        seed=_seed(values.get("seed") or ""),
        placement=Placement(
            (values["size"] or "").strip() or values["form"], values["scale"], values["right"], values["down"]
        ),
        look=values["look"],
        light=values["light"],
        front=values["front"],
        file_type=values["file_type"],
    )


def _plain(values: Values) -> str:
    """What is chosen instead of a scene; two equal colours are one."""
    if values["plain"] != COLOURS:
        return values["plain"] or ""
    return ",".join(dict.fromkeys((values["upper"], values["lower"])))


def _seed(words: str) -> int | None:
    if not words.strip():
        return None
    if not words.strip().isdecimal() or int(words) >= 2**31:
        raise SceneError(
            f"The seed {words.strip()!r} is not a whole number from 0 to 2147483647. Change it or empty it."
        )
    return int(words)
