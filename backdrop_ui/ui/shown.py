"""What the page shows: updates of its components, by name, for a subject, a result, a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ..cutout import BUILT_IN, Subject
from ..director import understand
from ..engines import licence_of
from ..pipeline import BackdropResult, preset_wall
from ..provenance import save_alpha, save_cutout
from ..ranking import Score
from .pictures import cutout_pictures

Updates = dict[str, Any]

READY = "Your cut-out is ready. Now tap a scene."
RESULT_AT = 8
"""Where the before/after handle starts, in percent: the new picture is what a person wants to see first."""


def viewing(on: bool) -> Updates:
    """Whether the pictures are shown, or the brush, which only then is heard."""
    # A class of the style sheet keeps the brush in the page: gradio forgets what it tells components that are not.
    fixer = gr.update(elem_classes="away" if on else "")
    return {"viewer": gr.update(visible=on), "fixer": fixer, "fix": gr.update(visible=on), "fixing": not on}


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
    return {
        "status": status(READY) + findings(subject),
        "compare": gr.update(
            value=cutout_pictures(subject, folder), label="Your photo and its cut-out", visible=True, slider_position=50
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
