"""What is shown while backdrops are made: the picture in the making, and the variants that are finished."""

from __future__ import annotations

import base64
import io
import secrets
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from ..arrays import Array, fitted_size, resize, to_8bit
from ..composite import over
from ..cutout import Subject
from ..framing import Frame
from ..pipeline import MAX_VARIANTS, BackdropRequest, BackdropResult
from ..placement import frame_for, picture_size, place
from ..progress import Progress, finish
from ..ranking import Score
from ..scenes import scene_of
from ..subjects import make_subject
from .files import hand_out
from .pictures import before_picture, shown_picture
from .shown import RESULT_AT, Updates, about, badge, captioned, status

PREVIEW_PIXELS = 200_000
"""Enough to see what becomes of it, and sent several times a second."""

CSS = """
#stage { position: relative; gap: 0; isolation: isolate; }
#compare { isolation: isolate; }
#making, #making .making { position: absolute; inset: 0; }
#making { z-index: 1; pointer-events: none; overflow: hidden; border-radius: 16px; }
#stage:has(.making) { min-height: 240px; }
.making { margin: 0; background: #1714129e; backdrop-filter: blur(10px); }
.making img { width: 100%; height: 100%; object-fit: contain; }
.making figcaption { position: absolute; left: 50%; bottom: 14px; transform: translateX(-50%); padding: 4px 14px;
  border-radius: 99px; background: #171412d9; color: #fff; font-size: 13.5px; font-weight: 600; white-space: nowrap; }
.making figcaption::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px;
  border-radius: 50%; background: #fb7185; animation: making 1.2s ease-in-out infinite alternate; }
@keyframes making { to { opacity: .25; } }
@media (prefers-reduced-motion: reduce) { .making figcaption::before { animation: none; } }
"""


def in_the_making(preview: Array) -> str:
    """A small picture that lies over the result area, and says that it is not the result."""
    file = io.BytesIO()
    Image.fromarray(to_8bit(preview)).save(file, "JPEG", quality=80)
    data = base64.b64encode(file.getvalue()).decode()
    return (
        f'<figure class="making"><img src="data:image/jpeg;base64,{data}" alt="The picture in the making">'
        "<figcaption>In the making</figcaption></figure>"
    )


class Making:
    """One request on its way; `request` is it, with a seed."""

    def __init__(self, request: BackdropRequest, zones: bool) -> None:
        seed = secrets.randbelow(2**31) if request.seed is None else request.seed
        self.request = replace(request, seed=seed)
        self._zones = zones
        self._start = time.perf_counter()
        self._finished = 0
        self._placed: tuple[Array, Array] | None = None

    def step(self, progress: Progress) -> Updates:
        """How far it is, and what there is to see by now."""
        hand_out(*progress.outputs)  # those too that nobody will see, if Stop is heard now
        updates: Updates = {"status": status(progress.words, progress.share)}
        if progress.preview is not None:
            updates["making"] = in_the_making(self._with_subject(progress.preview))
        if self._finished < len(progress.outputs) and not self._nearly_done(progress):
            updates |= self._shown(progress.outputs, first=not self._finished)
            scene = scene_of(self.request)
            updates["about"] = f'<div class="about">{badge(scene.engine, scene.title, scene.is_ai)}</div>'
            self._finished = len(progress.outputs)
        return updates

    def done(self, result: BackdropResult) -> Updates:
        hand_out(*result.outputs)
        return {
            **self._shown(result.outputs, first=True, scores=result.scores),
            "status": status(f"Done in {time.perf_counter() - self._start:.1f} s."),
            "about": about(result),
            "stop": gr.update(visible=False),
        }

    def _nearly_done(self, progress: Progress) -> bool:
        """Whether the result comes at once, which shows them all; one that is painted again may take minutes."""
        return progress.stage != "paint" and len(progress.outputs) >= min(self.request.variants, MAX_VARIANTS)

    def _shown(self, outputs: tuple[Path, ...], first: bool, scores: tuple[Score, ...] = ()) -> Updates:
        """The pictures that are finished. first: put the first of them on the slider; later ones only join it.
        scores: theirs, once all are judged.
        """
        subject = finish(make_subject(self.request.subject))  # which is kept from the walk
        frame = frame_for(subject.alpha, self.request.placement)
        before = self._before(subject, frame)
        shown = [shown_picture(path, self._zones) for path in outputs]
        several = len(shown) > 1
        gallery: dict[str, Any] = {"value": captioned(shown, scores) if several else None, "visible": several}
        updates: Updates = {
            "making": "",
            "made": [
                {"before": before, "shown": show, "file": str(path), "seed": self.request.seed}
                for show, path in zip(shown, outputs, strict=True)
            ],
        }
        if first:
            gallery["selected_index"] = 0 if several else None
            updates |= {
                "compare": gr.update(
                    value=(before, shown[0]), label="Before and after", visible=True, slider_position=RESULT_AT
                ),
                "position": gr.update(value=RESULT_AT, visible=True),
                "hint": gr.update(visible=False),
                "download": gr.update(value=str(outputs[0]), visible=True),
            }
        return {**updates, "gallery": gr.update(**gallery)}

    def _with_subject(self, preview: Array) -> Array:
        """The preview in the result's shape, with the subject in it, which it knows roughly or not at all."""
        if self._placed is None:
            subject = finish(make_subject(self.request.subject))
            frame = frame_for(subject.alpha, self.request.placement)
            size = fitted_size(*picture_size(frame, self.request.placement, subject.alpha.size), PREVIEW_PIXELS)
            self._placed = place(subject.foreground, frame, size), place(subject.alpha, frame, size)
        foreground, alpha = self._placed
        return over(foreground, alpha, resize(preview, alpha.shape[1], alpha.shape[0]))

    def _before(self, subject: Subject, frame: Frame) -> str:
        path = self.request.folder / "before.jpg"
        if path.exists():
            return str(path)
        size = picture_size(frame, self.request.placement, subject.alpha.size)
        return before_picture(subject.photo.pixels, frame, size, path)


def stopped(finished: int, wanted: int) -> Updates:
    """The person pressed Stop, and the running walk has been closed."""
    if finished:
        words = f"Stopped: {finished} of {wanted} {'is' if finished == 1 else 'are'} finished."
    else:
        words = "Stopped. What was there before is kept."
    return {"status": status(words), "stop": gr.update(visible=False), "making": ""}
