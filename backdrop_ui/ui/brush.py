"""The brush: a photo to paint on, which parts to keep, and what a person did, as data."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import cv2
import gradio as gr
import numpy as np
from PIL import Image

from ..arrays import Array, fitted_size, resize, to_8bit
from ..cutout import Part, Subject
from ..cutout.finding import Box

SHOWN_PIXELS = 1_000_000
VEIL, VEIL_SHARE = (22, 17, 14), 0.7
RIM = (251, 113, 133)
NOTHING_PAINTED: dict[str, Any] = {"strokes": [], "keep": None, "of": ""}

TEMPLATE = """
<div class="brush-tools" role="toolbar" aria-label="Brush">
  <span class="brush-kinds"><button type="button" data-kind="keep">Keep</button><button type="button"
    data-kind="remove">Remove</button></span>
  <label class="brush-sizes">Size <input type="range" class="brush-size" min="0" max="57" value="34"></label>
  <span class="brush-history"><button type="button" data-do="undo" title="Undo (Ctrl+Z)">Undo</button><button
    type="button" data-do="redo" title="Redo (Ctrl+Shift+Z)">Redo</button><button type="button"
    data-do="clear">Start over</button></span>
</div>
<div class="brush-board"><canvas tabindex="0" aria-label="Your photo: paint what to keep or to remove"></canvas>
  <div class="brush-parts"></div><button type="button" data-do="fit" hidden>Whole photo</button></div>
"""

STYLE = """
.brush-tools { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; margin-bottom: 8px; }
.brush-tools button { min-height: 38px; padding: 0 11px; border: 1px solid var(--border-color-primary); cursor: pointer;
  background: var(--block-background-fill); color: var(--body-text-color); font-size: 14.5px; font-weight: 600; }
.brush-tools span button:first-child { border-radius: 11px 0 0 11px; }
.brush-tools span button:last-child { border-radius: 0 11px 11px 0; }
.brush-tools span button + button { border-left: 0; }
.brush-board button[data-do="fit"] { position: absolute; top: 10px; right: 10px; padding: 9px 13px; line-height: 1.2;
  border-radius: 11px; background: #fffffff0; color: #1c1917; font-size: 14px; font-weight: 600; cursor: pointer; }
.brush-tools button:disabled { opacity: .4; cursor: default; }
.brush-tools button[data-kind="keep"][aria-pressed="true"] { background: #15803d; border-color: #15803d; color: #fff; }
.brush-tools button[data-kind="remove"][aria-pressed="true"] { background: #be123c; border-color: #be123c;
  color: #fff; }
.brush-tools button:focus-visible, canvas:focus-visible, .brush-parts button:focus-visible {
  outline: 3px solid #fb7185; outline-offset: 1px; }
.brush-sizes { display: flex; gap: 8px; align-items: center; font-size: 14.5px; flex: 1 1 86px; }
.brush-size { flex: 1; min-width: 70px; accent-color: #e11d48; }
.brush-board { position: relative; width: fit-content; max-width: 100%; margin: 0 auto; border-radius: 14px;
  overflow: hidden; line-height: 0; }
.brush-board canvas { display: block; max-width: 100%; max-height: min(640px, 72vh); touch-action: none;
  cursor: crosshair; }
.brush-parts button { position: absolute; transform: translate(-50%, -50%); min-width: 44px; height: 34px;
  border-radius: 99px; border: 2px solid #fff; background: #15803d; color: #fff; font-size: 14px; font-weight: 700;
  line-height: 1; box-shadow: 0 1px 5px #0008; cursor: pointer; }
.brush-parts button[aria-pressed="false"] { background: #57534e; }
"""


def brush() -> gr.HTML:
    """The component; its event `input` comes after each stroke and each part tapped."""
    return gr.HTML(
        NOTHING_PAINTED,
        html_template=TEMPLATE,
        css_template=STYLE,
        js_on_load=Path(__file__).with_name("brush.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_id="brush",
        photo="",
        overlay="",
        parts=[],
        marks=[],
        start="remove",
        seen=0,
    )


def no_photo() -> dict[str, Any]:
    """The update of the brush when the photo goes: what was painted goes with it."""
    return gr.update(value=NOTHING_PAINTED)


def new_subject(subject: Subject, of: Path) -> dict[str, Any]:
    """The update of the brush for another photo, whose file is `of`, and its cut-out: nothing is painted yet."""
    parts = [{"number": part.number, **_middle(part)} for part in subject.parts]
    return new_photo(subject.photo.pixels, subject.alpha, of, parts=parts, marks=_marks(subject))


def new_photo(pixels: Array, alpha: Array, of: Path, **others: Any) -> dict[str, Any]:
    """The same for a photo without parts or marks.

    Args:
        pixels: (H, W, 3), sRGB in [0, 1]. alpha: (H, W), the cut-out; zeros where nothing was found.
    """
    photo = Image.fromarray(to_8bit(resize(pixels, *_shown_size(alpha))))
    told = {
        "value": NOTHING_PAINTED | {"of": str(of)},
        "photo": _data_url(photo, "JPEG", quality=88),
        "overlay": _overlay(alpha),
        "parts": [],
        "marks": [],
        "start": "remove" if alpha.any() else "keep",
        "seen": 0,
    }
    return gr.update(**told | others)


def fixed_subject(subject: Subject, seen: int) -> dict[str, Any]:
    """The update of the brush after a change: what is kept now, with the first `seen` strokes in it."""
    return gr.update(overlay=_overlay(subject.alpha), marks=_marks(subject), seen=seen)


def nothing_kept(seen: int) -> dict[str, Any]:
    """The update of the brush when nothing at all is kept: a veil over everything."""
    return gr.update(overlay=_overlay(np.zeros((8, 8), np.float32)), seen=seen)


def _shown_size(alpha: Array) -> tuple[int, int]:
    return fitted_size(alpha.shape[1], alpha.shape[0], SHOWN_PIXELS)


def _marks(subject: Subject) -> list[Box]:
    """Where something is doubtful."""
    return [finding.box for finding in subject.findings if finding.box and finding.kind in ("unsure", "low-contrast")]


def _middle(part: Part) -> dict[str, float]:
    left, top, right, bottom = part.box
    return {"x": (left + right) / 2, "y": (top + bottom) / 2}


def _overlay(alpha: Array) -> str:
    """A veil over all that is not kept, and a thin rim between: a PNG data URL."""
    small = resize(alpha, *_shown_size(alpha))
    veil = np.empty((*small.shape, 4), np.uint8)
    veil[..., :3] = VEIL
    veil[..., 3] = to_8bit((1 - small) * np.float32(VEIL_SHARE))
    rim = cv2.morphologyEx((small > 0.5).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    veil[rim > 0] = (*RIM, 255)
    return _data_url(Image.fromarray(veil), "PNG", compress_level=1)


def _data_url(image: Image.Image, kind: str, **options: Any) -> str:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(data.getvalue()).decode()}"
