"""The one walk: load, cut out, brief, paint, compose, label, save. The only place that knows the order."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from .arrays import Array
from .composite import Composite, Look, compose, subject_pixels_changed
from .engines import Backdrop, Canvas, plain
from .errors import BackdropError
from .placement import frame_for, picture_size, place
from .progress import Clock, Progress, stream
from .provenance import save_cutout, save_picture
from .request import MAX_VARIANTS, BackdropRequest, BackdropResult
from .scenes import Scene, preset_wall, scene_of
from .subjects import walk_to_subject

__all__ = ["MAX_VARIANTS", "BackdropRequest", "BackdropResult", "make_backdrops", "preset_wall"]


def make_backdrops(request: BackdropRequest) -> Iterator[Progress | BackdropResult]:
    """Walk the whole way for one photo; the last item is the result.

    Raises:
        BackdropError: for anything a person can act on.
    """
    clock = Clock()
    scene = scene_of(request)
    subject = yield from walk_to_subject(request.subject, clock)
    frame = frame_for(subject.alpha, request.placement)
    size = picture_size(frame, request.placement, subject.alpha.size)
    canvas = Canvas(place(subject.foreground, frame, size), place(subject.alpha, frame, size))
    photo = place(subject.photo.pixels, frame, size)
    if scene.plain is not None:
        canvas = replace(canvas, photo=photo, inside=place(np.ones_like(subject.alpha), frame, size))
        scene = scene.on(canvas)
    seed = secrets.randbelow(2**31) if request.seed is None else request.seed
    outputs: list[Path] = []
    notes: list[str] = []
    changed = 0
    variants = 1 if scene.plain is not None and not scene.is_ai else min(max(request.variants, 1), MAX_VARIANTS)
    seeds = range(seed, seed + variants)
    at_once = scene.at_once(canvas)
    for first in range(0, variants, at_once):
        batch = seeds[first : first + at_once]
        words = f"Painting {first + 1} of {variants}" if variants > 1 else "Painting"
        with clock.stage("paint"):
            backdrops = yield from stream("paint", words, partial(scene.paint, canvas, batch))
        yield Progress("compose", 0.9, "Putting you into the scene", tuple(outputs))
        for number, backdrop in zip(batch, backdrops, strict=True):
            notes += [note for note in backdrop.notes if note not in notes]
            with clock.stage("compose"):
                composite = _composed(canvas, backdrop, scene, request)
                changed = max(changed, subject_pixels_changed(composite, photo, canvas.alpha))
            with clock.stage("save"):
                name = f"{request.name or subject.photo.name}-{scene.name}-{number}.{request.file_type}"
                alpha = canvas.alpha if scene.plain == plain.NOTHING else None
                picture = composite.picture if alpha is None else canvas.foreground
                outputs.append(_save(picture, alpha, request.folder / name, scene))
        yield Progress("save", 1.0, words, tuple(outputs))
    yield BackdropResult(
        photo=request.subject.photo,
        outputs=tuple(outputs),
        engine=scene.engine,
        engine_title=scene.title,
        is_ai=scene.is_ai,
        cutout=subject.model,
        seed=seed,
        size=canvas.size,
        frame=frame,
        seconds=clock.seconds,
        subject_pixels_changed=changed,
        warnings=(*subject.photo.notes, *subject.warnings, *scene.notes, *notes),
        understood=scene.understood,
    )


def _composed(canvas: Canvas, backdrop: Backdrop, scene: Scene, request: BackdropRequest) -> Composite:
    """A kept background holds its subject already, edge and all; before a blurred one it keeps its light."""
    if scene.plain == plain.KEEP:
        return Composite(backdrop.picture)
    look: Look = "off" if isinstance(scene.plain, str) else request.look
    return compose(canvas, backdrop, look, request.light, request.front)


def _save(picture: Array, alpha: Array | None, path: Path, scene: Scene) -> Path:
    """Write a picture, or a subject on nothing if there is an alpha."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if alpha is None:
            save_picture(picture, path, scene.title, scene.is_ai)
        else:
            save_cutout(picture, alpha, path)
    except OSError as error:
        raise BackdropError(
            f"The picture cannot be written to {path.parent} ({error.strerror or error}). "
            "Choose another folder, or make room there."
        ) from error
    return path
