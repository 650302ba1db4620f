"""What the page shows: updates of its components, by name, for a subject, a result, a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image, ImageDraw

from ..arrays import Array, fitted_size, resize, to_8bit
from ..cutout import BUILT_IN, Subject
from ..director import understand
from ..engines import licence_of
from ..framing import Frame
from ..pipeline import BackdropResult, preset_wall
from ..placement import place
from ..provenance import save_alpha, save_cutout
from ..ranking import Score

Updates = dict[str, Any]

SHOWN_PIXELS = 2_500_000
"""Larger pictures are shown as a reduced copy; the download is always the full one."""
STORY_SAFE = (0.14, 0.80)
"""Where a story is free of controls, as shares of its height: 14 % above and 20 % below are best left empty."""
READY = "Your cut-out is ready. Now tap a scene."
RESULT_AT = 8
"""Where the before/after handle starts, in percent: the new picture is what a person wants to see first."""


def viewing(on: bool) -> Updates:
    """Whether the pictures are shown, or the brush."""
    # A class of the style sheet keeps the brush in the page: gradio forgets what it tells components that are not.
    fixer = gr.update(elem_classes="away" if on else "")
    return {"viewer": gr.update(visible=on), "fixer": fixer, "fix": gr.update(visible=on)}


LIVE = "element.setAttribute('role', 'status')"
"""What an HTML component does to be read aloud when it changes: a line that comes with its role is not heard."""


def status(words: str, share: float | None = None, failed: bool = False) -> str:
    """The line under the button: words, and a bar while something runs."""
    kind = "failed" if failed else "running" if share is not None else "done"
    bar = f'<progress max="1" value="{share:.2f}" aria-label="Progress"></progress>' if share is not None else ""
    # Each step read aloud would leave no room for anything else: that it begins and how it ends is enough.
    quiet = ' aria-live="off"' if share else ""
    return f'<div class="status {kind}"{quiet}>{marked(words)}{bar}</div>'


def heard(words: str | None, preset: str | None) -> str:
    """What is understood of the line of words, as chips, and what is not."""
    tidy = " ".join((words or "").split())
    if not tidy:
        return ""
    presets = preset_wall().presets
    understood = understand(tidy, presets, preset if preset in presets else None)
    chips = "".join(f"<li>{escape(chip)}</li>" for chip in understood.chips(presets))
    lines = "".join(f"<p>{escape(line)}</p>" for line in understood.said(presets) if not line.startswith("Understood"))
    listed = f'<ul aria-label="Understood">{chips}</ul>' if chips else ""
    return f'<div class="heard" role="status">{listed}{lines}</div>'


def nothing_yet() -> Updates:
    return {
        "cutout_download": gr.update(visible=False),
        "mask_download": gr.update(interactive=False),
        "download": gr.update(visible=False),
        "gallery": gr.update(visible=False),
        "about": "",
    }


def subject_shown(subject: Subject, folder: Path) -> Updates:
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
        "status": status(READY) + findings(subject),
        "compare": gr.update(
            value=(before, after), label="Your photo and its cut-out", visible=True, slider_position=50
        ),
        "position": gr.update(value=50, visible=True),
        "hint": gr.update(visible=False),
        **nothing_yet(),
        "cutout_download": gr.update(value=str(cutout), visible=True),
        "mask_download": gr.update(value=str(mask), interactive=True),
        "fix": gr.update(visible=True),
    }


def findings(subject: Subject) -> str:
    """What to know about the photo and its cut-out, one line each."""
    lines = [("note", note) for note in subject.photo.notes]
    lines += [(finding.severity, finding.words) for finding in subject.findings]
    items = "".join(f'<li class="{severity}">{escape(words)}</li>' for severity, words in lines)
    return f'<ul class="findings">{items}</ul>' if items else ""


def badge(engine: str, title: str, is_ai: bool) -> str:
    """What painted, and under whose terms if that is an AI model."""
    words = f"AI-made backdrop · {title} · licence: {licence_of(engine) or 'unknown'}" if is_ai else title
    return f'<span class="badge">{escape(words)}</span>'


def captioned(shown: Sequence[str], scores: Sequence[Score]) -> list[tuple[str, str | None]]:
    """The variants for the gallery, each with a few words if they were judged, which orders them the best first."""
    words = ["Subject grew" if score.grew else None for score in scores] or [None] * len(shown)
    if scores:
        words[0] = f"Best of {len(scores)}"
    return list(zip(shown, words, strict=True))


def about(result: BackdropResult) -> str:
    """What made the picture, in words, and what was said on the way."""
    kept = (
        "every subject pixel is the photo's own"
        if result.subject_pixels_changed == 0
        else "the subject's light is matched to the scene"
    )
    cutout = re.sub(rf"^{BUILT_IN.facts.name}\b", "the built-in model", result.cutout)
    facts = [
        f"cut out by {cutout}",
        kept,
        f"{'seeds from' if len(result.outputs) > 1 else 'seed'} {result.seed}",
        "×".join(map(str, result.size)),
    ]
    seen, folded = (
        "".join(f"<li>{marked(note)}</li>" for note in result.warnings if (note in result.of_painting) == painting)
        for painting in (True, False)
    )
    return (
        f'<div class="about">{badge(result.engine, result.engine_title, result.is_ai)} {escape(" · ".join(facts))}'
        + (f'<ul class="findings">{seen}</ul>' if seen else "")
        + f"<details><summary>Why this engine, and notes</summary><ul>{folded}</ul></details></div>"
    )


def marked(words: str) -> str:
    """Words as HTML, what stands between backticks as code, and addresses as links."""
    words = re.sub("`(.+?)`", r"<code>\1</code>", escape(words))
    return re.sub(r"https?://[^\s<]*[^\s<.,;:)]", r'<a href="\g<0>" target="_blank">\g<0></a>', words)


def before_picture(pixels: Array, frame: Frame, size: tuple[int, int], path: Path) -> str:
    """The photo as the frame sees it; light grey where the frame reaches beyond it. size: the result's."""
    size = fitted_size(*size, SHOWN_PIXELS)
    beyond = place(np.ones(pixels.shape[:2], np.float32), frame, size)[..., None]
    placed = place(pixels, frame, size)
    return _write(placed + (1 - beyond) * np.float32(0.92), path)


def shown_picture(path: Path, zones: bool = False) -> str:
    """The file itself where a browser can take it with ease, else a reduced JPEG that keeps its record.

    zones: veil what a story's own buttons and names cover, in what is shown only.
    """
    with Image.open(path) as image:
        zones = zones and image.height > 1.6 * image.width
        if image.width * image.height <= SHOWN_PIXELS and not zones:
            return str(path)
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp", "").encode()
        size = fitted_size(*image.size, SHOWN_PIXELS)
        # A JPEG has no transparency: what is empty is shown light grey.
        paper = Image.new("RGBA", size, "#f0eeeb")
        paper.alpha_composite(image.convert("RGBA").resize(size, Image.Resampling.BICUBIC))
        if zones:
            _veil(paper)
        shown = path.with_name(f"{path.stem}-preview.jpg")
        paper.convert("RGB").save(shown, quality=90, xmp=xmp)
    return str(shown)


def _veil(image: Image.Image) -> None:
    """Darken the top and the bottom that the apps' own controls cover in a story."""
    veil = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(veil)
    top, bottom = (round(share * image.height) for share in STORY_SAFE)
    for box in ((0, 0, image.width, top), (0, bottom, image.width, image.height)):
        draw.rectangle(box, fill=(20, 20, 24, 120))
    for row in (top, bottom):
        draw.line((0, row, image.width, row), fill=(255, 255, 255, 230), width=max(1, image.height // 600))
    image.alpha_composite(veil)


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
