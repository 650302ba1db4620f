"""What the page does when a person does something: parse, call the pipeline, return what to show.

Handlers take the page's values by name and yield updates by name; `page.py` ties names to components.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from ..arrays import Array, fitted_size, resize, to_8bit
from ..cutout import Subject, edits_from_data
from ..errors import BackdropError, CutoutError, SceneError
from ..photo import load_photo
from ..pipeline import BackdropRequest, BackdropResult, make_backdrops
from ..placement import Frame, place
from ..progress import Progress, finish
from ..provenance import save_alpha, save_cutout
from ..subjects import SubjectRequest, make_subject
from . import brush

Values = dict[str, Any]
Updates = dict[str, Any]

SHOWN_PIXELS = 2_500_000
"""Larger pictures are shown as a reduced copy; the download is always the full one."""
SHOWN_BY_BROWSERS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".bmp")
COMMAND = r"<code>\1</code>"
READY = "Your cut-out is ready. Now tap a scene."
RESULT_AT = 8
"""Where the before/after handle starts, in percent: the new picture is what a person wants to see first."""


def on_photo(values: Values) -> Iterator[Updates]:
    """A photo arrived or went: cut its subject out at once, and show it. What was painted on the last one goes."""
    if not values["photo"]:
        nothing = {"status": status("Choose a photo to start."), "compare": gr.skip(), **_nothing_yet()}
        yield {**nothing, **viewing(True), "fix": gr.update(visible=False)}
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
            }
            yield from _cut_out(SubjectRequest(Path(values["photo"]), values["cutout"], _mask(values)), Path(folder))
        except BackdropError as error:
            hidden = {name: gr.update(visible=False) for name in ("fix", "stop")}
            yield {"status": status(str(error), failed=True), **hidden, **_nothing_yet()}


def on_fix(values: Values) -> Iterator[Updates]:
    """The person painted, tapped a part or moved a slider: show the cut-out as it is now."""
    if not values["photo"]:
        return
    painted = len((values["brush"] or {}).get("strokes", []))
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            yield {"status": status("Fixing the cut-out", 0.5)}
            subject = finish(make_subject(_subject_request(values)))
            yield {
                **_subject_shown(subject, Path(folder)),
                "brush": brush.fixed_subject(subject, painted),
                "fix": gr.skip(),
                "status": status("Cut-out changed. Done takes it to the scene.") + _findings(subject),
            }
        except BackdropError as error:
            yield {"status": status(str(error), failed=True), "brush": brush.nothing_kept(painted)}


def on_fix_done(values: Values) -> Iterator[Updates]:
    """Back to the picture: the scene that was there is made again around the changed cut-out, with its seed."""
    yield {**viewing(True), "status": status(READY)}
    if values["made"]:
        yield from on_make({**values, "seed": str(values["made"][0]["seed"])})


def on_make(values: Values) -> Iterator[Updates]:
    """Make the backdrops. Needs a photo and one of preset, words and own picture."""
    if not values["photo"]:
        yield {"status": status("Choose a photo first, then tap a scene.", failed=True)}
        return
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="backdrop-") as folder:
        try:
            yield {"stop": gr.update(visible=True), "status": status("Starting", 0.0), **viewing(True)}
            for item in make_backdrops(_backdrop_request(values, Path(folder))):
                if isinstance(item, Progress):
                    yield {"status": status(item.words, item.share)}
                else:
                    yield _result_shown(item, values, time.perf_counter() - start)
        except BackdropError as error:
            yield {"status": status(str(error), failed=True), "stop": gr.update(visible=False)}


def on_stop() -> Updates:
    """The person pressed Stop; gradio has closed the running walk."""
    return {"status": status("Stopped. What was there before is kept."), "stop": gr.update(visible=False)}


def on_pick_variant(values: Values, index: int) -> Updates:
    """Show another variant on the slider, and hand that one out."""
    made: list[dict[str, Any]] = values["made"]
    if not 0 <= index < len(made):
        return {}
    return {
        "compare": (made[index]["before"], made[index]["shown"]),
        "download": gr.update(value=made[index]["file"]),
    }


# ---- requests ----------------------------------------------------------------------------------------------------


def _mask(values: Values) -> Path | None:
    return Path(values["mask"]) if values.get("mask") else None


def _subject_request(values: Values) -> SubjectRequest:
    edits = edits_from_data(
        **(values["brush"] or {}), invert=values["invert"], grow_px=values["grow"], feather_px=values["feather"]
    )
    return SubjectRequest(Path(values["photo"]), values["cutout"], _mask(values), edits)


def _backdrop_request(values: Values, folder: Path) -> BackdropRequest:
    scene = values.get("scene")
    words = (values.get("words") or "").strip()
    return BackdropRequest(
        _subject_request(values),
        folder,
        preset="" if scene or words else values.get("preset") or "",
        prompt="" if scene else words,
        scene=Path(scene) if scene else None,
        engine=values["engine"],
        variants=int(values["variants"]),
        seed=_seed(values.get("seed") or ""),
        form=values["form"],
        look=values["look"],
        file_type=values["file_type"],
    )


def _seed(words: str) -> int | None:
    if not words.strip():
        return None
    if not words.strip().isdecimal() or int(words) >= 2**31:
        raise SceneError(
            f"The seed {words.strip()!r} is not a whole number from 0 to 2147483647. Change it or empty it."
        )
    return int(words)


# ---- what is shown -----------------------------------------------------------------------------------------------


def viewing(on: bool) -> Updates:
    """Whether the pictures are shown, or the brush."""
    # A class of the style sheet keeps the brush in the page: gradio forgets what it tells components that are not.
    fixer = gr.update(elem_classes="away" if on else "")
    return {"viewer": gr.update(visible=on), "fixer": fixer, "fix": gr.update(visible=on)}


def status(words: str, share: float | None = None, failed: bool = False) -> str:
    """The line under the button: words, and a bar while something runs."""
    kind = "failed" if failed else "running" if share is not None else "done"
    bar = f'<progress max="1" value="{share:.2f}"></progress>' if share is not None else ""
    return f'<div class="status {kind}" role="status" aria-live="polite">{escape(words)}{bar}</div>'


def _as_png(path: Path, folder: Path) -> str:
    """A HEIC or TIFF, say, as a lossless copy that a browser can show."""
    photo = load_photo(path)
    copy = folder / f"{photo.name}.png"
    save_cutout(photo.pixels, np.ones(photo.pixels.shape[:2], np.float32) if photo.alpha is None else photo.alpha, copy)
    return str(copy)


def _cut_out(request: SubjectRequest, folder: Path) -> Iterator[Updates]:
    """Cut out and show; a photo in which nothing stands out is handed to the brush."""
    try:
        for item in make_subject(request):
            if isinstance(item, Progress):
                yield {"status": status(item.words, item.share), "stop": gr.update(visible=True)}
                continue
            yield _subject_shown(item, folder) | {"stop": gr.update(visible=False), "brush": brush.new_subject(item)}
    except CutoutError as error:
        pixels = load_photo(request.photo).pixels
        yield {
            **_nothing_yet(),
            **viewing(False),
            "status": status(str(error), failed=True),
            "hint": gr.update(visible=False),
            "stop": gr.update(visible=False),
            "brush": brush.new_photo(pixels, np.zeros(pixels.shape[:2], np.float32)),
        }


def _nothing_yet() -> Updates:
    return {
        "cutout_download": gr.update(visible=False),
        "download": gr.update(visible=False),
        "gallery": gr.update(visible=False),
        "about": "",
    }


def _subject_shown(subject: Subject, folder: Path) -> Updates:
    """The photo against its cut-out, once the subject is ready."""
    cutout, mask = (folder / f"{subject.photo.name}-{kind}.png" for kind in ("cutout", "mask"))
    save_cutout(subject.foreground, subject.alpha, cutout)
    save_alpha(subject.alpha, mask)
    size = fitted_size(*subject.photo.size, SHOWN_PIXELS // 2)
    before = _write(resize(subject.photo.pixels, *size), folder / "photo.jpg")
    after = _write(
        _on_checkerboard(resize(subject.foreground, *size), resize(subject.alpha, *size)), folder / "cut.jpg"
    )
    return {
        "status": status(READY) + _findings(subject),
        "compare": gr.update(
            value=(before, after), label="Your photo and its cut-out", visible=True, slider_position=50
        ),
        "position": gr.update(value=50, visible=True),
        "hint": gr.update(visible=False),
        **_nothing_yet(),
        "cutout_download": gr.update(value=str(cutout), visible=True),
        "mask_download": gr.update(value=str(mask), interactive=True),
        "fix": gr.update(visible=True),
    }


def _findings(subject: Subject) -> str:
    """What to know about the photo and its cut-out, one line each."""
    lines = [("note", note) for note in subject.photo.notes]
    lines += [(finding.severity, finding.words) for finding in subject.findings]
    items = "".join(f'<li class="{severity}">{escape(words)}</li>' for severity, words in lines)
    return f'<ul class="findings">{items}</ul>' if items else ""


def _result_shown(result: BackdropResult, values: Values, seconds: float) -> Updates:
    folder = result.outputs[0].parent
    subject = finish(make_subject(_subject_request(values)))
    before = _before(subject.photo.pixels, result.frame, folder)
    shown = [_shown(path) for path in result.outputs]
    several = len(shown) > 1
    return {
        "status": status(f"Done in {seconds:.1f} s."),
        "compare": gr.update(
            value=(before, shown[0]), label="Before and after", visible=True, slider_position=RESULT_AT
        ),
        "position": gr.update(value=RESULT_AT, visible=True),
        "hint": gr.update(visible=False),
        "gallery": gr.update(value=shown if several else None, visible=several, selected_index=0 if several else None),
        "download": gr.update(value=str(result.outputs[0]), visible=True),
        "made": [
            {"before": before, "shown": show, "file": str(path), "seed": result.seed}
            for show, path in zip(shown, result.outputs, strict=True)
        ],
        "about": _about(result),
        "stop": gr.update(visible=False),
    }


def _about(result: BackdropResult) -> str:
    """What made the picture, in words, and what was said on the way."""
    badge = f"AI-made backdrop · {result.engine_title}" if result.is_ai else result.engine_title
    kept = (
        "every subject pixel is the photo's own"
        if result.subject_pixels_changed == 0
        else "the subject's light is matched to the scene"
    )
    facts = [f"cut out by {result.cutout}", kept, f"seed {result.seed}", "×".join(map(str, result.size))]
    notes = "".join(f"<li>{re.sub('`(.+?)`', COMMAND, escape(note))}</li>" for note in result.warnings)
    return (
        f'<div class="about"><span class="badge">{escape(badge)}</span> {escape(" · ".join(facts))}'
        f"<details><summary>Why this engine, and notes</summary><ul>{notes}</ul></details></div>"
    )


def _before(pixels: Array, frame: Frame, folder: Path) -> str:
    """The photo as the frame sees it; light grey where the frame reaches beyond it."""
    beyond = place(np.ones(pixels.shape[:2], np.float32), frame)[..., None]
    placed = place(pixels, frame)
    size = fitted_size(frame.width, frame.height, SHOWN_PIXELS)
    return _write(resize(placed + (1 - beyond) * np.float32(0.92), *size), folder / "before.jpg")


def _shown(path: Path) -> str:
    """The file itself where a browser can take it with ease, else a reduced JPEG that keeps its record."""
    with Image.open(path) as image:
        if image.width * image.height <= SHOWN_PIXELS:
            return str(path)
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp", "").encode()
        small = image.convert("RGB").resize(fitted_size(*image.size, SHOWN_PIXELS), Image.Resampling.BICUBIC)
        shown = path.with_name(f"{path.stem}-preview.jpg")
        small.save(shown, quality=90, xmp=xmp)
    return str(shown)


def _write(pixels: Array, path: Path) -> str:
    Image.fromarray(to_8bit(pixels)).save(path, quality=90)
    return str(path)


def _on_checkerboard(foreground: Array, alpha: Array) -> Array:
    height, width = alpha.shape
    cell = max(6, min(height, width) // 40)
    y, x = np.mgrid[:height, :width] // cell
    board = np.where((x + y) % 2, 0.94, 0.86).astype(np.float32)[..., None]
    share = alpha[..., None]
    return np.asarray(share * foreground + (1 - share) * board, np.float32)
